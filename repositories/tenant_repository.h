// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/cancel_token.h"
#include "repositories/database/result.h"
#include "repositories/records/page.h"
#include "repositories/records/seen.h"
#include "repositories/records/tenant.h"

namespace sentinai {

struct TenantFilter {
  QString text;                       ///< Contained, case folded, in id or name; empty: all.
  std::vector<TenantStatus> statuses; ///< Empty: active and suspended, not archived.
};

/// The tenants that the login is a member of. On SQLite there are no logins: every tenant of the file.
class TenantRepository {
public:
  virtual ~TenantRepository() = default;

  /// By tenant id.
  [[nodiscard]] virtual Task<Page<Tenant>> list(TenantFilter filter, int limit, std::optional<QString> after,
                                                CancelToken token) = 0;
  [[nodiscard]] virtual Task<Tenant> get(QString tenantId, CancelToken token) = 0; ///< NotFound.

  /// Makes the login its first member, with access admin. Conflict if the id is taken; PermissionDenied unless the
  /// login holds sentinai_admin; InvalidInput for a malformed id, or a name as checkName() has it.
  [[nodiscard]] virtual Task<Tenant> create(QString tenantId, QString name, CancelToken token) = 0;

  /// NotFound; PermissionDenied unless the login is an admin of that tenant; Conflict, which names both, where the
  /// status is not as `seen`.
  [[nodiscard]] virtual Task<Tenant> setStatus(QString tenantId, TenantStatus status, CancelToken token,
                                               Seen<TenantStatus> seen = {}) = 0;
};

} // namespace sentinai

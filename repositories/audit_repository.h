// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/cancel_token.h"
#include "repositories/database/result.h"
#include "repositories/records/audit_entry.h"
#include "repositories/records/page.h"

namespace sentinai {

/// Who changed which tenant, member, pack, playbook, step and tool; written by the database's triggers only.
class AuditRepository {
public:
  virtual ~AuditRepository() = default;

  /// The tenant's entries and, for who may see them, those of global objects; newest first. PermissionDenied unless the
  /// login is a supervisor or admin of the tenant.
  [[nodiscard]] virtual Task<Page<AuditEntry>> list(int limit, std::optional<QString> after, CancelToken token) = 0;
};

} // namespace sentinai

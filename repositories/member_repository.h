// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/cancel_token.h"
#include "repositories/database/result.h"
#include "repositories/records/privilege.h"
#include "repositories/records/seen.h"

namespace sentinai {

/// The logins that are members of this tenant.
class MemberRepository {
public:
  virtual ~MemberRepository() = default;

  [[nodiscard]] virtual Task<std::vector<TenantMember>> list(CancelToken token) = 0; ///< By role name.

  /// Adds the member or changes its access, and on PostgreSQL grants the login the group role of that access. NotFound
  /// if the server has no such role; PermissionDenied unless the login is an admin of this tenant; Conflict, which
  /// names both, where the member's access is not as `seen`, and if it is the last admin.
  [[nodiscard]] virtual Task<TenantMember> grant(QString roleName, Access access, CancelToken token,
                                                 Seen<Access> seen = {}) = 0;

  /// NotFound if it is no member; Conflict as grant() has it.
  [[nodiscard]] virtual Task<Done> revoke(QString roleName, CancelToken token, Seen<Access> seen = {}) = 0;

  /// What the login itself may do here, in a stable order, as the database would decide it now. None on SQLite, where
  /// whoever has the file may do everything.
  [[nodiscard]] virtual Task<std::vector<Privilege>> privileges(CancelToken token) = 0;
};

} // namespace sentinai

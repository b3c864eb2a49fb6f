// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/member_repository.h"
#include "repositories/sqlite/sqlite_scope.h"

namespace sentinai {

class SqliteMemberRepository : public MemberRepository {
public:
  explicit SqliteMemberRepository(SqliteScope scope);

  Task<std::vector<TenantMember>> list(CancelToken token) override;
  Task<TenantMember> grant(QString roleName, Access access, CancelToken token, Seen<Access> seen) override;
  Task<Done> revoke(QString roleName, CancelToken token, Seen<Access> seen) override;
  Task<std::vector<Privilege>> privileges(CancelToken token) override;

private:
  SqliteScope m_scope;
};

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/member_repository.h"
#include "repositories/postgresql/pg_client.h"

namespace sentinai {

class PgMemberRepository : public MemberRepository {
public:
  explicit PgMemberRepository(std::shared_ptr<PgClient> client)
      : m_client(std::move(client)) {}

  Task<std::vector<TenantMember>> list(CancelToken token) override;
  Task<TenantMember> grant(QString roleName, Access access, CancelToken token, Seen<Access> seen) override;
  Task<Done> revoke(QString roleName, CancelToken token, Seen<Access> seen) override;
  Task<std::vector<Privilege>> privileges(CancelToken token) override;

private:
  std::shared_ptr<PgClient> m_client;
};

} // namespace sentinai

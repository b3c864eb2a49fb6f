// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/audit_repository.h"
#include "repositories/postgresql/pg_client.h"

namespace sentinai {

class PgAuditRepository : public AuditRepository {
public:
  explicit PgAuditRepository(std::shared_ptr<PgClient> client)
      : m_client(std::move(client)) {}

  Task<Page<AuditEntry>> list(int limit, std::optional<QString> after, CancelToken token) override;

private:
  std::shared_ptr<PgClient> m_client;
};

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/database.h"
#include "repositories/postgresql/pg_client.h"

namespace sentinai {

/// A PostgreSQL database as one login sees it.
class PgDatabase : public Database {
public:
  explicit PgDatabase(Result<PgSettings> settings);
  ~PgDatabase() override; ///< Closes every connection; pending calls of its sessions complete with Cancelled.

  TenantRepository& tenants() override { return *m_tenants; }
  std::unique_ptr<Session> openSession(QString tenantId) override;
  Task<Health> health(QString tenantId, CancelToken token) override;
  QString login() const override { return m_pools->login(); }

private:
  std::shared_ptr<PgPools> m_pools;
  std::shared_ptr<PgClient> m_client; ///< Of no tenant.
  std::unique_ptr<TenantRepository> m_tenants;
};

[[nodiscard]] std::unique_ptr<Database> openPgDatabase(const DatabaseUrl& url, const DatabaseOptions& options);

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/database.h"
#include "repositories/postgresql/pg_client.h"

namespace sentinai {

/// A PostgreSQL database as one login sees it.
class PgDatabase : public Database {
public:
  /// `reports`: the replica that dashboards and exports ask, if there is one.
  PgDatabase(Result<PgSettings> settings, std::optional<Result<PgSettings>> reports);
  ~PgDatabase() override; ///< Closes every connection; pending calls of its sessions complete with Cancelled.

  TenantRepository& tenants() override { return *m_tenants; }
  std::unique_ptr<Session> openSession(QString tenantId) override;
  Task<Health> health(QString tenantId, CancelToken token) override;
  void watchReach(std::function<void()> handler) override;
  QString login() const override { return m_pools->login(); }

private:
  std::mutex m_watcherMutex;
  std::function<void()> m_watcher;
  std::shared_ptr<PgPools> m_pools;
  std::shared_ptr<PgPools> m_reports; ///< Null where there is no replica.
  std::shared_ptr<PgClient> m_client; ///< Of no tenant.
  std::unique_ptr<TenantRepository> m_tenants;
};

[[nodiscard]] std::unique_ptr<Database> openPgDatabase(const DatabaseUrl& url, const DatabaseOptions& options);

} // namespace sentinai

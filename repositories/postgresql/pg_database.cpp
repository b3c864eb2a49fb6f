// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/postgresql/pg_database.h"

#include "repositories/postgresql/pg_health.h"
#include "repositories/postgresql/pg_session.h"
#include "repositories/postgresql/pg_tenant_repository.h"

namespace sentinai {

PgDatabase::PgDatabase(Result<PgSettings> settings, std::optional<Result<PgSettings>> reports)
    : m_pools(std::make_shared<PgPools>(std::move(settings)))
    , m_reports(reports ? std::make_shared<PgPools>(*std::move(reports)) : nullptr)
    , m_client(std::make_shared<PgClient>(m_pools, QString()))
    , m_tenants(std::make_unique<PgTenantRepository>(m_client)) {
  m_pools->onReachChanged([this] {
    const std::lock_guard lock(m_watcherMutex);
    if (m_watcher) {
      m_watcher();
    }
  });
}

PgDatabase::~PgDatabase() {
  m_pools->shutDown();
  if (m_reports) {
    m_reports->shutDown();
  }
}

std::unique_ptr<Session> PgDatabase::openSession(QString tenantId) {
  return std::make_unique<PgSession>(m_pools, m_reports, std::move(tenantId));
}

void PgDatabase::watchReach(std::function<void()> handler) {
  const std::lock_guard lock(m_watcherMutex);
  m_watcher = std::move(handler);
}

Task<Health> PgDatabase::health(QString tenantId, CancelToken token) {
  return readHealth(m_pools, std::move(tenantId), std::move(token));
}

std::unique_ptr<Database> openPgDatabase(const DatabaseUrl& url, const DatabaseOptions& options) {
  std::optional<Result<PgSettings>> reports;
  if (options.reportUrl) {
    reports = PgSettings::from(*options.reportUrl, options);
  }
  return std::make_unique<PgDatabase>(PgSettings::from(url, options), std::move(reports));
}

} // namespace sentinai

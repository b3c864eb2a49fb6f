// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/postgresql/pg_database.h"

#include "repositories/postgresql/pg_health.h"
#include "repositories/postgresql/pg_session.h"
#include "repositories/postgresql/pg_tenant_repository.h"

namespace sentinai {

PgDatabase::PgDatabase(Result<PgSettings> settings)
    : m_pools(std::make_shared<PgPools>(std::move(settings)))
    , m_client(std::make_shared<PgClient>(m_pools, QString()))
    , m_tenants(std::make_unique<PgTenantRepository>(m_client)) {}

PgDatabase::~PgDatabase() {
  m_pools->shutDown();
}

std::unique_ptr<Session> PgDatabase::openSession(QString tenantId) {
  return std::make_unique<PgSession>(m_pools, std::move(tenantId));
}

Task<Health> PgDatabase::health(QString tenantId, CancelToken token) {
  return readHealth(m_pools, std::move(tenantId), std::move(token));
}

std::unique_ptr<Database> openPgDatabase(const DatabaseUrl& url, const DatabaseOptions& options) {
  return std::make_unique<PgDatabase>(PgSettings::from(url, options));
}

} // namespace sentinai

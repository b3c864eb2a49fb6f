// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/sqlite/sqlite_database.h"

#include "repositories/sqlite/sqlite_schema.h"
#include "repositories/sqlite/sqlite_session.h"

#include <sqlite3.h>

namespace sentinai {

SqliteDatabase::SqliteDatabase(const QString& path, const DatabaseOptions& options)
    : m_store(std::make_shared<SqliteStore>(path, options))
    , m_tenants(SqliteScope(m_store, QString(), m_open.token())) {}

SqliteDatabase::~SqliteDatabase() {
  m_open.cancel();
  m_store->close();
}

std::unique_ptr<Session> SqliteDatabase::openSession(QString tenantId) {
  return std::make_unique<SqliteSession>(m_store, std::move(tenantId));
}

Task<Health> SqliteDatabase::health(QString tenantId, CancelToken token) {
  // Asked on any schema: an outdated one is among the answers.
  const auto ask = [store = m_store, tenantId](SqliteConnection& db) {
    const auto start = std::chrono::steady_clock::now();
    Health health;
    health.schemaVersion = db.schemaVersion();
    health.latency = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start);
    health.engine = QStringLiteral("sqlite");
    health.serverVersion = QString::fromLatin1(sqlite3_libversion());
    health.latestSchemaVersion = kSqliteSchemaVersion;
    health.login = store->login();
    health.readOnly = db.isReadOnly();
    if (db.prepare("SELECT 1 FROM tenant WHERE tenant_id = ?1").bind(tenantId).step()) {
      health.tenantId = tenantId;
      health.access = toText(Access::Admin);
    }
    const SqliteWorkerPool::Figures figures = store->figures();
    health.poolOpen = figures.open;
    health.poolInUse = figures.inUse;
    health.poolWaiting = figures.waiting;
    return health;
  };
  return m_store->run<Health>(SqliteStore::Lane::Read, ask, std::move(token), m_open.token(), SqliteJob::Schema::Any);
}

std::unique_ptr<Database> openSqliteDatabase(const DatabaseUrl& url, const DatabaseOptions& options) {
  return std::make_unique<SqliteDatabase>(url.sqlitePath(), options);
}

} // namespace sentinai

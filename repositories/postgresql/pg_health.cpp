// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/postgresql/pg_health.h"

#include "repositories/database/migration_set.h"

#include <QElapsedTimer>

namespace sentinai {

namespace {

struct Server {
  Health health;
  bool hasLedger = false;  ///< The table of applied migrations is there for this login to read.
  bool hasMembers = false; ///< So are the functions that tell tenant and access.
};

SqlStatement serverStatement() {
  return {QStringLiteral(R"(
    SELECT current_setting('server_version'), session_user::text,
      pg_is_in_recovery() OR current_setting('default_transaction_read_only')::boolean,
      coalesce(has_table_privilege(to_regclass('sentinai.schema_migration'), 'SELECT')
               AND has_schema_privilege(to_regnamespace('sentinai'), 'USAGE'), false),
      coalesce(has_function_privilege(to_regprocedure('sentinai.current_access()'), 'EXECUTE')
               AND has_schema_privilege(to_regnamespace('sentinai'), 'USAGE'), false))"),
          {}};
}

Server readServer(PgRow& row) {
  Server server;
  server.health.engine = QStringLiteral("postgresql");
  server.health.serverVersion = row.next<QString>();
  server.health.login = row.next<QString>();
  server.health.readOnly = row.next<bool>();
  server.hasLedger = row.next<bool>();
  server.hasMembers = row.next<bool>();
  return server;
}

struct Standing {
  int schemaVersion = 0;
  std::optional<QString> tenantId;
  std::optional<QString> access;
  std::chrono::microseconds latency{};
};

/// Only what is there can be asked for: a statement that names anything else is refused as a whole.
SqlStatement standingStatement(const Server& server) {
  return {QStringLiteral("SELECT %1, %2")
              .arg(server.hasLedger
                       ? QStringLiteral("(SELECT coalesce(max(version), 0) FROM sentinai.schema_migration)")
                       : QStringLiteral("0"),
                   server.hasMembers ? QStringLiteral("sentinai.current_tenant(), sentinai.current_access()")
                                     : QStringLiteral("NULL::text, NULL::text")),
          {}};
}

int latestSchemaVersion() {
  const Result<MigrationSet> known = MigrationSet::load(QStringLiteral(":/migrations/postgresql"));
  return known ? known->latest() : 0;
}

} // namespace

Task<Health> readHealth(std::shared_ptr<PgPools> pools, QString tenantId, CancelToken token) {
  const auto client = std::make_shared<PgClient>(pools, tenantId, PgPatience::Probe);
  Result<Server> server = co_await client->one<Server>(PgIntent::Read, serverStatement(), readServer, {}, token);
  if (!server) {
    co_return failure(server.error());
  }
  // The connection stands now, so this takes one round trip and shows the latency.
  QElapsedTimer timer;
  timer.start();
  const auto readStanding = [timer](PgRow& row) {
    Standing standing;
    standing.latency = std::chrono::microseconds(timer.nsecsElapsed() / 1000);
    standing.schemaVersion = row.next<int>();
    standing.tenantId = row.next<std::optional<QString>>();
    standing.access = row.next<std::optional<QString>>();
    return standing;
  };
  Result<Standing> standing =
      co_await client->one<Standing>(PgIntent::Read, standingStatement(*server), readStanding, {}, token);
  if (!standing) {
    co_return failure(standing.error());
  }
  Completion<TenantPool::Figures> pool;
  // If the database is closed before its turn comes, the reader is destroyed uncalled.
  std::shared_ptr<void> unread(nullptr, [pool](void*) { pool.complete(failure(pg_error::cancelled())); });
  pools->readFigures(tenantId, [pool, unread = std::move(unread)](TenantPool::Figures read) { pool.complete(read); });
  Result<TenantPool::Figures> figures = co_await pool;
  if (!figures) {
    co_return failure(figures.error());
  }
  Health health = server->health;
  health.latency = standing->latency;
  health.schemaVersion = standing->schemaVersion;
  health.latestSchemaVersion = latestSchemaVersion();
  health.tenantId = standing->tenantId;
  health.access = standing->access;
  health.poolOpen = figures->open;
  health.poolInUse = figures->inUse;
  health.poolWaiting = figures->waiting;
  co_return health;
}

} // namespace sentinai

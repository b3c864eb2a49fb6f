// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/test_database.h"

#include "repositories/open_migrator.h"
#include "tests/support/test_postgresql.h"

#include <QCoreApplication>
#include <QDebug>
#include <QEvent>
#include <QUuid>
#include <sqlite3.h>
#include <stdexcept>

namespace sentinai {

namespace {

// Shared by the databases of a cluster: roles are the cluster's, and from PostgreSQL 16 on only who created a role may
// grant it.
const QString kPassword = QStringLiteral("of no use outside the throw-away cluster");

[[noreturn]] void fail(const QString& message) {
  throw std::runtime_error(message.toStdString());
}

void migrate(const DatabaseUrl& url) {
  const Result<std::unique_ptr<Migrator>> migrator = openMigrator(url);
  if (!migrator) {
    fail(QStringLiteral("cannot migrate: ") + migrator.error().message);
  }
  const Result<std::vector<int>> applied = (*migrator)->up(std::nullopt, {});
  if (!applied) {
    fail(QStringLiteral("cannot migrate: %1 %2").arg(applied.error().message, applied.error().detail));
  }
}

QList<QStringList> executeOnFile(const QString& path, const QString& sql) {
  sqlite3* file = nullptr;
  sqlite3_open(path.toUtf8().constData(), &file);
  const std::unique_ptr<sqlite3, decltype(&sqlite3_close)> closer(file, &sqlite3_close);
  sqlite3_busy_timeout(file, 10'000);
  QList<QStringList> rows;
  char* words = nullptr;
  const auto addRow = [](void* target, int columns, char** cells, char**) {
    QStringList row;
    for (int i = 0; i < columns; ++i) {
      row.append(cells[i] == nullptr ? QString() : QString::fromUtf8(cells[i]));
    }
    static_cast<QList<QStringList>*>(target)->append(row);
    return 0;
  };
  if (sqlite3_exec(file, sql.toUtf8().constData(), addRow, &rows, &words) != SQLITE_OK) {
    const QString message = QString::fromUtf8(words);
    sqlite3_free(words);
    fail(sql + QStringLiteral(": ") + message);
  }
  return rows;
}

} // namespace

TestDatabase::TestDatabase(DatabaseUrl::Engine engine, Schema schema, const QString& owner)
    : m_engine(engine)
    , m_suffix(QUuid::createUuid().toString(QUuid::Id128).first(12)) {
  if (m_engine == DatabaseUrl::Engine::Sqlite) {
    m_ownerUrl = DatabaseUrl::sqliteFile(m_directory.filePath(QStringLiteral("sentinai.db")));
  } else {
    TestPostgresql cluster;
    m_databaseName = QStringLiteral("sentinai_") + m_suffix;
    cluster.ensureRole(owner, kPassword, QStringLiteral("CREATEROLE"));
    cluster.execute(QStringLiteral("CREATE DATABASE %1 OWNER %2").arg(m_databaseName, cluster.quotedIdentifier(owner)));
    const Result<DatabaseUrl> url = DatabaseUrl::parse(cluster.conninfo(m_databaseName, owner, kPassword));
    if (!url) {
      fail(url.error().message);
    }
    m_ownerUrl = *url;
  }
  if (schema == Schema::Migrated) {
    migrate(*m_ownerUrl);
  }
}

TestDatabase::~TestDatabase() {
  // Who was still asking when the test ended has its answer posted, and frees what it holds on getting it.
  QCoreApplication::sendPostedEvents();
  QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
  if (m_databaseName.isEmpty()) {
    return;
  }
  try {
    TestPostgresql cluster;
    cluster.execute(QStringLiteral("DROP DATABASE %1 WITH (FORCE)").arg(m_databaseName));
    for (const QString& role : std::as_const(m_roles)) {
      cluster.execute(QStringLiteral("DROP ROLE %1").arg(cluster.quotedIdentifier(role)));
    }
  } catch (const std::runtime_error& error) {
    qWarning() << "cannot drop the test database:" << error.what();
  }
}

QString TestDatabase::roleName(const QString& name) const {
  return m_engine == DatabaseUrl::Engine::Sqlite ? name : name + QLatin1Char('_') + m_suffix;
}

QString TestDatabase::table(const QString& name) const {
  return m_engine == DatabaseUrl::Engine::Sqlite ? name : QStringLiteral("sentinai.") + name;
}

void TestDatabase::addTenant(const QString& tenantId, const QString& name) {
  const QString shown = name.isEmpty() ? tenantId : name;
  const qint64 now = toEpochMicros(currentInstant());
  const QString nowSql = m_engine == DatabaseUrl::Engine::Sqlite ? QString::number(now) : QStringLiteral("now()");
  executeBehindTheBack(QStringLiteral("INSERT INTO %1 (tenant_id, name, status, created_at, updated_at) "
                                      "VALUES ('%2', '%3', 'active', %4, %4)")
                           .arg(table(QStringLiteral("tenant")), tenantId, shown, nowSql));
}

DatabaseUrl TestDatabase::addLogin(const QString& name, const std::vector<std::pair<QString, Access>>& memberships) {
  if (m_engine == DatabaseUrl::Engine::Sqlite) {
    return *m_ownerUrl;
  }
  const QString role = roleName(name);
  TestPostgresql cluster(m_databaseName);
  cluster.ensureRole(role, kPassword);
  if (!m_roles.contains(role)) {
    m_roles.append(role);
  }
  for (const auto& [tenantId, access] : memberships) {
    cluster.execute(QStringLiteral("INSERT INTO sentinai.tenant_member (tenant_id, role_name, access, created_at) "
                                   "VALUES ($1, $2, $3, now())"),
                    {tenantId, role, toText(access)});
    cluster.execute(QStringLiteral("GRANT sentinai_%1 TO %2").arg(toText(access), cluster.quotedIdentifier(role)));
  }
  const Result<DatabaseUrl> url = DatabaseUrl::parse(cluster.conninfo(m_databaseName, role, kPassword));
  if (!url) {
    fail(url.error().message);
  }
  return *url;
}

QList<QStringList> TestDatabase::executeBehindTheBack(const QString& sql) {
  if (m_engine == DatabaseUrl::Engine::PostgreSql) {
    TestPostgresql cluster(m_databaseName);
    cluster.execute(QStringLiteral("SET session_replication_role = replica; SET TimeZone = 'UTC'"));
    return cluster.execute(sql);
  }
  const QString path = m_ownerUrl->sqlitePath();
  if (sql.startsWith(QStringLiteral("ALTER TABLE"))) {
    return executeOnFile(path, sql); // Fires none of them, and takes them along.
  }
  const QList<QStringList> triggers =
      executeOnFile(path, QStringLiteral("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"));
  QString script = QStringLiteral("PRAGMA ignore_check_constraints = ON; BEGIN IMMEDIATE;");
  QString restore;
  for (const QStringList& trigger : triggers) {
    script += QStringLiteral("DROP TRIGGER \"%1\";").arg(trigger[0]);
    restore += trigger[1] + QLatin1Char(';');
  }
  return executeOnFile(path, script + sql + QLatin1Char(';') + restore + QStringLiteral("COMMIT;"));
}

} // namespace sentinai

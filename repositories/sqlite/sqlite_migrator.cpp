// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/sqlite/sqlite_migrator.h"

#include "repositories/sqlite/sqlite_catalogue.h"

#include <QDir>
#include <QFileInfo>
#include <QProcessEnvironment>
#include <sqlite3.h>

namespace sentinai {

namespace {

constexpr int kLockWaitMilliseconds = 60'000;

struct Closer {
  void operator()(sqlite3* file) const { sqlite3_close_v2(file); }
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using File = std::unique_ptr<sqlite3, Closer>;
using Statement = std::unique_ptr<sqlite3_stmt, Closer>;

/// Where the system does not tell the user's name, the ledger says so.
QString currentUser() {
  const QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
  for (const char* variable : {"USER", "LOGNAME", "USERNAME"}) {
    if (const QString name = environment.value(QString::fromLatin1(variable)); !name.isEmpty()) {
      return name;
    }
  }
  return QStringLiteral("unknown");
}

DbError errorOf(sqlite3* file, int code, const QString& path) {
  DbError error;
  const QString words = QString::fromUtf8(sqlite3_errmsg(file));
  switch (code & 0xff) {
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
    error.kind = DbError::Kind::Timeout;
    error.message = QStringLiteral("Another program holds %1. Close it, or try again.").arg(path);
    error.retryable = true;
    break;
  case SQLITE_CANTOPEN:
  case SQLITE_READONLY:
  case SQLITE_PERM:
    error.kind = DbError::Kind::PermissionDenied;
    error.message = QStringLiteral("The file %1 cannot be written. Check that it and its folder may be.").arg(path);
    break;
  case SQLITE_NOTADB:
    error.kind = DbError::Kind::InvalidInput;
    error.message = QStringLiteral("%1 is not an SQLite database. Name another file.").arg(path);
    break;
  case SQLITE_CONSTRAINT:
    error.kind = DbError::Kind::Constraint;
    error.message = words;
    break;
  default:
    error.kind = DbError::Kind::Internal;
    error.message = words;
    return error;
  }
  error.detail = words;
  return error;
}

class SqliteMigrationTarget final : public MigrationTarget {
public:
  SqliteMigrationTarget(File file, QString path)
      : m_file(std::move(file))
      , m_path(std::move(path)) {}

  /// begin() locks the file.
  Result<Done> lock() override { return Done{}; }
  void unlock() override {}

  Result<Done> begin() override { return run("BEGIN IMMEDIATE"); }
  Result<Done> commit() override { return run("COMMIT"); }
  void rollback() override {
    if (sqlite3_get_autocommit(m_file.get()) == 0) {
      std::ignore = run("ROLLBACK");
    }
  }

  Result<Done> execute(const QByteArray& script) override {
    if (Result<Done> done = run(script.constData()); !done) {
      return done;
    }
    if (sqlite3_get_autocommit(m_file.get()) != 0) {
      return failure(DbError::Kind::Internal,
                     QStringLiteral("A migration file must not begin or end transactions by itself."));
    }
    return Done{};
  }

  Result<std::optional<std::vector<LedgerEntry>>> ledger() override {
    Result<QList<QStringList>> tables = query("SELECT name FROM sqlite_schema WHERE name = 'schema_migration'", {});
    if (!tables) {
      return failure(tables.error());
    }
    if (tables->isEmpty()) {
      return std::nullopt;
    }
    const Result<QList<QStringList>> rows =
        query("SELECT version, name, checksum, applied_at, applied_by FROM schema_migration ORDER BY version", {});
    if (!rows) {
      return failure(rows.error());
    }
    std::vector<LedgerEntry> entries;
    for (const QStringList& row : *rows) {
      entries.push_back({row[0].toInt(), row[1], row[2], fromEpochMicros(row[3].toLongLong()), row[4]});
    }
    return entries;
  }

  Result<Done> record(const Migration& migration) override {
    const Result<QList<QStringList>> rows =
        query("INSERT INTO schema_migration (version, name, checksum, applied_at, applied_by) "
              "VALUES (CAST(?1 AS INTEGER), ?2, ?3, CAST(?4 AS INTEGER), ?5)",
              {QString::number(migration.version), migration.name, migration.checksum,
               QString::number(toEpochMicros(currentInstant())), currentUser()});
    return rows ? Result<Done>(Done{}) : failure(rows.error());
  }

  Result<Done> forget(int version) override {
    const Result<QList<QStringList>> rows =
        query("DELETE FROM schema_migration WHERE version = CAST(?1 AS INTEGER)", {QString::number(version)});
    return rows ? Result<Done>(Done{}) : failure(rows.error());
  }

  Result<QStringList> catalogue() override {
    const Result<QList<QStringList>> rows = query(sqliteCatalogueQuery(), {});
    if (!rows) {
      return failure(rows.error());
    }
    QStringList lines;
    for (const QStringList& row : *rows) {
      // A definition may span lines; a line of the manifest may not.
      lines << row[0].simplified();
    }
    lines.sort();
    return lines;
  }

  /// Does the first I/O, which shows whether this is a database, and whose.
  Result<Done> prepareSession() {
    sqlite3_busy_timeout(m_file.get(), kLockWaitMilliseconds);
    sqlite3_extended_result_codes(m_file.get(), 1);
    if (Result<Done> set = run("PRAGMA foreign_keys = ON"); !set) {
      return set;
    }
    const Result<QList<QStringList>> counts =
        query("SELECT count(*), coalesce(sum(name = 'schema_migration'), 0) FROM sqlite_schema", {});
    if (!counts) {
      return failure(counts.error());
    }
    if (counts->first()[0].toInt() > 0 && counts->first()[1].toInt() == 0) {
      return failure(DbError::Kind::InvalidInput,
                     QStringLiteral("%1 holds tables of another program. Name another file.").arg(m_path));
    }
    return Done{};
  }

private:
  File m_file;
  QString m_path;

  [[nodiscard]] tl::unexpected<DbError> failed(int code) { return failure(errorOf(m_file.get(), code, m_path)); }

  [[nodiscard]] Result<Done> run(const char* sql) {
    const int code = sqlite3_exec(m_file.get(), sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) {
      return failed(code);
    }
    return Done{};
  }

  [[nodiscard]] Result<QList<QStringList>> query(const char* sql, const QStringList& values) {
    sqlite3_stmt* raw = nullptr;
    if (const int code = sqlite3_prepare_v2(m_file.get(), sql, -1, &raw, nullptr); code != SQLITE_OK) {
      return failed(code);
    }
    const Statement statement(raw);
    for (int i = 0; i < values.size(); ++i) {
      const QByteArray text = values[i].toUtf8();
      sqlite3_bind_text(raw, i + 1, text.constData(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
    }
    QList<QStringList> rows;
    int code = sqlite3_step(raw);
    for (; code == SQLITE_ROW; code = sqlite3_step(raw)) {
      QStringList row;
      for (int column = 0; column < sqlite3_column_count(raw); ++column) {
        row << QString::fromUtf8(reinterpret_cast<const char*>(sqlite3_column_text(raw, column)));
      }
      rows << row;
    }
    if (code != SQLITE_DONE) {
      return failed(code);
    }
    return rows;
  }
};

} // namespace

Result<std::unique_ptr<MigrationTarget>> openSqliteMigrationTarget(const DatabaseUrl& url) {
  const QString path = url.sqlitePath();
  // If this fails, opening says so.
  std::ignore = QDir().mkpath(QFileInfo(path).absolutePath());
  sqlite3* raw = nullptr;
  const int code = sqlite3_open_v2(path.toUtf8().constData(), &raw,
                                   SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
  File file(raw);
  if (code != SQLITE_OK) {
    return failure(errorOf(raw, code, path));
  }
  auto target = std::make_unique<SqliteMigrationTarget>(std::move(file), path);
  if (Result<Done> prepared = target->prepareSession(); !prepared) {
    return failure(prepared.error());
  }
  return target;
}

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/postgresql/pg_migrator.h"

#include "repositories/postgresql/pg_catalogue.h"
#include "repositories/postgresql/pg_error.h"

#include <QRegularExpression>
#include <array>
#include <libpq-fe.h>

namespace sentinai {

namespace {

// 'SentinAI'; the same in every database, which have advisory locks of their own.
constexpr char kLock[] = "x'53656e74696e4149'::bigint";

struct Closer {
  void operator()(PGconn* connection) const { PQfinish(connection); }
  void operator()(PGresult* result) const { PQclear(result); }
};
using Connection = std::unique_ptr<PGconn, Closer>;
using Rows = std::unique_ptr<PGresult, Closer>;

DbError::Kind kindOf(const QString& sqlState) {
  if (sqlState.startsWith(QLatin1String("08")) || sqlState.startsWith(QLatin1String("57P"))) {
    return DbError::Kind::ConnectionLost;
  }
  if (sqlState == QLatin1String("42501")) {
    return DbError::Kind::PermissionDenied;
  }
  if (sqlState == QLatin1String("57014") || sqlState == QLatin1String("55P03")) {
    return DbError::Kind::Timeout;
  }
  if (sqlState.startsWith(QLatin1String("23"))) {
    return DbError::Kind::Constraint;
  }
  return DbError::Kind::Internal;
}

class PgMigrationTarget final : public MigrationTarget {
public:
  explicit PgMigrationTarget(Connection connection)
      : m_connection(std::move(connection)) {}

  Result<Done> prepareSession() {
    return run("SET search_path = ''; SET statement_timeout = 0; SET lock_timeout = 0; SET TimeZone = 'UTC'; "
               "SET idle_in_transaction_session_timeout = 0; SET client_min_messages = warning");
  }

  Result<Done> lock() override { return run(QByteArray("SELECT pg_catalog.pg_advisory_lock(") + kLock + ")"); }

  void unlock() override {
    // If this fails the connection is gone, and the lock with it.
    std::ignore = run(QByteArray("SELECT pg_catalog.pg_advisory_unlock(") + kLock + ")");
  }

  Result<Done> begin() override { return run("BEGIN"); }
  Result<Done> commit() override { return run("COMMIT"); }
  void rollback() override { std::ignore = run("ROLLBACK"); }

  Result<Done> execute(const QByteArray& script) override {
    if (Result<Done> done = run(script); !done) {
      return done;
    }
    if (PQtransactionStatus(m_connection.get()) != PQTRANS_INTRANS) {
      return failure(DbError::Kind::Internal,
                     QStringLiteral("A migration file must not begin or end transactions by itself."));
    }
    return Done{};
  }

  Result<std::optional<std::vector<LedgerEntry>>> ledger() override {
    const Result<Rows> table = query("SELECT pg_catalog.to_regclass('sentinai.schema_migration') IS NOT NULL");
    if (!table) {
      return failure(table.error());
    }
    if (cell(*table, 0, 0) != QLatin1String("t")) {
      return std::nullopt;
    }
    const Result<Rows> rows = query("SELECT version, name, checksum, "
                                    "(extract(epoch FROM applied_at) * 1000000)::bigint, applied_by "
                                    "FROM sentinai.schema_migration ORDER BY version");
    if (!rows) {
      return failure(rows.error());
    }
    std::vector<LedgerEntry> entries;
    entries.reserve(static_cast<std::size_t>(PQntuples(rows->get())));
    for (int row = 0; row < PQntuples(rows->get()); ++row) {
      entries.push_back({cell(*rows, row, 0).toInt(), cell(*rows, row, 1), cell(*rows, row, 2),
                         fromEpochMicros(cell(*rows, row, 3).toLongLong()), cell(*rows, row, 4)});
    }
    return entries;
  }

  Result<Done> record(const Migration& migration) override {
    return change("INSERT INTO sentinai.schema_migration (version, name, checksum) VALUES ($1, $2, $3)",
                  {QByteArray::number(migration.version), migration.name.toUtf8(), migration.checksum.toUtf8()});
  }

  Result<Done> forget(int version) override {
    return change("DELETE FROM sentinai.schema_migration WHERE version = $1", {QByteArray::number(version)});
  }

  Result<QStringList> catalogue() override {
    const Result<Rows> rows = query(pgCatalogueQuery());
    if (!rows) {
      return failure(rows.error());
    }
    QStringList lines;
    for (int row = 0; row < PQntuples(rows->get()); ++row) {
      // A definition may span lines; a line of the manifest may not.
      lines << cell(*rows, row, 0).simplified();
    }
    return lines;
  }

private:
  Connection m_connection;

  [[nodiscard]] static QString cell(const Rows& rows, int row, int column) {
    return QString::fromUtf8(PQgetvalue(rows.get(), row, column));
  }

  [[nodiscard]] Result<Rows> checked(PGresult* raw) {
    Rows rows(raw);
    const ExecStatusType status = PQresultStatus(rows.get());
    if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) {
      return rows;
    }
    DbError error;
    if (PQstatus(m_connection.get()) != CONNECTION_OK) {
      error.kind = DbError::Kind::ConnectionLost;
      error.message = QStringLiteral("The connection to the database broke. Run it again: what is whole stays.");
      error.detail = QString::fromUtf8(PQerrorMessage(m_connection.get())).trimmed();
      error.retryable = true;
      return failure(error);
    }
    const auto field = [&rows](int code) { return QString::fromUtf8(PQresultErrorField(rows.get(), code)); };
    error.sqlState = field(PG_DIAG_SQLSTATE);
    error.kind = kindOf(error.sqlState);
    error.message = field(PG_DIAG_MESSAGE_PRIMARY);
    error.constraint = field(PG_DIAG_CONSTRAINT_NAME);
    error.detail = QStringList{field(PG_DIAG_MESSAGE_DETAIL), field(PG_DIAG_MESSAGE_HINT), field(PG_DIAG_CONTEXT)}
                       .filter(QRegularExpression(QStringLiteral(".")))
                       .join(QLatin1Char('\n'));
    if (error.kind == DbError::Kind::PermissionDenied) {
      error.message = QStringLiteral("Login %1 may not do this: %2. Migrate as the schema's owner; docs/migrations.md "
                                     "says what that role needs.")
                          .arg(QString::fromUtf8(PQuser(m_connection.get())), error.message);
    }
    return failure(error);
  }

  [[nodiscard]] Result<Rows> query(const char* sql) { return checked(PQexec(m_connection.get(), sql)); }

  [[nodiscard]] Result<Done> run(const QByteArray& sql) {
    const Result<Rows> rows = query(sql.constData());
    if (!rows) {
      return failure(rows.error());
    }
    return Done{};
  }

  [[nodiscard]] Result<Done> change(const char* sql, const QList<QByteArray>& values) {
    std::vector<const char*> texts;
    for (const QByteArray& value : values) {
      texts.push_back(value.constData());
    }
    const Result<Rows> rows = checked(PQexecParams(m_connection.get(), sql, static_cast<int>(texts.size()), nullptr,
                                                   texts.data(), nullptr, nullptr, 0));
    if (!rows) {
      return failure(rows.error());
    }
    return Done{};
  }
};

} // namespace

Result<std::unique_ptr<MigrationTarget>> openPgMigrationTarget(const DatabaseUrl& url) {
  const QByteArray conninfo = url.conninfo().toUtf8();
  // Before the user's own settings, so that those win.
  const std::array<const char*, 5> keys{"connect_timeout", "fallback_application_name", "dbname", "client_encoding",
                                        nullptr};
  const std::array<const char*, 5> values{"10", "sentinai-migrate", conninfo.constData(), "UTF8", nullptr};
  Connection connection(PQconnectdbParams(keys.data(), values.data(), 1));
  if (PQstatus(connection.get()) != CONNECTION_OK) {
    // Once more, so that the answer has the code that tells what it means in any language.
    PQsetErrorVerbosity(connection.get(), PQERRORS_VERBOSE);
    PQreset(connection.get());
    if (PQstatus(connection.get()) != CONNECTION_OK) {
      return failure(pg_error::fromConnecting(connection.get()));
    }
    PQsetErrorVerbosity(connection.get(), PQERRORS_DEFAULT);
  }
  auto target = std::make_unique<PgMigrationTarget>(std::move(connection));
  if (Result<Done> prepared = target->prepareSession(); !prepared) {
    return failure(prepared.error());
  }
  return target;
}

} // namespace sentinai

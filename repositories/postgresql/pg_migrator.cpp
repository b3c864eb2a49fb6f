// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/postgresql/pg_migrator.h"

#include "repositories/postgresql/pg_catalogue.h"
#include "repositories/postgresql/pg_owner_connection.h"

namespace sentinai {

namespace {

// 'SentinAI'; the same in every database, which have advisory locks of their own.
constexpr char kLock[] = "x'53656e74696e4149'::bigint";

class PgMigrationTarget final : public MigrationTarget {
public:
  explicit PgMigrationTarget(PgOwnerConnection connection)
      : m_connection(std::move(connection)) {}

  Result<Done> lock() override {
    return m_connection.run(QByteArray("SELECT pg_catalog.pg_advisory_lock(") + kLock + ")");
  }

  void unlock() override {
    // If this fails the connection is gone, and the lock with it.
    std::ignore = m_connection.run(QByteArray("SELECT pg_catalog.pg_advisory_unlock(") + kLock + ")");
  }

  Result<Done> begin() override { return m_connection.run("BEGIN"); }
  Result<Done> commit() override { return m_connection.run("COMMIT"); }
  void rollback() override { std::ignore = m_connection.run("ROLLBACK"); }

  Result<Done> execute(const QByteArray& script) override {
    if (Result<Done> done = m_connection.run(script); !done) {
      return done;
    }
    if (PQtransactionStatus(m_connection.get()) != PQTRANS_INTRANS) {
      return failure(DbError::Kind::Internal,
                     QStringLiteral("A migration file must not begin or end transactions by itself."));
    }
    return Done{};
  }

  Result<std::optional<std::vector<LedgerEntry>>> ledger() override {
    const Result<PgResult> table =
        m_connection.query("SELECT pg_catalog.to_regclass('sentinai.schema_migration') IS NOT NULL");
    if (!table) {
      return failure(table.error());
    }
    if (PgOwnerConnection::cell(*table, 0, 0) != QLatin1String("t")) {
      return std::nullopt;
    }
    const Result<PgResult> rows = m_connection.query("SELECT version, name, checksum, "
                                                     "(extract(epoch FROM applied_at) * 1000000)::bigint, applied_by "
                                                     "FROM sentinai.schema_migration ORDER BY version");
    if (!rows) {
      return failure(rows.error());
    }
    std::vector<LedgerEntry> entries;
    entries.reserve(static_cast<std::size_t>(PQntuples(rows->get())));
    for (int row = 0; row < PQntuples(rows->get()); ++row) {
      entries.push_back({PgOwnerConnection::cell(*rows, row, 0).toInt(), PgOwnerConnection::cell(*rows, row, 1),
                         PgOwnerConnection::cell(*rows, row, 2),
                         fromEpochMicros(PgOwnerConnection::cell(*rows, row, 3).toLongLong()),
                         PgOwnerConnection::cell(*rows, row, 4)});
    }
    return entries;
  }

  Result<Done> record(const Migration& migration) override {
    return m_connection.run(
        "INSERT INTO sentinai.schema_migration (version, name, checksum) VALUES ($1, $2, $3)",
        {QByteArray::number(migration.version), migration.name.toUtf8(), migration.checksum.toUtf8()});
  }

  Result<Done> forget(int version) override {
    return m_connection.run("DELETE FROM sentinai.schema_migration WHERE version = $1", {QByteArray::number(version)});
  }

  Result<QStringList> catalogue() override {
    const Result<PgResult> rows = m_connection.query(pgCatalogueQuery());
    if (!rows) {
      return failure(rows.error());
    }
    QStringList lines;
    for (int row = 0; row < PQntuples(rows->get()); ++row) {
      // A definition may span lines; a line of the manifest may not.
      lines << PgOwnerConnection::cell(*rows, row, 0).simplified();
    }
    return lines;
  }

private:
  PgOwnerConnection m_connection;
};

} // namespace

Result<std::unique_ptr<MigrationTarget>> openPgMigrationTarget(const DatabaseUrl& url) {
  Result<PgOwnerConnection> connection = PgOwnerConnection::open(url, "sentinai-migrate");
  if (!connection) {
    return failure(std::move(connection.error()));
  }
  return std::make_unique<PgMigrationTarget>(std::move(*connection));
}

} // namespace sentinai

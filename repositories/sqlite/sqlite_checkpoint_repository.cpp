// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/sqlite/sqlite_checkpoint_repository.h"

#include "repositories/sqlite/sqlite_rows.h"

namespace sentinai {

namespace {

const QByteArray kSelect = R"sql(
      SELECT number, at, exceptions, events, root, created_at, created_by
      FROM checkpoint
      )sql";

Checkpoint readCheckpoint(const SqliteStatement& row) {
  return {static_cast<int>(row.integer(0)),
          row.instant(1),
          row.integer(2),
          row.integer(3),
          row.bytes(4),
          row.instant(5),
          row.text(6)};
}

} // namespace

SqliteCheckpointRepository::SqliteCheckpointRepository(SqliteScope scope)
    : m_scope(std::move(scope)) {}

Task<Instant> SqliteCheckpointRepository::cut(CancelToken token) {
  // Whoever writes takes the time of recording inside its transaction, of which there is one at a time: this one.
  return m_scope.write<Instant>([](SqliteConnection&) { return currentInstant(); }, token);
}

Task<Checkpoint> SqliteCheckpointRepository::record(Checkpoint checkpoint, CancelToken token) {
  return m_scope.write<Checkpoint>(
      [checkpoint, tenantId = m_scope.tenantId(), login = m_scope.login()](SqliteConnection& db) {
        constexpr qsizetype kRootBytes = 32;
        if (checkpoint.at > currentInstant() || checkpoint.exceptions < 0 || checkpoint.events < 0 ||
            checkpoint.root.size() != kRootBytes) {
          refuse(DbError::Kind::InvalidInput,
                 QStringLiteral("A checkpoint has a moment that is past, counts, and a root of 32 bytes."));
        }
        db.prepare(R"sql(
            INSERT INTO checkpoint (tenant_id, number, at, exceptions, events, root, created_at, created_by)
            SELECT ?1, coalesce(max(number), 0) + 1, ?2, ?3, ?4, ?5, ?6, ?7 FROM checkpoint WHERE tenant_id = ?1)sql")
            .bind(tenantId, checkpoint.at, checkpoint.exceptions, checkpoint.events, checkpoint.root, currentInstant(),
                  login)
            .run();
        SqliteStatement select = db.prepare(kSelect + "WHERE tenant_id = ?1 ORDER BY number DESC LIMIT 1");
        select.bind(tenantId);
        return readAll(select, readCheckpoint).front();
      },
      token);
}

Task<std::vector<Checkpoint>> SqliteCheckpointRepository::list(CancelToken token) {
  return m_scope.read<std::vector<Checkpoint>>(
      [tenantId = m_scope.tenantId()](SqliteConnection& db) {
        SqliteStatement select = db.prepare(kSelect + "WHERE tenant_id = ?1 ORDER BY number");
        select.bind(tenantId);
        return readAll(select, readCheckpoint);
      },
      token);
}

} // namespace sentinai

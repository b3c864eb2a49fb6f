// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/postgresql/pg_checkpoint_repository.h"

namespace sentinai {

namespace {

constexpr char kColumns[] = "c.number, c.at, c.exceptions, c.events, c.root, c.created_at, c.created_by";

Checkpoint readCheckpoint(PgRow& row) {
  Checkpoint checkpoint;
  checkpoint.number = row.next<int>();
  checkpoint.at = row.next<Instant>();
  checkpoint.exceptions = row.next<qint64>();
  checkpoint.events = row.next<qint64>();
  checkpoint.root = row.next<QByteArray>();
  checkpoint.createdAt = row.next<Instant>();
  checkpoint.createdBy = row.next<QString>();
  return checkpoint;
}

} // namespace

Task<Instant> PgCheckpointRepository::cut(CancelToken token) {
  // As a write, so that it is asked in a transaction that sees what others commit meanwhile.
  return m_client->one<Instant>(
      PgIntent::Write, {QStringLiteral("SELECT sentinai.checkpoint_cut()"), {}},
      [](PgRow& row) { return row.next<Instant>(); }, {}, std::move(token));
}

Task<Checkpoint> PgCheckpointRepository::record(Checkpoint checkpoint, CancelToken token) {
  const QString text =
      QStringLiteral("SELECT %1 FROM sentinai.record_checkpoint($1, $2, $3, $4) AS c").arg(QLatin1String(kColumns));
  return m_client->one<Checkpoint>(PgIntent::Write,
                                   {text, {checkpoint.at, checkpoint.exceptions, checkpoint.events, checkpoint.root}},
                                   readCheckpoint, {}, std::move(token));
}

Task<std::vector<Checkpoint>> PgCheckpointRepository::list(CancelToken token) {
  const QString text =
      QStringLiteral("SELECT %1 FROM sentinai.checkpoint c ORDER BY c.number").arg(QLatin1String(kColumns));
  return m_client->rows<Checkpoint>({text, {}}, readCheckpoint, std::move(token));
}

} // namespace sentinai

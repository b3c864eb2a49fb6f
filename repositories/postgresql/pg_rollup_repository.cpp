// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/postgresql/pg_rollup_repository.h"

namespace sentinai {

Task<std::vector<RollupDifference>> PgRollupRepository::differences(CancelToken token) {
  return m_client->rows<RollupDifference>(
      {QStringLiteral("SELECT to_jsonb(d) - 'kept' - 'recounted', kept, recounted "
                      "FROM sentinai.rollup_differences() AS d"),
       {}},
      [](PgRow& row) {
        RollupDifference difference;
        difference.group = row.next<QJsonObject>();
        difference.kept = row.next<qint64>();
        difference.recounted = row.next<qint64>();
        return difference;
      },
      std::move(token));
}

Task<Done> PgRollupRepository::rebuild(CancelToken token) {
  return m_client->run<Done>(
      PgIntent::Write, {QStringLiteral("SELECT sentinai.rebuild_rollup()"), {}},
      [](const PGresult*) -> Result<Done> { return Done{}; }, std::move(token));
}

Task<qint64> PgRollupRepository::compact(CancelToken token) {
  return m_client->one<qint64>(
      PgIntent::Write, {QStringLiteral("SELECT sentinai.compact_rollup()"), {}},
      [](PgRow& row) { return row.next<qint64>(); }, {}, std::move(token));
}

} // namespace sentinai

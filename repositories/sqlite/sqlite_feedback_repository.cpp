// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/sqlite/sqlite_feedback_repository.h"

#include "repositories/sqlite/sqlite_rows.h"

#include <limits>

namespace sentinai {

namespace {

CalibrationRow readRow(const SqliteStatement& row) {
  CalibrationRow calibration;
  calibration.agent = row.text(0);
  calibration.domain = row.text(1);
  calibration.tenth = row.optionalInt(2);
  calibration.judged = row.integer(3);
  calibration.confirmed = row.integer(4);
  calibration.confidenceThousandths = row.integer(5);
  return calibration;
}

} // namespace

Task<std::vector<CalibrationRow>> SqliteFeedbackRepository::calibration(TimeRange captured, CancelToken token) {
  return m_scope.read<std::vector<CalibrationRow>>(
      [captured, tenantId = m_scope.tenantId()](SqliteConnection& db) {
        // What others wrote may be of any form: nothing in it is taken for granted.
        SqliteStatement select = db.prepare(R"sql(
            WITH feedback AS (
              SELECT exception_id, seq, json_extract(payload, '$.domain') AS domain,
                CASE json_type(payload, '$.judgements') WHEN 'array' THEN json_extract(payload, '$.judgements')
                                                        ELSE '[]' END AS judgements
              FROM exception_event
              WHERE tenant_id = ?1 AND event_type = 'FeedbackCaptured' AND actor_type = 'agent'
                AND actor_id = 'feedback' AND created_at >= ?2 AND created_at < ?3),
            judgement AS (
              SELECT exception_id, seq, domain, CASE j.type WHEN 'object' THEN j.value ELSE '{}' END AS said
              FROM feedback, json_each(feedback.judgements) AS j),
            ranked AS (
              SELECT json_extract(said, '$.agent') AS agent, domain, json_extract(said, '$.verdict') AS verdict,
                CASE WHEN json_type(said, '$.confidence') IN ('integer', 'real')
                          AND json_extract(said, '$.confidence') BETWEEN 0 AND 1
                  THEN CAST(round(json_extract(said, '$.confidence') * 1000) AS INTEGER) END AS thousandths,
                row_number() OVER (PARTITION BY exception_id, json_extract(said, '$.event_id') ORDER BY seq DESC)
                  AS place
              FROM judgement
              WHERE json_extract(said, '$.agent') IS NOT NULL AND domain IS NOT NULL
                AND json_extract(said, '$.event_id') IS NOT NULL)
            SELECT agent, domain, min(thousandths / 100, 9), count(*), count(*) FILTER (WHERE verdict = 'confirmed'),
              coalesce(sum(thousandths), 0)
            FROM ranked
            WHERE place = 1 AND verdict IN ('confirmed', 'corrected', 'rejected', 'reopened')
            GROUP BY 1, 2, 3
            ORDER BY 1, 2, 3 NULLS FIRST)sql");
        constexpr qint64 never = std::numeric_limits<qint64>::max();
        select.bind(tenantId, captured.from ? toEpochMicros(*captured.from) : -never,
                    captured.to ? toEpochMicros(*captured.to) : never);
        return readAll(select, readRow);
      },
      token);
}

} // namespace sentinai

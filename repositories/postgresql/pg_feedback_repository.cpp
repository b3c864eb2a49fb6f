// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/postgresql/pg_feedback_repository.h"

namespace sentinai {

namespace {

CalibrationRow readRow(PgRow& row) {
  CalibrationRow calibration;
  calibration.agent = row.next<QString>();
  calibration.domain = row.next<QString>();
  calibration.tenth = row.next<std::optional<int>>();
  calibration.judged = row.next<qint64>();
  calibration.confirmed = row.next<qint64>();
  calibration.confidenceThousandths = row.next<qint64>();
  return calibration;
}

} // namespace

Task<std::vector<CalibrationRow>> PgFeedbackRepository::calibration(TimeRange captured, CancelToken token) {
  SqlBinder binder(SqlDialect::PostgreSql);
  QString when;
  if (captured.from) {
    when += QStringLiteral(" AND f.created_at >= %1").arg(binder.bind(*captured.from));
  }
  if (captured.to) {
    when += QStringLiteral(" AND f.created_at < %1").arg(binder.bind(*captured.to));
  }
  // Whoever may write such events may write them past the schema: nothing in them is taken for granted.
  QString text = QStringLiteral(R"(
    WITH judgement AS MATERIALIZED (
      SELECT f.exception_id, f.seq, f.payload ->> 'domain' COLLATE "C" AS domain, j.value ->> 'agent' COLLATE "C" AS agent,
        j.value ->> 'event_id' AS event_id, j.value ->> 'verdict' AS verdict,
        CASE WHEN jsonb_typeof(j.value -> 'confidence') = 'number' THEN (j.value ->> 'confidence')::numeric END
          AS confidence
      FROM sentinai.exception_event f
      CROSS JOIN LATERAL jsonb_array_elements(
        CASE WHEN jsonb_typeof(f.payload -> 'judgements') = 'array' THEN f.payload -> 'judgements' ELSE '[]' END) AS j
      WHERE f.event_type = 'FeedbackCaptured' AND f.actor_type = 'agent' AND f.actor_id = 'feedback'{when}),
    latest AS (
      SELECT DISTINCT ON (exception_id, event_id) agent, domain, verdict,
        CASE WHEN confidence BETWEEN 0 AND 1 THEN round(confidence * 1000)::bigint END AS thousandths
      FROM judgement
      WHERE agent IS NOT NULL AND domain IS NOT NULL AND event_id IS NOT NULL
      ORDER BY exception_id, event_id, seq DESC)
    SELECT agent, domain, CASE WHEN thousandths IS NOT NULL THEN least(thousandths / 100, 9)::integer END, count(*),
      count(*) FILTER (WHERE verdict = 'confirmed'), coalesce(sum(thousandths), 0)::bigint
    FROM latest
    WHERE verdict IN ('confirmed', 'corrected', 'rejected', 'reopened')
    GROUP BY 1, 2, 3
    ORDER BY 1, 2, 3 NULLS FIRST)");
  text.replace(QLatin1String("{when}"), when);
  return m_client->rows<CalibrationRow>(std::move(binder).statement(std::move(text)), readRow, std::move(token));
}

} // namespace sentinai

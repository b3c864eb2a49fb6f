// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/postgresql/pg_playbook_step_repository.h"

#include "repositories/database/name_check.h"
#include "repositories/database/stale_edit.h"
#include "repositories/postgresql/pg_records.h"
#include "repositories/postgresql/pg_write.h"

namespace sentinai {

namespace {

/// `text` with the columns of a row `s` that readStep() reads put in for %1.
QString withColumns(const QString& text) {
  return text.arg(QStringLiteral(
      "s.step_id, s.playbook_id, s.tenant_id, s.step_order, s.name, s.action_type, s.params, s.created_at"));
}

PlaybookStep readStep(PgRow& row) {
  PlaybookStep step;
  step.stepId = row.next<int>();
  step.playbookId = row.next<int>();
  step.tenantId = row.next<QString>();
  step.stepOrder = row.next<int>();
  step.name = row.next<QString>();
  step.actionType = row.next<ActionType>();
  step.params = row.next<QJsonObject>();
  step.createdAt = row.next<Instant>();
  return step;
}

QStringList texts(const std::vector<int>& ids) {
  QStringList result;
  for (const int id : ids) {
    result << QString::number(id);
  }
  return result;
}

} // namespace

Task<std::vector<PlaybookStep>> PgPlaybookStepRepository::list(int playbookId, CancelToken token) {
  return m_client->rows<PlaybookStep>({withColumns(QStringLiteral(R"(
    SELECT %1 FROM sentinai.playbook_step s
    WHERE s.playbook_id = $1
    ORDER BY s.step_order)")),
                                       {qint64{playbookId}}},
                                      readStep, std::move(token));
}

Task<PlaybookStep> PgPlaybookStepRepository::create(PlaybookStep step, CancelToken token) {
  if (const Result<Done> fits = checkName(QStringLiteral("step"), step.name); !fits) {
    return PgClient::refuse<PlaybookStep>(fits.error());
  }
  return writeNumbered<PlaybookStep>(
      m_client,
      {withColumns(QStringLiteral(R"(
    INSERT INTO sentinai.playbook_step AS s (playbook_id, tenant_id, step_order, name, action_type, params)
    SELECT p.playbook_id, p.tenant_id,
      (SELECT coalesce(max(l.step_order), 0) + 1 FROM sentinai.playbook_step l WHERE l.playbook_id = $1),
      $2, $3, $4::jsonb
    FROM sentinai.playbook p WHERE p.playbook_id = $1
    RETURNING %1)")),
       {qint64{step.playbookId}, step.name, toText(step.actionType), jsonText(step.params)}},
      readStep, QStringLiteral("There is no playbook %1 in this tenant.").arg(step.playbookId), std::move(token));
}

Task<std::vector<PlaybookStep>> PgPlaybookStepRepository::reorder(int playbookId, std::vector<int> stepIds,
                                                                  CancelToken token, Seen<std::vector<int>> seen) {
  const SqlValue expected = seen.value() ? SqlValue(texts(*seen.value())) : SqlValue();
  // `held` are the steps that the login may change, which stay as they are until the end of the transaction. The
  // verdict comes back even where no step does, to tell why.
  return m_client->run<std::vector<PlaybookStep>>(
      PgIntent::Write,
      {withColumns(QStringLiteral(R"(
    WITH wanted AS (
      SELECT w.id::integer AS step_id, w.position::integer FROM unnest($2::text[]) WITH ORDINALITY AS w(id, position)),
    held AS (
      SELECT p.step_id, p.step_order FROM sentinai.playbook_step p WHERE p.playbook_id = $1 FOR NO KEY UPDATE),
    verdict AS (
      SELECT (SELECT array_agg(step_id ORDER BY step_id) FROM wanted)
             IS NOT DISTINCT FROM
             (SELECT array_agg(p.step_id ORDER BY p.step_id) FROM sentinai.playbook_step p WHERE p.playbook_id = $1)
             AS fits,
             (SELECT string_agg(h.step_id::text, ' ' ORDER BY h.step_order) FROM held h) AS present),
    s AS (
      UPDATE sentinai.playbook_step p SET step_order = w.position
      FROM wanted w, verdict v
      WHERE v.fits AND ($3::text[] IS NULL OR v.present = array_to_string($3::text[], ' '))
        AND p.playbook_id = $1 AND p.step_id = w.step_id
      RETURNING p.*)
    SELECT v.fits, coalesce(v.present, ''), s.step_id IS NOT NULL, %1
    FROM verdict v LEFT JOIN s ON true
    ORDER BY s.step_order)")),
       {qint64{playbookId}, texts(stepIds), expected}},
      [playbookId, seen, count = stepIds.size()](const PGresult* result) -> Result<std::vector<PlaybookStep>> {
        PgRow first(result, 0);
        const bool fits = first.next<bool>();
        const QString present = first.next<QString>();
        const bool any = first.next<bool>();
        if (first.error()) {
          return failure(*first.error());
        }
        if (!fits) {
          return failure(DbError::Kind::InvalidInput,
                         QStringLiteral("The new order must name each step of the playbook once."));
        }
        if (any != (count > 0) && !present.isEmpty() && seen.value()) {
          const QStringList ids = present.split(QLatin1Char(' '));
          std::vector<int> order;
          order.reserve(static_cast<std::size_t>(ids.size()));
          for (const QString& id : ids) {
            order.push_back(id.toInt());
          }
          return failure(staleStepOrder(playbookId, order, *seen.value()));
        }
        if (any != (count > 0)) {
          return failure(DbError::Kind::PermissionDenied,
                         QStringLiteral("This login may see these steps but not change them, or the tenant takes no "
                                        "changes. Ask an administrator of the tenant."));
        }
        if (!any) {
          return std::vector<PlaybookStep>();
        }
        return readRows(result, [](PgRow& row) {
          static_cast<void>(row.next<bool>());
          static_cast<void>(row.next<QString>());
          static_cast<void>(row.next<bool>());
          return readStep(row);
        });
      },
      std::move(token));
}

} // namespace sentinai

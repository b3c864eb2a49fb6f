// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/postgresql/pg_playbook_repository.h"

#include "repositories/database/name_check.h"
#include "repositories/database/stale_edit.h"
#include "repositories/postgresql/pg_records.h"
#include "repositories/postgresql/pg_write.h"

namespace sentinai {

namespace {

/// `text` with the columns of a row `p` that readPlaybook() reads put in for %1.
QString withColumns(const QString& text) {
  return text.arg(
      QStringLiteral("p.playbook_id, p.tenant_id, p.name, p.version, p.conditions, p.active, p.created_at"));
}

Playbook readPlaybook(PgRow& row) {
  Playbook playbook;
  playbook.playbookId = row.next<int>();
  playbook.tenantId = row.next<QString>();
  playbook.name = row.next<QString>();
  playbook.version = row.next<int>();
  playbook.conditions = row.next<QJsonObject>();
  playbook.active = row.next<bool>();
  playbook.createdAt = row.next<Instant>();
  return playbook;
}

QString missing(int playbookId) {
  return QStringLiteral("There is no playbook %1 in this tenant.").arg(playbookId);
}

SqlStatement byId(int playbookId) {
  return {withColumns(QStringLiteral("SELECT %1 FROM sentinai.playbook p WHERE p.playbook_id = $1")),
          {qint64{playbookId}}};
}

} // namespace

Task<Playbook> PgPlaybookRepository::get(int playbookId, CancelToken token) {
  return m_client->one<Playbook>(PgIntent::Read, byId(playbookId), readPlaybook, missing(playbookId), std::move(token));
}

Task<std::vector<Playbook>> PgPlaybookRepository::list(bool activeOnly, CancelToken token) {
  return m_client->rows<Playbook>({withColumns(QStringLiteral(R"(
    SELECT %1 FROM sentinai.playbook p
    WHERE p.active OR NOT $1
    ORDER BY p.name, p.version DESC)")),
                                   {activeOnly}},
                                  readPlaybook, std::move(token));
}

Task<Playbook> PgPlaybookRepository::create(QString name, QJsonObject conditions, CancelToken token) {
  if (const Result<Done> fits = checkName(QStringLiteral("playbook"), name); !fits) {
    return PgClient::refuse<Playbook>(fits.error());
  }
  return m_client->one<Playbook>(PgIntent::Write,
                                 {withColumns(QStringLiteral(R"(
    INSERT INTO sentinai.playbook AS p (tenant_id, name, version, conditions, active)
    VALUES ($1, $2, 1, $3::jsonb, false)
    RETURNING %1)")),
                                  {m_client->tenantId(), name, jsonText(conditions)}},
                                 readPlaybook, QString(), std::move(token));
}

Task<Playbook> PgPlaybookRepository::newVersion(int playbookId, QJsonObject conditions, CancelToken token) {
  return writeNumbered<Playbook>(m_client,
                                 {withColumns(QStringLiteral(R"(
    WITH p AS (
      INSERT INTO sentinai.playbook (tenant_id, name, version, conditions, active)
      SELECT o.tenant_id, o.name, (SELECT max(l.version) + 1 FROM sentinai.playbook l WHERE l.name = o.name),
        $2::jsonb, false
      FROM sentinai.playbook o WHERE o.playbook_id = $1
      RETURNING *),
    steps AS (
      INSERT INTO sentinai.playbook_step (playbook_id, tenant_id, step_order, name, action_type, params)
      SELECT p.playbook_id, p.tenant_id, s.step_order, s.name, s.action_type, s.params
      FROM p, sentinai.playbook_step s
      WHERE s.playbook_id = $1
      ORDER BY s.step_order)
    SELECT %1 FROM p)")),
                                  {qint64{playbookId}, jsonText(conditions)}},
                                 readPlaybook, missing(playbookId), std::move(token));
}

// `held` is the active version of that name, and stays so until the end of the transaction.
Task<Playbook> PgPlaybookRepository::setActive(int playbookId, bool active, CancelToken token, Seen<int> seen) {
  const SqlValue expected = seen.looked() ? SqlValue(qint64{seen.value().value_or(0)}) : SqlValue();
  Task<Playbook> changing = changeVisible<Playbook>(m_client,
                                                    {withColumns(QStringLiteral(R"(
    WITH held AS (
      SELECT h.version FROM sentinai.playbook h
      JOIN sentinai.playbook chosen ON chosen.name = h.name
      WHERE chosen.playbook_id = $1 AND h.active
      FOR NO KEY UPDATE OF h),
    p AS (
      UPDATE sentinai.playbook b SET active = $2 AND b.playbook_id = $1
      FROM sentinai.playbook chosen
      WHERE chosen.playbook_id = $1 AND b.name = chosen.name AND (b.playbook_id = $1 OR ($2 AND b.active))
        AND ($3::bigint IS NULL OR $3 = coalesce((SELECT held.version FROM held), 0))
      RETURNING b.*)
    SELECT %1 FROM p WHERE p.playbook_id = $1)")),
                                                     {qint64{playbookId}, active, expected}},
                                                    byId(playbookId), readPlaybook, missing(playbookId), token);
  const std::function<std::optional<DbError>(const std::vector<Playbook>&)> stale =
      [playbookId, seen](const std::vector<Playbook>& versions) -> std::optional<DbError> {
    std::optional<int> present;
    for (const Playbook& version : versions) {
      if (version.active) {
        present = version.version;
      }
    }
    if (versions.empty() || seen.fits(present)) {
      return std::nullopt;
    }
    return staleActiveVersion(QStringLiteral("playbook ") + versions.front().name, present, seen);
  };
  return orStale<Playbook, Playbook>(m_client, std::move(changing),
                                     {withColumns(QStringLiteral(R"(
    SELECT %1 FROM sentinai.playbook p
    JOIN sentinai.playbook chosen ON chosen.name = p.name
    WHERE chosen.playbook_id = $1)")),
                                      {qint64{playbookId}}},
                                     readPlaybook, stale, std::move(token));
}

} // namespace sentinai

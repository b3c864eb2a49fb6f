// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/sqlite/sqlite_playbook_step_repository.h"

#include "repositories/database/name_check.h"
#include "repositories/database/stale_edit.h"
#include "repositories/sqlite/sqlite_rows.h"

#include <algorithm>

namespace sentinai {

namespace {

PlaybookStep readStep(const SqliteStatement& row) {
  PlaybookStep step;
  step.stepId = static_cast<int>(row.integer(0));
  step.playbookId = static_cast<int>(row.integer(1));
  step.tenantId = row.text(2);
  step.stepOrder = static_cast<int>(row.integer(3));
  step.name = row.text(4);
  step.actionType = row.enumeration<ActionType>(5);
  step.params = row.json(6);
  step.createdAt = row.instant(7);
  return step;
}

std::vector<PlaybookStep> stepsOf(SqliteConnection& db, const QString& tenantId, int playbookId) {
  SqliteStatement select = db.prepare(R"sql(
      SELECT step_id, playbook_id, tenant_id, step_order, name, action_type, params, created_at
      FROM playbook_step
      WHERE tenant_id = ?1 AND playbook_id = ?2
      ORDER BY step_order)sql");
  select.bind(tenantId, playbookId);
  return readAll(select, readStep);
}

/// Refuses changes of steps that somebody may have approved.
void requireNeverActive(SqliteConnection& db, const QString& tenantId, int playbookId) {
  SqliteStatement select = db.prepare(R"sql(
      SELECT active = 1 OR activated_at IS NOT NULL
      FROM playbook
      WHERE tenant_id = ?1 AND playbook_id = ?2)sql");
  select.bind(tenantId, playbookId);
  if (select.step() && select.integer(0) != 0) {
    refuse(DbError::Kind::Conflict,
           QStringLiteral("The steps of playbook %1 stay as they are, since it has been active: make a new version "
                          "of it.")
               .arg(playbookId));
  }
}

void requirePlaybook(SqliteConnection& db, const QString& tenantId, int playbookId) {
  SqliteStatement select = db.prepare("SELECT 1 FROM playbook WHERE tenant_id = ?1 AND playbook_id = ?2");
  select.bind(tenantId, playbookId);
  if (!select.step()) {
    refuse(DbError::Kind::NotFound, QStringLiteral("There is no playbook %1 in this tenant.").arg(playbookId));
  }
}

std::vector<int> idsOf(const std::vector<PlaybookStep>& steps) {
  std::vector<int> ids;
  ids.reserve(steps.size());
  for (const PlaybookStep& step : steps) {
    ids.push_back(step.stepId);
  }
  return ids;
}

void requireEachOnce(std::vector<int> expected, std::vector<int> stepIds) {
  std::sort(expected.begin(), expected.end());
  std::sort(stepIds.begin(), stepIds.end());
  if (stepIds != expected) {
    refuse(DbError::Kind::InvalidInput,
           QStringLiteral("The new order must name each of the playbook's %1 steps once.").arg(expected.size()));
  }
}

} // namespace

SqlitePlaybookStepRepository::SqlitePlaybookStepRepository(SqliteScope scope)
    : m_scope(std::move(scope)) {}

Task<std::vector<PlaybookStep>> SqlitePlaybookStepRepository::list(int playbookId, CancelToken token) {
  return m_scope.read<std::vector<PlaybookStep>>(
      [playbookId, tenantId = m_scope.tenantId()](SqliteConnection& db) { return stepsOf(db, tenantId, playbookId); },
      token);
}

Task<PlaybookStep> SqlitePlaybookStepRepository::create(PlaybookStep step, CancelToken token) {
  return m_scope.configure<PlaybookStep>(
      [step, tenantId = m_scope.tenantId()](SqliteConnection& db) {
        (void)valueOrRefuse(checkName(QStringLiteral("step"), step.name));
        requirePlaybook(db, tenantId, step.playbookId);
        requireNeverActive(db, tenantId, step.playbookId);
        db.prepare(R"sql(
            INSERT INTO playbook_step (playbook_id, tenant_id, step_order, name, action_type, params, created_at)
            VALUES (?2, ?1,
                    (SELECT coalesce(max(step_order), 0) + 1
                     FROM playbook_step
                     WHERE tenant_id = ?1 AND playbook_id = ?2),
                    ?3, ?4, ?5, ?6))sql")
            .bind(tenantId, step.playbookId, step.name, step.actionType, step.params, currentInstant())
            .run();
        return stepsOf(db, tenantId, step.playbookId).back();
      },
      token);
}

Task<std::vector<PlaybookStep>> SqlitePlaybookStepRepository::reorder(int playbookId, std::vector<int> stepIds,
                                                                      CancelToken token, Seen<std::vector<int>> seen) {
  return m_scope.configure<std::vector<PlaybookStep>>(
      [playbookId, stepIds = std::move(stepIds), seen = std::move(seen),
       tenantId = m_scope.tenantId()](SqliteConnection& db) {
        const std::vector<int> present = idsOf(stepsOf(db, tenantId, playbookId));
        requireEachOnce(present, stepIds);
        requireNeverActive(db, tenantId, playbookId);
        if (!seen.fits(present)) {
          refuse(staleStepOrder(playbookId, present, seen.value().value_or(std::vector<int>())));
        }
        // SQLite checks UNIQUE row by row: step aside first.
        db.prepare("UPDATE playbook_step SET step_order = -step_order WHERE tenant_id = ?1 AND playbook_id = ?2")
            .bind(tenantId, playbookId)
            .run();
        SqliteStatement place =
            db.prepare("UPDATE playbook_step SET step_order = ?3 WHERE tenant_id = ?1 AND step_id = "
                       "?2");
        for (std::size_t i = 0; i < stepIds.size(); ++i) {
          place.bind(tenantId, stepIds[i], static_cast<int>(i) + 1).run();
        }
        return stepsOf(db, tenantId, playbookId);
      },
      token);
}

} // namespace sentinai

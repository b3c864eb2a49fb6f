// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/sqlite/sqlite_playbook_repository.h"

#include "repositories/database/name_check.h"
#include "repositories/database/stale_edit.h"
#include "repositories/sqlite/sqlite_rows.h"

namespace sentinai {

namespace {

const QByteArray kSelect = R"sql(
      SELECT playbook_id, tenant_id, name, version, conditions, active, created_at
      FROM playbook
      )sql";

Playbook readPlaybook(const SqliteStatement& row) {
  Playbook playbook;
  playbook.playbookId = static_cast<int>(row.integer(0));
  playbook.tenantId = row.text(1);
  playbook.name = row.text(2);
  playbook.version = static_cast<int>(row.integer(3));
  playbook.conditions = row.json(4);
  playbook.active = row.integer(5) != 0;
  playbook.createdAt = row.instant(6);
  return playbook;
}

Playbook requirePlaybook(SqliteConnection& db, const QString& tenantId, qint64 playbookId) {
  SqliteStatement select = db.prepare(kSelect + "WHERE tenant_id = ?1 AND playbook_id = ?2");
  select.bind(tenantId, playbookId);
  if (!select.step()) {
    refuse(DbError::Kind::NotFound, QStringLiteral("There is no playbook %1 in this tenant.").arg(playbookId));
  }
  return readPlaybook(select);
}

int latestVersion(SqliteConnection& db, const QString& tenantId, const QString& name) {
  SqliteStatement select = db.prepare(R"sql(
      SELECT coalesce(max(version), 0)
      FROM playbook
      WHERE tenant_id = ?1 AND name = ?2)sql");
  select.bind(tenantId, name);
  return select.step() ? static_cast<int>(select.integer(0)) : 0;
}

std::optional<int> activeVersion(SqliteConnection& db, const QString& tenantId, const QString& name) {
  SqliteStatement select = db.prepare("SELECT version FROM playbook WHERE tenant_id = ?1 AND name = ?2 AND active = 1");
  select.bind(tenantId, name);
  return select.step() ? std::optional(static_cast<int>(select.integer(0))) : std::nullopt;
}

Playbook insertPlaybook(SqliteConnection& db, const QString& tenantId, const QString& name, int version,
                        const QJsonObject& conditions) {
  db.prepare(R"sql(
      INSERT INTO playbook (tenant_id, name, version, conditions, active, created_at)
      VALUES (?1, ?2, ?3, ?4, 0, ?5))sql")
      .bind(tenantId, name, version, conditions, currentInstant())
      .run();
  return requirePlaybook(db, tenantId, db.lastInsertId());
}

} // namespace

SqlitePlaybookRepository::SqlitePlaybookRepository(SqliteScope scope)
    : m_scope(std::move(scope)) {}

Task<Playbook> SqlitePlaybookRepository::get(int playbookId, CancelToken token) {
  return m_scope.read<Playbook>([playbookId, tenantId = m_scope.tenantId()](
                                    SqliteConnection& db) { return requirePlaybook(db, tenantId, playbookId); },
                                token);
}

Task<std::vector<Playbook>> SqlitePlaybookRepository::list(bool activeOnly, CancelToken token) {
  return m_scope.read<std::vector<Playbook>>(
      [activeOnly, tenantId = m_scope.tenantId()](SqliteConnection& db) {
        SqliteStatement select = db.prepare(kSelect + R"sql(
            WHERE tenant_id = ?1 AND (active = 1 OR NOT ?2)
            ORDER BY name, version DESC)sql");
        select.bind(tenantId, activeOnly);
        return readAll(select, readPlaybook);
      },
      token);
}

Task<Playbook> SqlitePlaybookRepository::create(QString name, QJsonObject conditions, CancelToken token) {
  return m_scope.configure<Playbook>(
      [name, conditions, tenantId = m_scope.tenantId()](SqliteConnection& db) {
        (void)valueOrRefuse(checkName(QStringLiteral("playbook"), name));
        if (latestVersion(db, tenantId, name) > 0) {
          refuse(DbError::Kind::Conflict,
                 QStringLiteral("There is a playbook named %1 already. Make a new version of it.").arg(name));
        }
        return insertPlaybook(db, tenantId, name, 1, conditions);
      },
      token);
}

Task<Playbook> SqlitePlaybookRepository::newVersion(int playbookId, QJsonObject conditions, CancelToken token) {
  return m_scope.configure<Playbook>(
      [playbookId, conditions, tenantId = m_scope.tenantId()](SqliteConnection& db) {
        const Playbook old = requirePlaybook(db, tenantId, playbookId);
        const int version = latestVersion(db, tenantId, old.name) + 1;
        const Playbook made = insertPlaybook(db, tenantId, old.name, version, conditions);
        db.prepare(R"sql(
            INSERT INTO playbook_step (playbook_id, tenant_id, step_order, name, action_type, params, created_at)
            SELECT ?3, tenant_id, step_order, name, action_type, params, ?4
            FROM playbook_step
            WHERE tenant_id = ?1 AND playbook_id = ?2
            ORDER BY step_order)sql")
            .bind(tenantId, playbookId, made.playbookId, made.createdAt)
            .run();
        return made;
      },
      token);
}

Task<Playbook> SqlitePlaybookRepository::setActive(int playbookId, bool active, CancelToken token, Seen<int> seen) {
  return m_scope.configure<Playbook>(
      [playbookId, active, seen, tenantId = m_scope.tenantId()](SqliteConnection& db) {
        const Playbook playbook = requirePlaybook(db, tenantId, playbookId);
        const std::optional<int> present = activeVersion(db, tenantId, playbook.name);
        if (!seen.fits(present)) {
          refuse(staleActiveVersion(QStringLiteral("playbook ") + playbook.name, present, seen));
        }
        if (playbook.active == active) {
          return playbook;
        }
        if (active) {
          db.prepare("UPDATE playbook SET active = 0 WHERE tenant_id = ?1 AND name = ?2 AND active = 1")
              .bind(tenantId, playbook.name)
              .run();
        }
        db.prepare(R"sql(
            UPDATE playbook
            SET active = ?3, activated_at = coalesce(activated_at, CASE WHEN ?3 OR active THEN ?4 END)
            WHERE tenant_id = ?1 AND playbook_id = ?2)sql")
            .bind(tenantId, playbookId, active, currentInstant())
            .run();
        return requirePlaybook(db, tenantId, playbookId);
      },
      token);
}

} // namespace sentinai

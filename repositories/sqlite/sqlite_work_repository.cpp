// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/sqlite/sqlite_work_repository.h"

#include "repositories/database/stale_edit.h"
#include "repositories/sqlite/sqlite_rows.h"

#include <QSet>

namespace sentinai {

namespace {

const QByteArray kSelect = R"sql(
      SELECT exception_id, domain, state, due_at, lease_owner, lease_until, attempts, error_class, coalesce(error, ''),
             note, created_at
      FROM work_item
      )sql";

WorkItem readItem(const SqliteStatement& row) {
  WorkItem item;
  item.exceptionId = row.text(0);
  item.domain = row.text(1);
  item.state = row.enumeration<WorkItem::State>(2);
  item.dueAt = row.instant(3);
  item.leaseOwner = row.optionalText(4);
  item.leaseUntil = row.optionalInstant(5);
  item.attempts = static_cast<int>(row.integer(6));
  if (!row.isNull(7)) {
    item.errorClass = row.enumeration<WorkErrorClass>(7);
  }
  item.error = row.text(8);
  item.note = row.text(9);
  item.createdAt = row.instant(10);
  return item;
}

WorkItem requireItem(SqliteConnection& db, const QString& tenantId, const QString& exceptionId) {
  SqliteStatement select = db.prepare(kSelect + "WHERE tenant_id = ?1 AND exception_id = ?2");
  select.bind(tenantId, exceptionId);
  if (!select.step()) {
    refuse(DbError::Kind::NotFound, QStringLiteral("Nothing is to be done for %1 in this tenant.").arg(exceptionId));
  }
  return readItem(select);
}

void requireLease(SqliteConnection& db, const QString& tenantId, const QUuid& lease) {
  if (!db.prepare("SELECT 1 FROM work_item WHERE tenant_id = ?1 AND lease_id = ?2").bind(tenantId, lease).step()) {
    refuse(DbError::Kind::Conflict,
           QStringLiteral("The lease of this work has been lost: somebody else has taken it, or dropped it."));
  }
}

/// Those of the exceptions that there is an item for, sorted.
QStringList present(SqliteConnection& db, const QString& tenantId, const QStringList& exceptionIds) {
  QSet<QString> found;
  for (const QString& id : exceptionIds) {
    if (db.prepare("SELECT 1 FROM work_item WHERE tenant_id = ?1 AND exception_id = ?2").bind(tenantId, id).step()) {
      found.insert(id);
    }
  }
  QStringList sorted(found.begin(), found.end());
  sorted.sort();
  return sorted;
}

/// The clock of whoever says when may be behind.
constexpr std::chrono::seconds kSoonestAgain{1};

struct DueItem {
  QString exceptionId;
  QString domain;
  int attempts = 0;
  int lost = 0;
};

/// Refuses an edit of what is not as its editor saw it.
void requireSeen(const WorkItem& item, const WorkEdit& edit) {
  const auto quoted = [](const QString& note) { return QLatin1Char('"') + note + QLatin1Char('"'); };
  if (edit.seenNote && *edit.seenNote != item.note) {
    refuse(staleEdit(QStringLiteral("The note about ") + item.exceptionId, quoted(item.note), quoted(*edit.seenNote)));
  }
  if (edit.seenDueAt && *edit.seenDueAt != item.dueAt) {
    refuse(staleEdit(QStringLiteral("The time of ") + item.exceptionId, toIsoText(item.dueAt),
                     toIsoText(*edit.seenDueAt)));
  }
}

} // namespace

SqliteWorkRepository::SqliteWorkRepository(SqliteScope scope)
    : m_scope(std::move(scope)) {}

Task<std::vector<TakenWork>> SqliteWorkRepository::take(int most, std::chrono::milliseconds lease, QString worker,
                                                        CancelToken token) {
  return m_scope.write<std::vector<TakenWork>>(
      [most, lease, worker, tenantId = m_scope.tenantId()](SqliteConnection& db) {
        constexpr int kMost = 1000;
        if (most < 1 || most > kMost) {
          refuse(DbError::Kind::InvalidInput, QStringLiteral("Take 1 to %1 items.").arg(kMost));
        }
        const Instant now = currentInstant();
        db.prepare(R"sql(
            UPDATE work_item
            SET state = 'dead', error_class = 'TRANSIENT', error = ?3, lost = lost + 1, lease_id = NULL,
                lease_owner = NULL, lease_until = NULL
            WHERE tenant_id = ?1 AND lease_id IS NOT NULL AND lease_until <= ?2 AND lost + 1 >= ?4)sql")
            .bind(tenantId, now, QStringLiteral("Its workers ended without a word %1 times.").arg(kMostLost), kMostLost)
            .run();
        SqliteStatement select = db.prepare(R"sql(
            SELECT w.exception_id, w.domain, w.attempts, w.lost + (w.lease_id IS NOT NULL)
            FROM work_item w
            WHERE w.tenant_id = ?1 AND w.domain IN (SELECT domain FROM domain_pack_active) AND w.state = 'ready'
              AND w.due_at <= ?2 AND (w.lease_until IS NULL OR w.lease_until <= ?2)
            ORDER BY w.due_at, w.exception_id
            LIMIT ?3)sql");
        select.bind(tenantId, now, most);
        const std::vector<DueItem> due = readAll(select, [](const SqliteStatement& row) {
          return DueItem{row.text(0), row.text(1), static_cast<int>(row.integer(2)), static_cast<int>(row.integer(3))};
        });
        std::vector<TakenWork> taken;
        SqliteStatement take = db.prepare(R"sql(
            UPDATE work_item
            SET calls_taken = calls, lost = ?3, lease_id = ?4, lease_owner = ?5, lease_until = ?6
            WHERE tenant_id = ?1 AND exception_id = ?2)sql");
        for (const DueItem& item : due) {
          if (item.lost > 0 && !taken.empty()) {
            break; // It is taken alone, next time.
          }
          const QUuid id = QUuid::createUuid();
          take.bind(tenantId, item.exceptionId, item.lost, id, worker, now + lease).run();
          taken.push_back({item.exceptionId, item.domain, id, item.attempts, item.lost > 0});
          if (item.lost > 0) {
            break;
          }
        }
        return taken;
      },
      token);
}

Task<std::optional<TakenWork>> SqliteWorkRepository::takeOne(QString exceptionId, std::chrono::milliseconds lease,
                                                             QString worker, CancelToken token) {
  return m_scope.write<std::optional<TakenWork>>(
      [exceptionId, lease, worker, tenantId = m_scope.tenantId()](SqliteConnection& db) -> std::optional<TakenWork> {
        const Instant now = currentInstant();
        const QUuid id = QUuid::createUuid();
        if (!db.prepare("SELECT 1 FROM exception WHERE tenant_id = ?1 AND exception_id = ?2")
                 .bind(tenantId, exceptionId)
                 .step()) {
          refuse(DbError::Kind::NotFound, QStringLiteral("There is no such exception in this tenant."));
        }
        SqliteStatement take = db.prepare(R"sql(
            INSERT INTO work_item (tenant_id, exception_id, domain, due_at, created_at, calls_taken, lease_id,
                                   lease_owner, lease_until)
            SELECT tenant_id, exception_id, domain, ?3, ?3, 1, ?4, ?5, ?6 FROM exception
            WHERE tenant_id = ?1 AND exception_id = ?2
            ON CONFLICT (tenant_id, exception_id) DO UPDATE
            SET calls_taken = calls, state = 'ready', attempts = 0, lost = 0, due_at = min(due_at, excluded.due_at),
                lease_id = excluded.lease_id, lease_owner = excluded.lease_owner, lease_until = excluded.lease_until
            WHERE lease_until IS NULL OR lease_until <= ?3
            RETURNING domain)sql");
        take.bind(tenantId, exceptionId, now, id, worker, now + lease);
        if (!take.step()) {
          return std::nullopt;
        }
        return TakenWork{exceptionId, take.text(0), id, 0, false};
      },
      token);
}

Task<std::vector<QUuid>> SqliteWorkRepository::extend(std::vector<QUuid> leases, std::chrono::milliseconds lease,
                                                      CancelToken token) {
  return m_scope.write<std::vector<QUuid>>(
      [leases, lease, tenantId = m_scope.tenantId()](SqliteConnection& db) {
        std::vector<QUuid> held;
        for (const QUuid& id : leases) {
          SqliteStatement extend = db.prepare(
              "UPDATE work_item SET lease_until = ?3 WHERE tenant_id = ?1 AND lease_id = ?2 RETURNING lease_id");
          extend.bind(tenantId, id, currentInstant() + lease);
          while (extend.step()) {
            held.push_back(id);
          }
        }
        return held;
      },
      token);
}

Task<Done> SqliteWorkRepository::finish(QUuid lease, std::optional<Instant> next, CancelToken token) {
  return m_scope.write<Done>(
      [lease, next, tenantId = m_scope.tenantId()](SqliteConnection& db) {
        requireLease(db, tenantId, lease);
        if (!next) {
          db.prepare("DELETE FROM work_item WHERE tenant_id = ?1 AND lease_id = ?2 AND calls = calls_taken")
              .bind(tenantId, lease)
              .run();
        }
        const Instant now = currentInstant();
        db.prepare(R"sql(
            UPDATE work_item
            SET due_at = CASE WHEN calls = calls_taken THEN ?3 ELSE ?4 END, attempts = 0, lost = 0, error_class = NULL,
                error = NULL, lease_id = NULL, lease_owner = NULL, lease_until = NULL
            WHERE tenant_id = ?1 AND lease_id = ?2)sql")
            .bind(tenantId, lease, std::max(next.value_or(now), now + kSoonestAgain), now)
            .run();
        return Done{};
      },
      token);
}

Task<Done> SqliteWorkRepository::fail(QUuid lease, WorkErrorClass errorClass, QString error,
                                      std::chrono::milliseconds delay, CancelToken token) {
  return m_scope.write<Done>(
      [lease, errorClass, error = error.left(kMostErrorLength), delay,
       tenantId = m_scope.tenantId()](SqliteConnection& db) {
        requireLease(db, tenantId, lease);
        const Instant now = currentInstant();
        db.prepare(R"sql(
            UPDATE work_item
            SET state = CASE WHEN calls = calls_taken AND (?3 = 'PERMANENT' OR attempts + 1 >= ?4) THEN 'dead'
                             ELSE 'ready' END,
                attempts = CASE WHEN calls = calls_taken THEN attempts + 1 ELSE 0 END,
                due_at = CASE WHEN calls = calls_taken AND ?3 <> 'PERMANENT' THEN ?5 ELSE ?6 END,
                lost = 0, error_class = ?3, error = ?7, lease_id = NULL, lease_owner = NULL, lease_until = NULL
            WHERE tenant_id = ?1 AND lease_id = ?2)sql")
            .bind(tenantId, lease, errorClass, kMostAttempts, now + delay, now, error)
            .run();
        return Done{};
      },
      token);
}

Task<Done> SqliteWorkRepository::postpone(QUuid lease, std::chrono::milliseconds delay, QString reason,
                                          CancelToken token) {
  return m_scope.write<Done>(
      [lease, delay, reason = reason.left(kMostErrorLength), tenantId = m_scope.tenantId()](SqliteConnection& db) {
        requireLease(db, tenantId, lease);
        const Instant now = currentInstant();
        db.prepare(R"sql(
            UPDATE work_item
            SET due_at = CASE WHEN calls = calls_taken THEN ?3 ELSE ?4 END, error_class = 'TRANSIENT', error = ?5,
                lease_id = NULL, lease_owner = NULL, lease_until = NULL
            WHERE tenant_id = ?1 AND lease_id = ?2)sql")
            .bind(tenantId, lease, now + delay, now, reason)
            .run();
        return Done{};
      },
      token);
}

Task<Done> SqliteWorkRepository::release(std::vector<QUuid> leases, CancelToken token) {
  return m_scope.write<Done>(
      [leases, tenantId = m_scope.tenantId()](SqliteConnection& db) {
        SqliteStatement release = db.prepare(R"sql(
            UPDATE work_item SET lease_id = NULL, lease_owner = NULL, lease_until = NULL
            WHERE tenant_id = ?1 AND lease_id = ?2)sql");
        for (const QUuid& lease : leases) {
          release.bind(tenantId, lease).run();
        }
        return Done{};
      },
      token);
}

Task<Done> SqliteWorkRepository::schedule(QString exceptionId, Instant at, CancelToken token) {
  return m_scope.write<Done>(
      [exceptionId, at, tenantId = m_scope.tenantId()](SqliteConnection& db) {
        SqliteStatement schedule = db.prepare(R"sql(
            INSERT INTO work_item (tenant_id, exception_id, domain, due_at, created_at)
            SELECT tenant_id, exception_id, domain, ?3, ?4 FROM exception WHERE tenant_id = ?1 AND exception_id = ?2
            ON CONFLICT (tenant_id, exception_id) DO UPDATE
            SET calls = calls + (lease_id IS NOT NULL), state = 'ready', attempts = 0, lost = 0,
                due_at = min(due_at, excluded.due_at)
            RETURNING exception_id)sql");
        schedule.bind(tenantId, exceptionId, at, currentInstant());
        if (!schedule.step()) {
          refuse(DbError::Kind::NotFound, QStringLiteral("There is no such exception in this tenant."));
        }
        return Done{};
      },
      token);
}

Task<WorkStatus> SqliteWorkRepository::status(CancelToken token) {
  return m_scope.read<WorkStatus>(
      [tenantId = m_scope.tenantId()](SqliteConnection& db) {
        SqliteStatement select = db.prepare(R"sql(
            SELECT count(*) FILTER (WHERE kind = 'due'), count(*) FILTER (WHERE kind = 'scheduled'),
                   count(*) FILTER (WHERE kind = 'taken'), count(*) FILTER (WHERE kind = 'without pack'),
                   count(*) FILTER (WHERE kind = 'dead'), min(due_at) FILTER (WHERE kind = 'due')
            FROM (
              SELECT w.due_at,
                     CASE WHEN w.state = 'dead' THEN 'dead'
                          WHEN w.lease_until > ?2 THEN 'taken'
                          WHEN p.domain IS NULL THEN 'without pack'
                          WHEN w.due_at > ?2 THEN 'scheduled'
                          ELSE 'due' END AS kind
              FROM work_item w
              LEFT JOIN domain_pack_active p ON p.domain = w.domain
              WHERE w.tenant_id = ?1))sql");
        select.bind(tenantId, currentInstant());
        return readAll(select,
                       [](const SqliteStatement& row) {
                         return WorkStatus{row.integer(0), row.integer(1), row.integer(2),
                                           row.integer(3), row.integer(4), row.optionalInstant(5)};
                       })
            .front();
      },
      token);
}

Task<Page<WorkItem>> SqliteWorkRepository::list(std::optional<WorkItem::State> state, int limit,
                                                std::optional<QString> after, CancelToken token) {
  return m_scope.read<Page<WorkItem>>(
      [state, limit, after, tenantId = m_scope.tenantId()](SqliteConnection& db) {
        requirePageSize(limit);
        SqliteStatement select = db.prepare(kSelect + R"sql(
            WHERE tenant_id = ?1 AND exception_id > ?2 AND (?3 IS NULL OR state = ?3)
            ORDER BY exception_id LIMIT ?4)sql");
        select.bind(tenantId, after.value_or(QString()), state, limit + 1);
        Page<WorkItem> page{readAll(select, readItem), std::nullopt};
        if (page.rows.size() > static_cast<std::size_t>(limit)) {
          page.rows.pop_back();
          page.next = page.rows.back().exceptionId;
        }
        return page;
      },
      token);
}

Task<WorkItem> SqliteWorkRepository::get(QString exceptionId, CancelToken token) {
  return m_scope.read<WorkItem>([exceptionId, tenantId = m_scope.tenantId()](
                                    SqliteConnection& db) { return requireItem(db, tenantId, exceptionId); },
                                token);
}

Task<QStringList> SqliteWorkRepository::retry(QStringList exceptionIds, CancelToken token) {
  return m_scope.write<QStringList>(
      [exceptionIds, tenantId = m_scope.tenantId()](SqliteConnection& db) {
        const QStringList ids = present(db, tenantId, exceptionIds);
        SqliteStatement retry = db.prepare(R"sql(
            UPDATE work_item
            SET state = 'ready', due_at = ?3, attempts = 0, lost = 0, calls = calls + (lease_id IS NOT NULL)
            WHERE tenant_id = ?1 AND exception_id = ?2)sql");
        for (const QString& id : ids) {
          retry.bind(tenantId, id, currentInstant()).run();
        }
        return ids;
      },
      token);
}

Task<WorkItem> SqliteWorkRepository::edit(QString exceptionId, WorkEdit edit, CancelToken token) {
  return m_scope.write<WorkItem>(
      [exceptionId, edit, tenantId = m_scope.tenantId()](SqliteConnection& db) {
        if (edit.note && edit.note->size() > kMostErrorLength) {
          refuse(DbError::Kind::InvalidInput,
                 QStringLiteral("A note has at most %1 characters.").arg(kMostErrorLength));
        }
        const Instant now = currentInstant();
        const WorkItem item = requireItem(db, tenantId, exceptionId);
        if (item.leaseUntil && *item.leaseUntil > now) {
          refuse(DbError::Kind::Conflict,
                 QStringLiteral("A worker is at this item. Change it once that is done with it, or drop it."));
        }
        requireSeen(item, edit);
        db.prepare(R"sql(
            UPDATE work_item
            SET due_at = ?3, note = coalesce(?4, note), state = iif(?5, 'ready', state),
                attempts = iif(?5, 0, attempts), lost = iif(?5, 0, lost + (lease_id IS NOT NULL)), lease_id = NULL,
                lease_owner = NULL, lease_until = NULL
            WHERE tenant_id = ?1 AND exception_id = ?2)sql")
            .bind(tenantId, exceptionId, edit.dueAt.value_or(edit.retry ? now : item.dueAt), edit.note, edit.retry)
            .run();
        return requireItem(db, tenantId, exceptionId);
      },
      token);
}

Task<QStringList> SqliteWorkRepository::drop(QStringList exceptionIds, CancelToken token) {
  return m_scope.write<QStringList>(
      [exceptionIds, tenantId = m_scope.tenantId()](SqliteConnection& db) {
        const QStringList ids = present(db, tenantId, exceptionIds);
        SqliteStatement drop = db.prepare("DELETE FROM work_item WHERE tenant_id = ?1 AND exception_id = ?2");
        for (const QString& id : ids) {
          drop.bind(tenantId, id).run();
        }
        return ids;
      },
      token);
}

} // namespace sentinai

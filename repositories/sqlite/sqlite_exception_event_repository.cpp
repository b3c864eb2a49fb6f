// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/sqlite/sqlite_exception_event_repository.h"

#include "repositories/database/exception_select.h"
#include "repositories/database/utf8_text.h"
#include "repositories/sqlite/sqlite_event_appender.h"
#include "repositories/sqlite/sqlite_rows.h"

namespace sentinai {

namespace {

using Outcomes = std::vector<Result<AppendOutcome>>;

Outcomes appendAll(SqliteEventAppender& appender, const std::vector<NewExceptionEvent>& events) {
  Outcomes outcomes;
  outcomes.reserve(events.size());
  for (const NewExceptionEvent& event : events) {
    outcomes.push_back(valueOrRefuse(appender.append(event)));
  }
  appender.flush();
  return outcomes;
}

Outcomes appendPerException(SqliteEventAppender& appender, const std::vector<NewExceptionEvent>& events) {
  Outcomes outcomes(events.size());
  QHash<QString, DbError> refusals;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const QString& exceptionId = events[i].exceptionId;
    if (refusals.contains(exceptionId)) {
      continue;
    }
    outcomes[i] = appender.append(events[i]);
    if (!outcomes[i]) {
      refusals.insert(exceptionId, outcomes[i].error());
      appender.discard(exceptionId);
    }
  }
  appender.flush();
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (const auto refusal = refusals.constFind(events[i].exceptionId); refusal != refusals.constEnd()) {
      outcomes[i] = failure(*refusal);
    }
  }
  return outcomes;
}

} // namespace

SqliteExceptionEventRepository::SqliteExceptionEventRepository(SqliteScope scope)
    : m_scope(std::move(scope)) {}

Task<Outcomes> SqliteExceptionEventRepository::write(std::vector<NewExceptionEvent> events, Atomicity atomicity,
                                                     CancelToken token) {
  return m_scope.write<Outcomes>(
      [events = std::move(events), atomicity, tenantId = m_scope.tenantId()](SqliteConnection& db) {
        SqliteEventAppender appender(db, tenantId);
        return atomicity == Atomicity::AllOrNothing ? appendAll(appender, events)
                                                    : appendPerException(appender, events);
      },
      token);
}

Task<std::vector<ExceptionEvent>> SqliteExceptionEventRepository::bySeq(EventPosition from, int limit,
                                                                        CancelToken token) {
  return m_scope.read<std::vector<ExceptionEvent>>(
      [from, limit, tenantId = m_scope.tenantId()](SqliteConnection& db) {
        static const QByteArray sql = QStringLiteral(R"sql(
            SELECT %1
            FROM exception_event
            WHERE tenant_id = ?1 AND exception_id = ?2 AND seq >= ?3
            ORDER BY seq
            LIMIT ?4 OFFSET ?5)sql")
                                          .arg(eventColumns(SqlDialect::Sqlite))
                                          .toUtf8();
        SqliteStatement select = db.prepare(sql);
        select.bind(tenantId, from.exceptionId, from.seq, limit, from.passed);
        return readAll(select, [&tenantId](const SqliteStatement& row) { return readEvent(row, tenantId); });
      },
      token);
}

Task<std::vector<ExceptionEvent>> SqliteExceptionEventRepository::chains(EventPosition from, int limit,
                                                                         CancelToken token) {
  return m_scope.read<std::vector<ExceptionEvent>>(
      [from, limit, tenantId = m_scope.tenantId()](SqliteConnection& db) {
        static const QByteArray sql = QStringLiteral(R"sql(
            SELECT %1
            FROM exception_event
            WHERE tenant_id = ?1 AND (exception_id, seq) >= (?2, ?3)
            ORDER BY exception_id, seq
            LIMIT ?4 OFFSET ?5)sql")
                                          .arg(eventColumns(SqlDialect::Sqlite))
                                          .toUtf8();
        SqliteStatement select = db.prepare(sql);
        select.bind(tenantId, from.exceptionId, from.seq, limit, from.passed);
        return readAll(select, [&tenantId](const SqliteStatement& row) { return readEvent(row, tenantId); });
      },
      token);
}

Task<std::vector<ExceptionEvent>> SqliteExceptionEventRepository::openings(QStringList exceptionIds,
                                                                           CancelToken token) {
  return m_scope.read<std::vector<ExceptionEvent>>(
      [exceptionIds, tenantId = m_scope.tenantId()](SqliteConnection& db) {
        static const QByteArray sql = QStringLiteral(R"sql(
            SELECT %1
            FROM exception_event
            WHERE tenant_id = ?1 AND exception_id IN (SELECT value FROM json_each(?2)) AND seq <= 2
              AND (seq = 1 OR event_type = 'ExceptionNormalized')
            ORDER BY exception_id, seq)sql")
                                          .arg(eventColumns(SqlDialect::Sqlite))
                                          .toUtf8();
        SqliteStatement select = db.prepare(sql);
        select.bind(tenantId, jsonArrayOf(exceptionIds));
        return readAll(select, [&tenantId](const SqliteStatement& row) { return readEvent(row, tenantId); });
      },
      token);
}

Task<QHash<QUuid, RecordedEvent>> SqliteExceptionEventRepository::existing(std::vector<QUuid> eventIds,
                                                                           CancelToken token) {
  return m_scope.read<QHash<QUuid, RecordedEvent>>(
      [eventIds = std::move(eventIds), tenantId = m_scope.tenantId()](SqliteConnection& db) {
        QStringList ids;
        for (const QUuid& id : eventIds) {
          ids << id.toString(QUuid::WithoutBraces);
        }
        SqliteStatement select = db.prepare(R"sql(
            SELECT event_id, event_type, created_at
            FROM exception_event
            WHERE tenant_id = ?1 AND event_id IN (SELECT value FROM json_each(?2)))sql");
        select.bind(tenantId, jsonArrayOf(ids));
        QHash<QUuid, RecordedEvent> found;
        while (select.step()) {
          found.insert(select.uuid(0), {select.text(1), select.instant(2)});
        }
        return found;
      },
      token);
}

Task<Page<ExceptionEvent>> SqliteExceptionEventRepository::timeline(QString exceptionId, EventQuery query,
                                                                    CancelToken token) {
  return page(std::move(exceptionId), std::move(query), std::move(token));
}

Task<Page<ExceptionEvent>> SqliteExceptionEventRepository::list(EventQuery query, CancelToken token) {
  return page(std::nullopt, std::move(query), std::move(token));
}

Task<Page<ExceptionEvent>> SqliteExceptionEventRepository::page(std::optional<QString> exceptionId, EventQuery query,
                                                                CancelToken token) {
  return m_scope.read<Page<ExceptionEvent>>(
      [exceptionId, query, tenantId = m_scope.tenantId()](SqliteConnection& db) {
        SqliteStatement select =
            db.prepare(valueOrRefuse(eventListStatement(SqlDialect::Sqlite, tenantId, exceptionId, query)));
        return eventPage(readAll(select, [&tenantId](const SqliteStatement& row) { return readEvent(row, tenantId); }),
                         exceptionId, query);
      },
      token);
}

Task<RowCount> SqliteExceptionEventRepository::count(std::optional<QString> exceptionId, EventFilter filter,
                                                     qint64 limit, CancelToken token) {
  return m_scope.read<RowCount>(
      [exceptionId, filter, limit, tenantId = m_scope.tenantId()](SqliteConnection& db) {
        return cappedCount(db, eventCountStatement(SqlDialect::Sqlite, tenantId, exceptionId, filter, limit), limit);
      },
      token);
}

Task<EventVocabulary> SqliteExceptionEventRepository::vocabulary(QString exceptionId, CancelToken token) {
  return m_scope.read<EventVocabulary>(
      [exceptionId, tenantId = m_scope.tenantId()](SqliteConnection& db) {
        SqliteStatement select = db.prepare(eventVocabularyStatement(SqlDialect::Sqlite, tenantId, exceptionId));
        return eventVocabulary(
            readAll(select, [](const SqliteStatement& row) { return std::pair(row.text(0), row.optionalText(1)); }));
      },
      token);
}

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/postgresql/pg_exception_event_repository.h"

#include "repositories/database/exception_select.h"
#include "repositories/database/in_parallel.h"
#include "repositories/postgresql/pg_parameters.h"
#include "repositories/postgresql/pg_records.h"

namespace sentinai {

namespace {

using Outcomes = std::vector<Result<AppendOutcome>>;

auto eventReader(const QString& tenantId) {
  return [tenantId](PgRow& row) { return readEvent(row, tenantId); };
}

std::vector<QUuid> idsOf(const std::vector<NewExceptionEvent>& events) {
  std::vector<QUuid> ids;
  ids.reserve(events.size());
  for (const NewExceptionEvent& event : events) {
    ids.push_back(event.eventId);
  }
  return ids;
}

QString uuidArray(const std::vector<QUuid>& ids) {
  std::vector<std::optional<QString>> texts;
  texts.reserve(ids.size());
  for (const QUuid& id : ids) {
    texts.emplace_back(id.toString(QUuid::WithoutBraces));
  }
  return arrayLiteral(texts);
}

/// What of an event takes long to write out.
struct EventTexts {
  QString payload;
  QString createdAt;
};

SqlStatement appendStatement(const std::vector<NewExceptionEvent>& events, const std::vector<EventTexts>& texts,
                             bool atomic) {
  QStringList exceptionIds;
  QStringList eventTypes;
  QStringList actorTypes;
  QStringList payloads;
  std::vector<std::optional<QString>> actorIds;
  std::vector<std::optional<QString>> createdAts;
  std::vector<std::optional<QString>> expectedVersions;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const NewExceptionEvent& event = events[i];
    exceptionIds << event.exceptionId;
    eventTypes << event.eventType;
    actorTypes << toText(event.actor.type);
    payloads << texts[i].payload;
    actorIds.push_back(event.actor.id);
    createdAts.emplace_back(texts[i].createdAt);
    expectedVersions.push_back(event.expectedVersion ? std::optional(QString::number(*event.expectedVersion))
                                                     : std::nullopt);
  }
  return {QStringLiteral(R"(
    SELECT seq, appended, error_kind, error_message
    FROM sentinai.append_events($1::uuid[], $2, $3, $4, $5::text[], $6, $7::timestamptz[], $8::integer[], $9)
    ORDER BY ord)"),
          {uuidArray(idsOf(events)), exceptionIds, eventTypes, actorTypes, arrayLiteral(actorIds), payloads,
           arrayLiteral(createdAts), arrayLiteral(expectedVersions), atomic}};
}

Result<Outcomes> readOutcomes(const PGresult* result, const std::vector<QUuid>& ids) {
  std::size_t at = 0;
  Result<Outcomes> outcomes = readRows(result, [&](PgRow& row) -> Result<AppendOutcome> {
    AppendOutcome outcome;
    outcome.eventId = at < ids.size() ? ids[at] : QUuid();
    ++at;
    outcome.seq = row.next<std::optional<qint64>>().value_or(0);
    outcome.appended = row.next<std::optional<bool>>().value_or(false);
    const auto kind = row.next<std::optional<DbError::Kind>>();
    const auto message = row.next<std::optional<QString>>();
    if (kind) {
      return failure(*kind, message.value_or(QString()));
    }
    return outcome;
  });
  if (outcomes && outcomes->size() != ids.size()) {
    return failure(pg_error::internal(QStringLiteral("append_events() answered for another number of events.")));
  }
  return outcomes;
}

} // namespace

Task<Outcomes> PgExceptionEventRepository::write(std::vector<NewExceptionEvent> events, Atomicity atomicity,
                                                 CancelToken token) {
  const auto keepAlive = shared_from_this();
  const auto given = std::make_shared<const std::vector<NewExceptionEvent>>(std::move(events));
  const auto texts = std::make_shared<std::vector<EventTexts>>(given->size());
  const std::function<void(std::size_t)> writeOut = [given, texts](std::size_t i) {
    (*texts)[i] = {jsonText((*given)[i].payload), toIsoText((*given)[i].createdAt)};
  };
  co_await inParallel(given->size(), writeOut);
  const SqlStatement statement = appendStatement(*given, *texts, atomicity == Atomicity::AllOrNothing);
  const std::function<Result<Outcomes>(const PGresult*)> decode = [ids = idsOf(*given)](const PGresult* result) {
    return readOutcomes(result, ids);
  };
  Result<Outcomes> outcomes = co_await m_client->run<Outcomes>(PgIntent::Write, statement, decode, token);
  if (!outcomes && outcomes.error().kind == DbError::Kind::OutcomeUnknown && !token.isCancelled()) {
    Result<Outcomes> again = co_await m_client->run<Outcomes>(PgIntent::Write, statement, decode, token);
    // Only what the database says of the events themselves tells whether the first try was done.
    if (again || again.error().kind == DbError::Kind::Conflict || again.error().kind == DbError::Kind::NotFound ||
        again.error().kind == DbError::Kind::InvalidInput) {
      co_return again;
    }
  }
  co_return outcomes;
}

Task<QHash<QUuid, RecordedEvent>> PgExceptionEventRepository::existing(std::vector<QUuid> eventIds, CancelToken token) {
  using Found = QHash<QUuid, RecordedEvent>;
  return m_client->run<Found>(
      PgIntent::Read,
      // The sub-select is read once; a cast of the parameter in its place is read again for every row that is looked
      // at.
      {QStringLiteral("SELECT event_id, event_type, created_at FROM sentinai.exception_event "
                      "WHERE event_id = ANY(ARRAY(SELECT unnest($1::uuid[])))"),
       {uuidArray(eventIds)}},
      [](const PGresult* result) {
        const auto read = [](PgRow& row) {
          const auto id = row.next<QUuid>();
          const auto type = row.next<QString>();
          return std::pair(id, RecordedEvent{type, row.next<Instant>()});
        };
        return readRows(result, read).map([](auto&& events) {
          Found found;
          for (auto& [id, event] : events) {
            found.insert(id, std::move(event));
          }
          return found;
        });
      },
      std::move(token));
}

Task<Page<ExceptionEvent>> PgExceptionEventRepository::page(std::optional<QString> exceptionId, EventQuery query,
                                                            CancelToken token) {
  const QString& tenantId = m_client->tenantId();
  Result<SqlStatement> statement = eventListStatement(SqlDialect::PostgreSql, tenantId, exceptionId, query);
  if (!statement) {
    return PgClient::refuse<Page<ExceptionEvent>>(statement.error());
  }
  return m_client->run<Page<ExceptionEvent>>(
      PgIntent::Read, *std::move(statement),
      [read = eventReader(tenantId), exceptionId, query](const PGresult* result) {
        return readRows(result, read).map([&](std::vector<ExceptionEvent>&& rows) {
          return eventPage(std::move(rows), exceptionId, query);
        });
      },
      std::move(token));
}

Task<Page<ExceptionEvent>> PgExceptionEventRepository::timeline(QString exceptionId, EventQuery query,
                                                                CancelToken token) {
  return page(std::move(exceptionId), std::move(query), std::move(token));
}

Task<Page<ExceptionEvent>> PgExceptionEventRepository::list(EventQuery query, CancelToken token) {
  return page(std::nullopt, std::move(query), std::move(token));
}

Task<RowCount> PgExceptionEventRepository::count(std::optional<QString> exceptionId, EventFilter filter, qint64 limit,
                                                 CancelToken token) {
  return m_client->count(eventCountStatement(SqlDialect::PostgreSql, m_client->tenantId(), exceptionId, filter, limit),
                         limit, std::move(token));
}

Task<std::vector<ExceptionEvent>> PgExceptionEventRepository::bySeq(EventPosition from, int limit, CancelToken token) {
  const QString text = QStringLiteral(R"(
    SELECT %1 FROM sentinai.exception_event
    WHERE exception_id = $1 AND seq >= $2
    ORDER BY seq
    LIMIT $3 OFFSET $4)")
                           .arg(eventColumns(SqlDialect::PostgreSql));
  return m_client->rows<ExceptionEvent>({text, {from.exceptionId, from.seq, qint64{limit}, from.passed}},
                                        eventReader(m_client->tenantId()), std::move(token));
}

Task<std::vector<ExceptionEvent>> PgExceptionEventRepository::chains(EventPosition from, int limit, CancelToken token) {
  const QString text = QStringLiteral(R"(
    SELECT %1 FROM sentinai.exception_event
    WHERE (exception_id, seq) >= ($1, $2)
    ORDER BY exception_id, seq
    LIMIT $3 OFFSET $4)")
                           .arg(eventColumns(SqlDialect::PostgreSql));
  return m_client->rows<ExceptionEvent>({text, {from.exceptionId, from.seq, qint64{limit}, from.passed}},
                                        eventReader(m_client->tenantId()), std::move(token));
}

Task<std::vector<ExceptionEvent>> PgExceptionEventRepository::openings(QStringList exceptionIds, CancelToken token) {
  const QString text = QStringLiteral(R"(
    SELECT %1 FROM sentinai.exception_event
    WHERE exception_id = ANY($1) AND seq <= 2 AND (seq = 1 OR event_type = 'ExceptionNormalized')
    ORDER BY exception_id, seq)")
                           .arg(eventColumns(SqlDialect::PostgreSql));
  return m_client->rows<ExceptionEvent>({text, {exceptionIds}}, eventReader(m_client->tenantId()), std::move(token));
}

Task<EventVocabulary> PgExceptionEventRepository::vocabulary(QString exceptionId, CancelToken token) {
  return m_client->run<EventVocabulary>(
      PgIntent::Read, eventVocabularyStatement(SqlDialect::PostgreSql, m_client->tenantId(), exceptionId),
      [](const PGresult* result) {
        const auto read = [](PgRow& row) {
          auto type = row.next<QString>();
          return std::pair(std::move(type), row.next<std::optional<QString>>());
        };
        return readRows(result, read).map([](auto&& pairs) { return eventVocabulary(pairs); });
      },
      std::move(token));
}

} // namespace sentinai

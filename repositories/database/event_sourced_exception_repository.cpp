// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/database/event_sourced_exception_repository.h"

#include "repositories/database/event_id.h"
#include "repositories/records/event_types.h"

#include <QHash>
#include <QJsonDocument>

namespace sentinai {

namespace {

const QString kChanges = QStringLiteral("changes");
constexpr int kStreamedPage = 1000;

/// The event type that tells of a change of this field.
const char* eventTypeOf(const QString& field) {
  if (field == QLatin1String("status")) {
    return event_types::kStatusChanged;
  }
  if (field == QLatin1String("severity")) {
    return event_types::kSeverityChanged;
  }
  if (field == QLatin1String("owner")) {
    return event_types::kOwnerAssigned;
  }
  return event_types::kAttributesChanged;
}

/// The events of one call share a key, and each derives its id from it, so that doing the call again writes nothing.
QUuid eventIdOf(const QUuid& key, const char* eventType) {
  return deterministicEventId({key.toString(QUuid::WithoutBraces), QString::fromLatin1(eventType)});
}

NewExceptionEvent newEvent(const QString& exceptionId, const QUuid& key, const char* type, const Actor& actor,
                           Instant at, QJsonObject payload) {
  NewExceptionEvent event;
  event.eventId = eventIdOf(key, type);
  event.exceptionId = exceptionId;
  event.eventType = QString::fromLatin1(type);
  event.actor = actor;
  event.payload = std::move(payload);
  event.createdAt = at;
  return event;
}

NewExceptionEvent creationEvent(const Exception& exception, const Actor& actor, const QUuid& key) {
  return newEvent(exception.exceptionId, key, event_types::kExceptionCreated, actor, exception.createdAt,
                  {{QStringLiteral("state"), toStateJson(exception)}});
}

/// One event per kind of change, in a fixed order, the comment last. Only the first names the expected version: those
/// behind it follow in the same transaction.
std::vector<NewExceptionEvent> eventsFor(const ExceptionUpdate& update, const Exception& current, Instant at) {
  const QJsonObject changes = changesBetween(current, update.patch);
  std::vector<NewExceptionEvent> events;
  for (const char* type : {event_types::kStatusChanged, event_types::kSeverityChanged, event_types::kOwnerAssigned,
                           event_types::kAttributesChanged}) {
    QJsonObject ofType;
    for (auto it = changes.begin(); it != changes.end(); ++it) {
      if (eventTypeOf(it.key()) == type) {
        ofType.insert(it.key(), it.value());
      }
    }
    if (!ofType.isEmpty()) {
      events.push_back(
          newEvent(update.exceptionId, update.idempotencyKey, type, update.actor, at, {{kChanges, ofType}}));
    }
  }
  if (!update.comment.isEmpty()) {
    events.push_back(newEvent(update.exceptionId, update.idempotencyKey, event_types::kCommentAdded, update.actor, at,
                              {{QStringLiteral("text"), update.comment}}));
  }
  if (!events.empty()) {
    events.front().expectedVersion = update.expectedVersion;
  }
  return events;
}

/// Every event id that a call with this key may have written.
std::vector<QUuid> possibleEventIds(const QUuid& key) {
  return {eventIdOf(key, event_types::kStatusChanged), eventIdOf(key, event_types::kSeverityChanged),
          eventIdOf(key, event_types::kOwnerAssigned), eventIdOf(key, event_types::kAttributesChanged),
          eventIdOf(key, event_types::kCommentAdded)};
}

DbError changedMeanwhile(const Exception& current) {
  DbError error;
  error.kind = DbError::Kind::Conflict;
  error.message = QStringLiteral("%1 has changed meanwhile (it is at version %2). Read it again, then decide.")
                      .arg(current.exceptionId)
                      .arg(current.version);
  return error;
}

DbError missing(const QString& exceptionId) {
  DbError error;
  error.kind = DbError::Kind::NotFound;
  error.message = QStringLiteral("There is no exception %1 in this tenant.").arg(exceptionId);
  return error;
}

/// What reading the row again after a write that succeeded comes to: without an answer, the caller must not take the
/// write for not done.
Result<Exception> afterWrite(Result<Exception> row) {
  if (!row) {
    row.error().kind = DbError::Kind::OutcomeUnknown;
    row.error().message =
        QStringLiteral("The change was written, but reading its result failed. ") + row.error().message;
  }
  return row;
}

} // namespace

EventSourcedExceptionRepository::EventSourcedExceptionRepository(QString tenantId,
                                                                 std::shared_ptr<ExceptionEventRepository> events)
    : m_tenantId(std::move(tenantId))
    , m_events(std::move(events)) {}

Task<Exception> EventSourcedExceptionRepository::create(Exception exception, Actor actor, QUuid idempotencyKey,
                                                        CancelToken token) {
  const auto keepAlive = shared_from_this();
  const QUuid key = idempotencyKey.isNull() ? newEventId() : idempotencyKey;
  NewExceptionEvent event = creationEvent(exception, actor, key);
  const Result<AppendOutcome> outcome = co_await m_events->append(event, token);
  if (!outcome && outcome.error().kind == DbError::Kind::Conflict && !idempotencyKey.isNull()) {
    // Done before, if the same but for the time: that may be the caller's clock.
    EventQuery oldest;
    oldest.limit = 1;
    const Result<Page<ExceptionEvent>> first = co_await m_events->timeline(exception.exceptionId, oldest, token);
    if (!first) {
      co_return failure(first.error());
    }
    const bool isSame = !first->rows.empty() && first->rows.front().eventId == event.eventId &&
                        first->rows.front().actor == event.actor &&
                        QJsonDocument::fromJson(first->rows.front().payload).object() == event.payload;
    if (isSame) {
      co_return co_await get(exception.exceptionId, token);
    }
  }
  if (!outcome) {
    co_return failure(outcome.error());
  }
  Result<Exception> created = co_await get(exception.exceptionId, token);
  co_return afterWrite(std::move(created));
}

Task<Exception> EventSourcedExceptionRepository::orDoneBefore(QString exceptionId, std::vector<QUuid> ids,
                                                              bool isRepeatable, DbError refusal, CancelToken token) {
  const auto keepAlive = shared_from_this();
  if (!isRepeatable || refusal.kind != DbError::Kind::Conflict) {
    co_return failure(std::move(refusal));
  }
  const Result<QHash<QUuid, RecordedEvent>> done = co_await m_events->existing(std::move(ids), token);
  if (!done) {
    co_return failure(done.error());
  }
  if (done->isEmpty()) {
    co_return failure(std::move(refusal));
  }
  co_return co_await get(std::move(exceptionId), token);
}

Task<Exception> EventSourcedExceptionRepository::update(ExceptionUpdate update, CancelToken token) {
  const auto keepAlive = shared_from_this();
  Result<Exception> current = co_await get(update.exceptionId, token);
  if (!current) {
    co_return current;
  }
  const bool isRepeatable = !update.idempotencyKey.isNull();
  if (!isRepeatable) {
    update.idempotencyKey = newEventId();
  }
  std::vector<QUuid> ids = possibleEventIds(update.idempotencyKey);
  if (current->version != update.expectedVersion) {
    co_return co_await orDoneBefore(update.exceptionId, std::move(ids), isRepeatable, changedMeanwhile(*current),
                                    token);
  }
  std::vector<NewExceptionEvent> events = eventsFor(update, *current, currentInstant());
  if (events.empty()) {
    co_return current;
  }
  const Result<std::vector<AppendOutcome>> outcome = co_await m_events->appendBatch(std::move(events), token);
  if (!outcome) {
    co_return co_await orDoneBefore(update.exceptionId, std::move(ids), isRepeatable, outcome.error(), token);
  }
  Result<Exception> updated = co_await get(update.exceptionId, token);
  co_return afterWrite(std::move(updated));
}

Task<UpsertOutcome> EventSourcedExceptionRepository::upsert(Exception exception, Actor actor, CancelToken token) {
  const auto keepAlive = shared_from_this();
  Result<Exception> current = co_await get(exception.exceptionId, token);
  if (!current && current.error().kind != DbError::Kind::NotFound) {
    co_return failure(current.error());
  }
  if (!current) {
    Result<Exception> created = co_await create(exception, actor, QUuid(), token);
    if (created) {
      co_return UpsertOutcome{UpsertOutcome::Kind::Created, *created};
    }
    if (created.error().kind != DbError::Kind::Conflict) {
      co_return failure(created.error());
    }
    // Someone created it in between; bring theirs to these values.
    current = co_await get(exception.exceptionId, token);
    if (!current) {
      co_return failure(current.error());
    }
  }
  Result<ExceptionPatch> patch = ExceptionPatch::fromJson(toStateJson(exception));
  if (!patch) {
    co_return failure(patch.error());
  }
  ExceptionUpdate change;
  change.exceptionId = exception.exceptionId;
  change.expectedVersion = current->version;
  change.patch = *patch;
  change.actor = actor;
  if (changesBetween(*current, change.patch).isEmpty()) {
    co_return UpsertOutcome{UpsertOutcome::Kind::Unchanged, *current};
  }
  Result<Exception> updated = co_await update(std::move(change), token);
  if (!updated) {
    co_return failure(updated.error());
  }
  co_return UpsertOutcome{UpsertOutcome::Kind::Updated, *updated};
}

Task<std::vector<BulkOutcome>> EventSourcedExceptionRepository::bulkUpdate(std::vector<ExceptionUpdate> updates,
                                                                           CancelToken token) {
  const auto keepAlive = shared_from_this();
  QStringList ids;
  std::vector<QUuid> eventIds;
  for (ExceptionUpdate& wish : updates) {
    ids << wish.exceptionId;
    if (wish.idempotencyKey.isNull()) {
      wish.idempotencyKey = newEventId();
    } else {
      const std::vector<QUuid> possible = possibleEventIds(wish.idempotencyKey);
      eventIds.insert(eventIds.end(), possible.begin(), possible.end());
    }
  }
  Result<std::vector<Exception>> found = co_await getAll(ids, token);
  if (!found) {
    co_return failure(found.error());
  }
  Result<QHash<QUuid, RecordedEvent>> done = co_await m_events->existing(std::move(eventIds), token);
  if (!done) {
    co_return failure(done.error());
  }
  QHash<QString, Exception> before;
  for (const Exception& exception : *found) {
    before.insert(exception.exceptionId, exception);
  }

  std::vector<NewExceptionEvent> events;
  std::vector<std::size_t> owners; // Which update each event belongs to.
  std::vector<std::optional<DbError>> refusals(updates.size());
  QSet<QString> seen;
  const Instant at = currentInstant();
  for (std::size_t i = 0; i < updates.size(); ++i) {
    const ExceptionUpdate& wish = updates[i];
    const auto it = before.constFind(wish.exceptionId);
    if (it == before.constEnd()) {
      refusals[i] = missing(wish.exceptionId);
      continue;
    }
    bool doneBefore = false;
    for (const QUuid& id : possibleEventIds(wish.idempotencyKey)) {
      doneBefore = doneBefore || done->contains(id);
    }
    if (doneBefore) {
      continue;
    }
    if (it->version != wish.expectedVersion || seen.contains(wish.exceptionId)) {
      refusals[i] = changedMeanwhile(*it);
      continue;
    }
    seen.insert(wish.exceptionId);
    for (NewExceptionEvent& event : eventsFor(wish, *it, at)) {
      events.push_back(std::move(event));
      owners.push_back(i);
    }
  }
  if (!events.empty()) {
    Result<std::vector<Result<AppendOutcome>>> outcomes = co_await m_events->appendEach(std::move(events), token);
    if (!outcomes) {
      co_return failure(outcomes.error());
    }
    for (std::size_t i = 0; i < outcomes->size(); ++i) {
      if (!(*outcomes)[i]) {
        refusals[owners[i]] = (*outcomes)[i].error();
      }
    }
  }
  const Result<std::vector<Exception>> changed = co_await getAll(ids, token);
  QHash<QString, Exception> now;
  for (const Exception& exception : changed.value_or(std::vector<Exception>())) {
    now.insert(exception.exceptionId, exception);
  }
  std::vector<BulkOutcome> results;
  results.reserve(updates.size());
  for (std::size_t i = 0; i < updates.size(); ++i) {
    const QString& id = updates[i].exceptionId;
    if (refusals[i]) {
      results.push_back(BulkOutcome{id, failure(*refusals[i])});
    } else if (!changed) {
      results.push_back(BulkOutcome{id, afterWrite(failure(changed.error()))});
    } else if (!now.contains(id)) {
      results.push_back(BulkOutcome{id, failure(missing(id))});
    } else {
      results.push_back(BulkOutcome{id, now.value(id)});
    }
  }
  co_return results;
}

Task<Done> EventSourcedExceptionRepository::stream(ExceptionFilter filter, ExceptionSort sort, ExceptionSink sink,
                                                   CancelToken token) {
  const auto keepAlive = shared_from_this();
  ExceptionQuery query;
  query.filter = std::move(filter);
  query.sort = sort;
  query.limit = kStreamedPage;
  do {
    Result<Page<Exception>> page = co_await list(query, token);
    if (!page) {
      co_return failure(std::move(page.error()));
    }
    query.after = page->next;
    Result<Done> taken = sink(std::move(page->rows));
    if (!taken) {
      co_return taken;
    }
  } while (query.after);
  co_return Done{};
}

Task<Page<Exception>> EventSourcedExceptionRepository::dueBefore(Instant until, int limit, std::optional<QString> after,
                                                                 CancelToken token) {
  ExceptionQuery query;
  query.filter.statuses = {Status::Open, Status::Analyzing, Status::Escalated};
  query.filter.sla.to = until;
  query.sort = {ExceptionField::SlaDeadline, Qt::AscendingOrder};
  query.limit = limit;
  query.after = std::move(after);
  return list(std::move(query), token);
}

} // namespace sentinai

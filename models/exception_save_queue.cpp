// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/exception_save_queue.h"

#include "repositories/database/event_id.h"

namespace sentinai {

namespace {

bool mayHelpToRetry(const DbError& error) {
  switch (error.kind) {
  case DbError::Kind::ConnectionLost:
  case DbError::Kind::Timeout:
  case DbError::Kind::OutcomeUnknown:
    return true;
  default:
    return error.retryable;
  }
}

/// The latest event among `since` that changed one of the fields you wish to change, else any field.
const ExceptionEvent* latestChange(const std::vector<ExceptionEvent>& since, const QJsonObject& yours) {
  const ExceptionEvent* latest = nullptr;
  bool latestTouchesYours = false;
  for (const ExceptionEvent& event : since) {
    const QJsonObject changes = event.payloadObject().value(QLatin1String("changes")).toObject();
    if (changes.isEmpty()) {
      continue;
    }
    const QStringList columns = changes.keys();
    const bool touchesYours =
        std::any_of(columns.begin(), columns.end(), [&yours](const QString& column) { return yours.contains(column); });
    if (latest == nullptr || touchesYours || !latestTouchesYours) {
      latest = &event;
      latestTouchesYours = touchesYours;
    }
  }
  return latest;
}

} // namespace

ExceptionSaveQueue::ExceptionSaveQueue(ExceptionRepository& exceptions, ExceptionEventRepository& events,
                                       QString exceptionId)
    : m_exceptions(exceptions)
    , m_events(events)
    , m_exceptionId(std::move(exceptionId)) {}

void ExceptionSaveQueue::add(Action action) {
  m_actions.push_back(std::move(action));
  if (!m_sending && !m_failure && !m_conflict) {
    sendHead();
  } else {
    Q_EMIT changed();
  }
}

void ExceptionSaveQueue::sendHead() {
  const Action& head = m_actions.front();
  m_sending = true;
  m_failure.reset();
  m_conflict.reset();
  ExceptionUpdate update{m_exceptionId, head.seen.version, head.patch, head.comment, head.actor, head.key};
  QCoro::connect(m_exceptions.update(std::move(update), m_cancel.token()), this,
                 [this](Result<Exception> row) { takeSaved(std::move(row)); });
  Q_EMIT changed();
}

void ExceptionSaveQueue::goOn() {
  m_actions.pop_front();
  m_sending = false;
  m_failure.reset();
  m_conflict.reset();
  if (m_actions.empty()) {
    Q_EMIT changed();
  } else {
    sendHead();
  }
}

void ExceptionSaveQueue::takeSaved(Result<Exception> row) {
  if (!row) {
    if (row.error().kind == DbError::Kind::Conflict) {
      readTheirs();
    } else {
      fail(row.error());
    }
    return;
  }
  const Action done = m_actions.front();
  // Actions that waited behind this one were made in sight of it.
  for (Action& waiting : m_actions) {
    if (waiting.seen.version == done.seen.version) {
      waiting.seen = *row;
    }
  }
  // First the news, then the next action: whoever acts upon the news joins the end.
  Q_EMIT rowRead(*row);
  if (!done.comment.isEmpty()) {
    Q_EMIT commentSaved(done.comment);
  }
  goOn();
}

void ExceptionSaveQueue::fail(const DbError& error) {
  m_sending = false;
  m_failure = Failure{m_exceptionId, error.message, mayHelpToRetry(error)};
  Q_EMIT changed();
  Q_EMIT failed(error);
}

void ExceptionSaveQueue::retry() {
  if (m_failure && !m_sending) {
    sendHead();
  }
}

void ExceptionSaveQueue::discard() {
  if (m_failure && !m_sending) {
    goOn();
  }
}

void ExceptionSaveQueue::readTheirs() {
  QCoro::connect(m_exceptions.get(m_exceptionId, m_cancel.token()), this,
                 [this](Result<Exception> row) { takeTheirState(std::move(row)); });
}

void ExceptionSaveQueue::takeTheirState(Result<Exception> row) {
  if (!row) {
    fail(row.error());
    return;
  }
  Q_EMIT rowRead(*row);
  Action& head = m_actions.front();
  // A comment depends on no field, and a wish that they have fulfilled needs no choice.
  if (!changesBetween(*row, head.patch).isEmpty()) {
    readTheirEvents(*row);
  } else if (head.comment.isEmpty()) {
    goOn();
  } else {
    head.seen = *row;
    sendHead();
  }
}

void ExceptionSaveQueue::readTheirEvents(Exception theirs) {
  EventQuery query;
  query.filter.created.from = m_actions.front().seen.updatedAt;
  query.limit = kMaxPageSize;
  QCoro::connect(m_events.timeline(m_exceptionId, std::move(query), m_cancel.token()), this,
                 [this, theirs](Result<Page<ExceptionEvent>> page) {
                   takeTheirEvents(theirs, page ? std::move(page->rows) : std::vector<ExceptionEvent>());
                 });
}

void ExceptionSaveQueue::takeTheirEvents(Exception theirs, std::vector<ExceptionEvent> since) {
  const Action& head = m_actions.front();
  EditConflict conflict;
  conflict.fields = conflictingFields(head.seen, theirs, head.patch.fields());
  conflict.comment = head.comment;
  if (const ExceptionEvent* const latest = latestChange(since, head.patch.fields())) {
    conflict.changedBy = latest->actor;
    conflict.changedAt = latest->createdAt;
  }
  conflict.theirs = std::move(theirs);
  m_conflict = std::move(conflict);
  m_sending = false;
  Q_EMIT changed();
}

void ExceptionSaveQueue::keepYours() {
  if (!m_conflict || m_sending) {
    return;
  }
  // A new decision, taken in sight of their version: a new key.
  Action& head = m_actions.front();
  head.seen = m_conflict->theirs;
  head.key = newEventId();
  sendHead();
}

void ExceptionSaveQueue::takeTheirs() {
  if (m_conflict && !m_sending) {
    goOn();
  }
}

} // namespace sentinai

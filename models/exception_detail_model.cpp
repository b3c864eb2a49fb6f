// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/exception_detail_model.h"

#include "repositories/database/event_id.h"

namespace sentinai {

namespace {

constexpr int kOwnersOffered = 20;

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

ExceptionDetailModel::ExceptionDetailModel(ExceptionRepository& exceptions, ExceptionEventRepository& events,
                                           Actor actor, const TimeFormat& timeFormat, QObject* parent)
    : QObject(parent)
    , m_exceptions(exceptions)
    , m_events(events)
    , m_actor(std::move(actor))
    , m_timeline(events, timeFormat)
    , m_similar(exceptions, timeFormat)
    , m_chain(events) {
  connect(&m_timeline, &EventTimelineModel::stateChanged, this, &ExceptionDetailModel::verifyIfShort);
}

void ExceptionDetailModel::verifyIfShort() {
  // The row and the number of events arrive in either order.
  if (m_verifyOnceCounted && m_state == State::Ready && m_timeline.total()) {
    m_verifyOnceCounted = false;
    if (m_timeline.total()->exact && m_timeline.total()->value <= kAutoVerifyLimit) {
      verifyChain();
    }
  }
}

void ExceptionDetailModel::setReadOnlyReason(const QString& reason) {
  if (reason != m_readOnlyReason) {
    m_readOnlyReason = reason;
    Q_EMIT stateChanged();
  }
}

void ExceptionDetailModel::setState(State state, const QString& errorText) {
  m_state = state;
  m_errorText = errorText;
  Q_EMIT stateChanged();
  verifyIfShort();
}

void ExceptionDetailModel::clear() {
  ++m_generation;
  m_readCancel.cancel();
  m_exceptionId.clear();
  m_exception.reset();
  m_verifyOnceCounted = false;
  m_timeline.load({});
  m_similar.load({});
  m_chain.reset();
  setState(State::Empty);
}

void ExceptionDetailModel::load(const QString& exceptionId) {
  if (exceptionId.isEmpty()) {
    clear();
    return;
  }
  if (exceptionId == m_exceptionId) {
    refresh();
    return;
  }
  m_exceptionId = exceptionId;
  m_exception.reset();
  setState(State::Loading);
  read();
  m_timeline.load(exceptionId);
  m_similar.load(exceptionId);
  m_chain.reset();
  m_verifyOnceCounted = true;
}

void ExceptionDetailModel::refresh() {
  if (m_state == State::Empty) {
    return;
  }
  if (m_state != State::Ready) {
    setState(State::Loading);
  }
  read();
  m_similar.load(m_exceptionId);
  m_chain.reset();
  m_verifyOnceCounted = true;
  m_timeline.refresh();
}

void ExceptionDetailModel::read() {
  const quint64 generation = ++m_generation;
  QCoro::connect(m_exceptions.get(m_exceptionId, m_readCancel.restart()), this,
                 [this, generation](Result<Exception> row) {
                   if (generation == m_generation) {
                     takeRead(std::move(row));
                   }
                 });
}

void ExceptionDetailModel::takeRead(Result<Exception> row) {
  if (row) {
    m_exception = std::move(*row);
    setState(State::Ready);
    return;
  }
  switch (row.error().kind) {
  case DbError::Kind::NotFound:
    m_exception.reset();
    setState(State::NotFound, row.error().message);
    return;
  case DbError::Kind::PermissionDenied:
    m_exception.reset();
    setState(State::NotPermitted, row.error().message);
    return;
  default:
    // What was loaded stays readable.
    setState(m_exception ? State::Ready : State::Failed, row.error().message);
  }
}

void ExceptionDetailModel::verifyChain() {
  if (!m_exceptionId.isEmpty()) {
    m_chain.start(m_exceptionId);
  }
}

bool ExceptionDetailModel::mayAct() const {
  return m_state == State::Ready && m_readOnlyReason.isEmpty();
}

void ExceptionDetailModel::changeStatus(Status status) {
  if (mayAct() && m_exception->status != status) {
    enqueue({*m_exception, ExceptionPatch().setStatus(status), {}, newEventId()});
  }
}

void ExceptionDetailModel::changeSeverity(Severity severity) {
  if (mayAct() && m_exception->severity != severity) {
    enqueue({*m_exception, ExceptionPatch().setSeverity(severity), {}, newEventId()});
  }
}

void ExceptionDetailModel::assignOwner(const std::optional<QString>& owner) {
  if (mayAct() && m_exception->owner != owner) {
    enqueue({*m_exception, ExceptionPatch().setOwner(owner), {}, newEventId()});
  }
}

void ExceptionDetailModel::addComment(const QString& text) {
  if (mayAct() && !text.trimmed().isEmpty()) {
    enqueue({*m_exception, {}, text.trimmed(), newEventId()});
  }
}

QString ExceptionDetailModel::editAttributes(const QJsonObject& fields, const Exception& seen) {
  if (!m_readOnlyReason.isEmpty()) {
    return m_readOnlyReason;
  }
  Result<ExceptionPatch> patch = ExceptionPatch::fromJson(fields);
  if (!patch) {
    return patch.error().message;
  }
  if (!changesBetween(seen, *patch).isEmpty()) {
    enqueue({seen, std::move(*patch), {}, newEventId()});
  }
  return {};
}

void ExceptionDetailModel::enqueue(Action action) {
  m_actions.push_back(std::move(action));
  if (!m_sending && !m_saveFailure && !m_conflict) {
    sendHead();
  }
}

void ExceptionDetailModel::sendHead() {
  const Action& head = m_actions.front();
  m_sending = true;
  m_saveFailure.reset();
  m_conflict.reset();
  Q_EMIT savingChanged();
  ExceptionUpdate update{head.seen.exceptionId, head.seen.version, head.patch, head.comment, m_actor, head.key};
  QCoro::connect(m_exceptions.update(std::move(update), m_saveCancel.token()), this,
                 [this](Result<Exception> row) { takeSaved(std::move(row)); });
}

void ExceptionDetailModel::takeSaved(Result<Exception> row) {
  if (!row) {
    if (row.error().kind == DbError::Kind::Conflict) {
      readTheirs();
    } else {
      failSave(row.error());
    }
    return;
  }
  const Action done = std::move(m_actions.front());
  m_actions.pop_front();
  m_sending = false;
  // Actions that waited behind this one were made in sight of it.
  for (Action& waiting : m_actions) {
    if (waiting.seen.exceptionId == done.seen.exceptionId && waiting.seen.version == done.seen.version) {
      waiting.seen = *row;
    }
  }
  show(*row);
  Q_EMIT changed(*row);
  if (!done.comment.isEmpty()) {
    Q_EMIT commentSaved(done.comment);
  }
  if (!m_sending && !m_actions.empty()) {
    sendHead();
  } else {
    Q_EMIT savingChanged();
  }
}

void ExceptionDetailModel::show(const Exception& row) {
  if (row.exceptionId != m_exceptionId) {
    return;
  }
  ++m_generation; // An answer to an earlier read would be older than this row.
  m_exception = row;
  setState(State::Ready);
  m_chain.reset();
  m_verifyOnceCounted = true;
  m_timeline.refresh();
}

void ExceptionDetailModel::failSave(const DbError& error) {
  m_sending = false;
  m_saveFailure = SaveFailure{m_actions.front().seen.exceptionId, error.message, mayHelpToRetry(error)};
  Q_EMIT savingChanged();
}

void ExceptionDetailModel::retrySave() {
  if (m_saveFailure && !m_sending) {
    sendHead();
  }
}

void ExceptionDetailModel::dropActions() {
  m_actions.clear();
  m_saveFailure.reset();
  m_conflict.reset();
  Q_EMIT savingChanged();
  Q_EMIT stateChanged(); // Inputs go back to what is so.
}

void ExceptionDetailModel::discardSave() {
  if (m_saveFailure && !m_sending) {
    dropActions();
  }
}

void ExceptionDetailModel::readTheirs() {
  QCoro::connect(m_exceptions.get(m_actions.front().seen.exceptionId, m_saveCancel.token()), this,
                 [this](Result<Exception> row) { takeTheirState(std::move(row)); });
}

void ExceptionDetailModel::takeTheirState(Result<Exception> row) {
  if (!row) {
    failSave(row.error());
    return;
  }
  show(*row);
  Q_EMIT changed(*row);
  Action& head = m_actions.front();
  // A comment depends on no field, and a wish that they have fulfilled needs no choice.
  if (changesBetween(*row, head.patch).isEmpty()) {
    if (head.comment.isEmpty()) {
      m_actions.pop_front();
      m_sending = false;
      if (m_actions.empty()) {
        Q_EMIT savingChanged();
      } else {
        sendHead();
      }
      return;
    }
    head.seen = *row;
    sendHead();
    return;
  }
  readTheirEvents(*row);
}

void ExceptionDetailModel::readTheirEvents(Exception theirs) {
  EventQuery query;
  query.filter.created.from = m_actions.front().seen.updatedAt;
  query.limit = kMaxPageSize;
  QCoro::connect(m_events.timeline(theirs.exceptionId, std::move(query), m_saveCancel.token()), this,
                 [this, theirs](Result<Page<ExceptionEvent>> page) {
                   takeTheirEvents(theirs, page ? std::move(page->rows) : std::vector<ExceptionEvent>());
                 });
}

void ExceptionDetailModel::takeTheirEvents(Exception theirs, std::vector<ExceptionEvent> since) {
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
  Q_EMIT savingChanged();
}

void ExceptionDetailModel::keepYours() {
  if (!m_conflict || m_sending) {
    return;
  }
  // A new decision, taken in sight of their version: a new key.
  Action& head = m_actions.front();
  head.seen = m_conflict->theirs;
  head.key = newEventId();
  sendHead();
}

void ExceptionDetailModel::takeTheirs() {
  if (m_conflict && !m_sending) {
    dropActions();
  }
}

void ExceptionDetailModel::requestOwners(const QString& text) {
  const quint64 generation = ++m_ownersGeneration;
  QCoro::connect(m_exceptions.distinctValues(ExceptionField::Owner, text, kOwnersOffered, m_ownersCancel.restart()),
                 this, [this, generation](Result<QStringList> owners) {
                   if (generation == m_ownersGeneration && owners) {
                     Q_EMIT ownersFound(*owners);
                   }
                 });
}

} // namespace sentinai

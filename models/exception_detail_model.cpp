// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/exception_detail_model.h"

#include "repositories/database/event_id.h"

namespace sentinai {

namespace {

constexpr int kOwnersOffered = 20;

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
  connect(&m_timeline, &EventTimelineModel::stateChanged, this, &ExceptionDetailModel::loadingChanged);
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

void ExceptionDetailModel::setRefusals(const EditRefusals& refusals) {
  if (refusals != m_refusals) {
    m_refusals = refusals;
    Q_EMIT stateChanged();
  }
}

void ExceptionDetailModel::setState(State state, const QString& errorText) {
  m_state = state;
  m_errorText = errorText;
  Q_EMIT stateChanged();
  verifyIfShort();
}

bool ExceptionDetailModel::isLoading() const {
  return m_reading || (m_state == State::Ready && m_timeline.state() == EventTimelineModel::State::Loading);
}

void ExceptionDetailModel::clear() {
  ++m_generation;
  m_readCancel.cancel();
  m_reading = false;
  m_loadedAt.reset();
  m_exceptionId.clear();
  m_exception.reset();
  m_verifyOnceCounted = false;
  m_timeline.load({});
  m_similar.load({});
  m_chain.reset();
  setState(State::Empty);
  Q_EMIT loadingChanged();
  Q_EMIT savingChanged();
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
  m_loadedAt.reset();
  setState(State::Loading);
  Q_EMIT savingChanged();
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
  m_reading = true;
  Q_EMIT loadingChanged();
  QCoro::connect(m_exceptions.get(m_exceptionId, m_readCancel.restart()), this,
                 [this, generation](Result<Exception> row) {
                   if (generation == m_generation) {
                     takeRead(std::move(row));
                   }
                 });
}

void ExceptionDetailModel::takeRead(Result<Exception> row) {
  m_reading = false;
  if (row) {
    m_exception = std::move(*row);
    m_loadedAt = currentInstant();
    setState(State::Ready);
  } else if (row.error().kind == DbError::Kind::NotFound || row.error().kind == DbError::Kind::PermissionDenied) {
    m_exception.reset();
    m_loadedAt.reset();
    setState(row.error().kind == DbError::Kind::NotFound ? State::NotFound : State::NotPermitted, row.error().message);
  } else {
    // What was loaded stays readable.
    setState(m_exception ? State::Ready : State::Failed, row.error().message);
  }
  Q_EMIT loadingChanged();
  if (!row) {
    Q_EMIT failed(row.error());
  }
}

void ExceptionDetailModel::verifyChain() {
  if (!m_exceptionId.isEmpty()) {
    m_chain.start(m_exceptionId);
  }
}

bool ExceptionDetailModel::mayAct(const QString& refusal) const {
  return m_state == State::Ready && refusal.isEmpty();
}

void ExceptionDetailModel::changeStatus(Status status) {
  if (mayAct(m_refusals.change) && m_exception->status != status) {
    enqueue(*m_exception, ExceptionPatch().setStatus(status));
  }
}

void ExceptionDetailModel::changeSeverity(Severity severity) {
  if (mayAct(m_refusals.change) && m_exception->severity != severity) {
    enqueue(*m_exception, ExceptionPatch().setSeverity(severity));
  }
}

void ExceptionDetailModel::assignOwner(const std::optional<QString>& owner) {
  if (mayAct(m_refusals.assign) && m_exception->owner != owner) {
    enqueue(*m_exception, ExceptionPatch().setOwner(owner));
  }
}

void ExceptionDetailModel::addComment(const QString& text) {
  if (mayAct(m_refusals.comment) && !text.trimmed().isEmpty()) {
    enqueue(*m_exception, {}, text.trimmed());
  }
}

QString ExceptionDetailModel::editAttributes(const QJsonObject& fields, const Exception& seen) {
  if (!m_refusals.change.isEmpty()) {
    return m_refusals.change;
  }
  Result<ExceptionPatch> patch = ExceptionPatch::fromJson(fields);
  if (!patch) {
    return patch.error().message;
  }
  if (!changesBetween(seen, *patch).isEmpty()) {
    enqueue(seen, std::move(*patch));
  }
  return {};
}

void ExceptionDetailModel::enqueue(const Exception& seen, ExceptionPatch patch, const QString& comment) {
  std::unique_ptr<ExceptionSaveQueue>& queue = m_queues[seen.exceptionId];
  if (!queue) {
    queue = std::make_unique<ExceptionSaveQueue>(m_exceptions, m_events, seen.exceptionId);
    connect(queue.get(), &ExceptionSaveQueue::commentSaved, this,
            [this, id = seen.exceptionId](const QString& text) { Q_EMIT commentSaved(id, text); });
    connect(queue.get(), &ExceptionSaveQueue::rowRead, this, [this](const Exception& row) {
      show(row);
      Q_EMIT changed(row);
    });
    connect(queue.get(), &ExceptionSaveQueue::failed, this, &ExceptionDetailModel::failed);
    connect(queue.get(), &ExceptionSaveQueue::changed, this, [this, id = seen.exceptionId] { takeChanged(id); });
  }
  queue->add({seen, std::move(patch), comment, m_actor, newEventId()});
}

void ExceptionDetailModel::takeChanged(const QString& exceptionId) {
  const auto found = m_queues.find(exceptionId);
  if (found->second->size() == 0) {
    ExceptionSaveQueue* const done = found->second.release();
    m_queues.erase(found);
    done->disconnect(this);
    done->setParent(this);
    done->deleteLater(); // It is still speaking.
  }
  Q_EMIT savingChanged();
}

ExceptionSaveQueue* ExceptionDetailModel::queue() const {
  const auto found = m_queues.find(m_exceptionId);
  return found == m_queues.end() ? nullptr : found->second.get();
}

void ExceptionDetailModel::show(const Exception& row) {
  if (row.exceptionId != m_exceptionId) {
    return;
  }
  ++m_generation; // An answer to an earlier read could be older than this row, or newer: so it is read once more.
  const bool wasReading = std::exchange(m_reading, false);
  if (!m_exception || m_exception->version <= row.version) {
    m_exception = row;
    m_loadedAt = currentInstant();
  }
  setState(State::Ready);
  if (wasReading) {
    read();
  } else {
    Q_EMIT loadingChanged();
  }
  m_chain.reset();
  m_verifyOnceCounted = true;
  m_timeline.refresh();
}

bool ExceptionDetailModel::isSaving() const {
  return queue() != nullptr && queue()->isSending();
}

qsizetype ExceptionDetailModel::unsavedActions() const {
  return queue() != nullptr ? queue()->size() : 0;
}

const std::optional<ExceptionDetailModel::SaveFailure>& ExceptionDetailModel::saveFailure() const {
  static const std::optional<SaveFailure> none;
  return queue() != nullptr ? queue()->failure() : none;
}

void ExceptionDetailModel::retrySave() {
  if (ExceptionSaveQueue* const failed = queue()) {
    failed->retry();
  }
}

void ExceptionDetailModel::discardSave() {
  if (ExceptionSaveQueue* const failed = queue()) {
    failed->discard();
    Q_EMIT stateChanged(); // Inputs go back to what is so.
  }
}

const std::optional<EditConflict>& ExceptionDetailModel::conflict() const {
  static const std::optional<EditConflict> none;
  return queue() != nullptr ? queue()->conflict() : none;
}

void ExceptionDetailModel::keepYours() {
  if (ExceptionSaveQueue* const conflicting = queue()) {
    conflicting->keepYours();
  }
}

void ExceptionDetailModel::takeTheirs() {
  if (ExceptionSaveQueue* const conflicting = queue()) {
    conflicting->takeTheirs();
    Q_EMIT stateChanged();
  }
}

std::vector<ExceptionDetailModel::Unsaved> ExceptionDetailModel::unsaved() const {
  std::vector<Unsaved> all;
  for (const auto& [id, queue] : m_queues) {
    const QString problem = queue->failure()    ? queue->failure()->text
                            : queue->conflict() ? tr("Somebody else has changed it meanwhile.")
                                                : QString();
    all.push_back({id, queue->size(), problem});
  }
  return all;
}

void ExceptionDetailModel::discardUnsaved() {
  m_queues.clear();
  Q_EMIT savingChanged();
  Q_EMIT stateChanged();
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

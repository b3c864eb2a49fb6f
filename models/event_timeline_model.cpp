// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event_timeline_model.h"

#include "models/event_summary.h"
#include "models/safe_text.h"
#include "repositories/database/exception_select.h"

namespace sentinai {

namespace {
constexpr int kDigestsKept = 2000;
}

EventTimelineModel::EventTimelineModel(ExceptionEventRepository& events, const TimeFormat& timeFormat, QObject* parent)
    : WindowedTableModel(parent)
    , m_events(events)
    , m_timeFormat(timeFormat)
    , m_digests(kDigestsKept) {
  connect(&m_timeFormat, &TimeFormat::changed, this, [this] { showVisibleRows(Time, Time); });
}

EventTimelineModel::~EventTimelineModel() = default;

void EventTimelineModel::load(const QString& exceptionId) {
  m_exceptionId = exceptionId;
  m_filter = {};
  m_vocabulary.reset();
  (void)m_words.restart();
  reset();
}

void EventTimelineModel::setFilter(const EventFilter& filter) {
  if (filter == m_filter) {
    return;
  }
  m_filter = filter;
  reset();
}

void EventTimelineModel::reset() {
  (void)m_counts.restart();
  beginResetModel();
  forget();
  m_digests.clear();
  m_total.reset();
  m_counting = false;
  m_errorText.clear();
  m_state = m_exceptionId.isEmpty() ? State::Idle : State::Loading;
  endResetModel();
  if (m_state == State::Loading) {
    startAnew();
    readCount();
  }
  Q_EMIT stateChanged();
}

void EventTimelineModel::refresh() {
  if (m_state == State::Failed) {
    reset();
  } else if (m_state == State::Ready) {
    m_errorText.clear();
    startAgain();
    readCount();
    Q_EMIT stateChanged();
  }
}

void EventTimelineModel::retry() {
  if (m_state == State::Failed) {
    reset();
  } else if (!m_errorText.isEmpty()) {
    m_errorText.clear();
    goOn();
    Q_EMIT stateChanged();
  }
}

void EventTimelineModel::readPage(quint64 request, const PagePlace& place, CancelToken token) {
  EventQuery query;
  query.filter = m_filter;
  query.limit = place.limit;
  query.after = place.after;
  query.before = place.before;
  query.skip = place.skip;
  QCoro::connect(
      m_events.timeline(m_exceptionId, std::move(query), std::move(token)), this,
      [this, request, place](Result<Page<ExceptionEvent>> page) { takePage(request, place, std::move(page)); });
}

QString EventTimelineModel::cursorOf(const ExceptionEvent& row) const {
  return timelineCursor(row);
}

void EventTimelineModel::mend(ExceptionEvent&, quint64) {} // Events do not change.

void EventTimelineModel::answered() {
  m_state = State::Ready;
}

void EventTimelineModel::endFound(qint64 rows) {
  if (!m_counting) {
    m_total = RowCount{rows, true};
  }
}

void EventTimelineModel::lengthContradicted() {
  if (!isMeasuring()) {
    readCount();
  }
}

void EventTimelineModel::pageFailed(const DbError& error) {
  m_errorText = error.message;
  if (m_state == State::Loading) {
    m_state = State::Failed;
  }
  Q_EMIT stateChanged();
}

void EventTimelineModel::pagesChanged() {
  Q_EMIT stateChanged();
}

void EventTimelineModel::readCount() {
  m_counting = true;
  setMeasuring(true);
  const CancelToken token = m_counts.restart();
  QCoro::connect(m_events.count(m_exceptionId, m_filter, kCountLimit, token), this,
                 [this, token](const Result<RowCount>& count) {
                   if (!token.isCancelled()) {
                     receiveCount(count);
                   }
                 });
}

void EventTimelineModel::receiveCount(const Result<RowCount>& count) {
  m_counting = false;
  const bool changed = count && m_total != std::optional(*count);
  if (count) {
    m_total = *count;
    takeLength(*count);
  }
  setMeasuring(false);
  if (changed || !m_vocabulary) {
    readVocabulary();
  }
  Q_EMIT stateChanged();
}

void EventTimelineModel::readVocabulary() {
  const CancelToken token = m_words.restart();
  QCoro::connect(m_events.vocabulary(m_exceptionId, token), this, [this, token](Result<EventVocabulary> vocabulary) {
    if (!token.isCancelled() && vocabulary) {
      m_vocabulary = std::move(*vocabulary);
      Q_EMIT stateChanged();
    }
  });
}

int EventTimelineModel::rowOf(qint64 seq) const {
  return window().rowOf(seq);
}

int EventTimelineModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : ColumnCount;
}

const EventTimelineModel::Digest& EventTimelineModel::digest(const ExceptionEvent& event) const {
  if (Digest* const kept = m_digests.object(event.seq)) {
    return *kept;
  }
  auto* const made = new Digest{EventSummary::text(event), EventSummary::newStatus(event)};
  m_digests.insert(event.seq, made);
  return *made;
}

QString EventTimelineModel::sincePrevious(int row) const {
  const auto* const page = window().page(row / kWindowPage);
  const ExceptionEvent* const present = window().at(row);
  const ExceptionEvent* previous = window().at(row - 1);
  if (row % kWindowPage == 0 && page && page->previous) {
    previous = &*page->previous;
  }
  if (!present || !previous || row == 0) {
    return {};
  }
  const auto span = std::chrono::duration_cast<std::chrono::seconds>(present->createdAt - previous->createdAt);
  return QStringLiteral("+%1").arg(TimeFormat::spanText(span));
}

QString EventTimelineModel::rowText(const ExceptionEvent& event) const {
  return tr("Event %1, %2, %3 by %4: %5")
      .arg(QString::number(event.seq), m_timeFormat.absoluteText(event.createdAt), visibleLine(event.eventType),
           EventSummary::actorText(event.actor), digest(event).summary);
}

QString EventTimelineModel::display(const ExceptionEvent& event, int row, int column) const {
  switch (column) {
  case Time:
    return m_timeFormat.text(event.createdAt);
  case SincePrevious:
    return sincePrevious(row);
  case Type:
    return visibleLine(event.eventType);
  case Actor:
    return EventSummary::actorText(event.actor);
  case Summary:
    return digest(event).summary;
  case Seq:
    return QString::number(event.seq);
  default:
    return {};
  }
}

QVariant EventTimelineModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
    return {};
  }
  const ExceptionEvent* const found = rowOrMiss(index.row());
  if (!found) {
    return role == Qt::DisplayRole && index.column() == Summary ? QVariant(tr("Loading …"))
           : role == Qt::AccessibleTextRole                     ? QVariant(tr("Loading"))
                                                                : QVariant();
  }
  const ExceptionEvent& event = *found;
  switch (role) {
  case Qt::DisplayRole:
    return display(event, index.row(), index.column());
  case Qt::ToolTipRole:
    if (index.column() == Time) {
      return plainToolTip(
          tr("%1\nRecorded %2")
              .arg(m_timeFormat.absoluteText(event.createdAt), m_timeFormat.absoluteText(event.recordedAt)));
    }
    return plainToolTip(display(event, index.row(), index.column()));
  case Qt::AccessibleTextRole:
    // Where the row is entered a screen reader hears all of it, then what each cell is.
    return index.column() == Time
               ? rowText(event)
               : tr("%1: %2").arg(headerData(index.column(), Qt::Horizontal, Qt::DisplayRole).toString(),
                                  display(event, index.row(), index.column()));
  case Qt::AccessibleDescriptionRole:
  case RowTextRole:
    return rowText(event);
  case NewStatusRole:
    if (const auto status = digest(event).newStatus) {
      return static_cast<int>(*status);
    }
    return {};
  case ActorTypeRole:
    return static_cast<int>(event.actor.type);
  default:
    return {};
  }
}

QVariant EventTimelineModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) {
    return {};
  }
  if (role == Qt::TextAlignmentRole) {
    return QVariant::fromValue(Qt::AlignLeft | Qt::AlignVCenter);
  }
  if (role == Qt::ToolTipRole) {
    switch (section) {
    case SincePrevious:
      return tr("Time since the event in the row above");
    case Seq:
      return tr("Number of the event, in the order in which they were recorded");
    default:
      return {};
    }
  }
  if (role != Qt::DisplayRole) {
    return {};
  }
  switch (section) {
  case Time:
    return tr("Time");
  case SincePrevious:
    return tr("After");
  case Type:
    return tr("Event");
  case Actor:
    return tr("Actor");
  case Summary:
    return tr("What happened");
  case Seq:
    return tr("No.");
  default:
    return {};
  }
}

} // namespace sentinai

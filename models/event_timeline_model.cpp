// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event_timeline_model.h"

#include "models/event_summary.h"
#include "models/safe_text.h"

namespace sentinai {

namespace {
constexpr int kDigestsKept = 2000;
}

EventTimelineModel::EventTimelineModel(ExceptionEventRepository& events, const TimeFormat& timeFormat, QObject* parent)
    : QAbstractTableModel(parent)
    , m_events(events)
    , m_timeFormat(timeFormat)
    , m_digests(kDigestsKept) {
  connect(&m_timeFormat, &TimeFormat::changed, this, [this] {
    if (!m_rows.empty()) {
      Q_EMIT dataChanged(index(0, Time), index(rowCount() - 1, Time));
    }
  });
}

EventTimelineModel::~EventTimelineModel() = default;

void EventTimelineModel::load(const QString& exceptionId) {
  m_exceptionId = exceptionId;
  m_filter = {};
  m_knownTypes.clear();
  m_knownActors.clear();
  m_knowsAll = false;
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
  ++m_generation;
  (void)m_cancel.restart();
  beginResetModel();
  m_rows.clear();
  m_digests.clear();
  m_next.reset();
  m_tailCursor.reset();
  m_tailStart = 0;
  m_total.reset();
  m_reading = false;
  m_readAll = false;
  m_checkTotal = false;
  m_errorText.clear();
  m_state = m_exceptionId.isEmpty() ? State::Idle : State::Loading;
  endResetModel();
  Q_EMIT stateChanged();
  if (m_state == State::Loading) {
    readPage();
    readCount();
  }
}

void EventTimelineModel::refresh() {
  if (m_state == State::Failed) {
    reset();
    return;
  }
  if (m_state != State::Ready) {
    return;
  }
  m_errorText.clear();
  if (isComplete() && !m_reading) {
    readTail();
  } else {
    readCount();
  }
}

void EventTimelineModel::retry() {
  if (m_state == State::Failed) {
    reset();
  } else if (!m_errorText.isEmpty()) {
    m_errorText.clear();
    Q_EMIT stateChanged();
    if (m_next && !m_reading) {
      readPage();
    } else {
      refresh();
    }
  }
}

void EventTimelineModel::fetchAll() {
  if (m_state != State::Ready || !m_next) {
    return;
  }
  m_readAll = true;
  if (canFetchMore({})) {
    readPage();
  }
}

void EventTimelineModel::readPage() {
  m_reading = true;
  m_tailCursor = m_next;
  m_tailLimit = m_readAll ? kBulkPageSize : kPageSize;
  m_tailStart = m_rows.size();
  EventQuery query{m_filter, m_tailLimit, m_next};
  QCoro::connect(m_events.timeline(m_exceptionId, std::move(query), m_cancel.token()), this,
                 [this, generation = m_generation](Result<Page<ExceptionEvent>> page) {
                   if (generation == m_generation) {
                     takePage(std::move(page));
                   }
                 });
}

void EventTimelineModel::takePage(Result<Page<ExceptionEvent>> page) {
  if (!page) {
    m_reading = false;
    m_readAll = false;
    m_errorText = page.error().message;
    if (m_state == State::Loading) {
      m_state = State::Failed;
    }
    Q_EMIT stateChanged();
    return;
  }
  m_state = State::Ready;
  m_next = page->next;
  append(std::move(page->rows));
  m_reading = false; // Not before: a listener to the insertion may ask for more.
  if (!m_next && m_filter == EventFilter{}) {
    m_knowsAll = true;
  }
  m_readAll = m_readAll && m_next;
  Q_EMIT stateChanged();
  // A listener may have started a page of its own, or even another timeline.
  if (m_readAll && canFetchMore({})) {
    readPage();
  }
}

void EventTimelineModel::readCount() {
  QCoro::connect(m_events.count(m_exceptionId, m_filter, kCountLimit, m_cancel.token()), this,
                 [this, generation = m_generation](Result<RowCount> count) {
                   if (generation != m_generation || !count) {
                     return; // Without a total the view says how many rows it has.
                   }
                   m_total = *count;
                   if (std::exchange(m_checkTotal, false) && isComplete() && count->exact &&
                       count->value != static_cast<qint64>(m_rows.size())) {
                     reset();
                     return;
                   }
                   Q_EMIT stateChanged();
                 });
}

void EventTimelineModel::readTail() {
  m_reading = true;
  EventQuery query{m_filter, m_tailLimit, m_tailCursor};
  QCoro::connect(m_events.timeline(m_exceptionId, std::move(query), m_cancel.token()), this,
                 [this, generation = m_generation](Result<Page<ExceptionEvent>> page) {
                   if (generation == m_generation) {
                     takeTail(std::move(page));
                   }
                 });
}

void EventTimelineModel::takeTail(Result<Page<ExceptionEvent>> page) {
  if (!page) {
    m_reading = false;
    m_errorText = page.error().message;
    Q_EMIT stateChanged();
    return;
  }
  const std::size_t known = m_rows.size() - m_tailStart;
  const bool extends =
      page->rows.size() >= known &&
      std::equal(m_rows.begin() + static_cast<std::ptrdiff_t>(m_tailStart), m_rows.end(), page->rows.begin(),
                 [](const ExceptionEvent& a, const ExceptionEvent& b) { return a.eventId == b.eventId; });
  if (!extends) {
    reset();
    return;
  }
  page->rows.erase(page->rows.begin(), page->rows.begin() + static_cast<std::ptrdiff_t>(known));
  m_next = page->next;
  append(std::move(page->rows));
  m_reading = false;
  m_checkTotal = true;
  Q_EMIT stateChanged();
  readCount();
}

void EventTimelineModel::append(std::vector<ExceptionEvent> rows) {
  if (rows.empty()) {
    return;
  }
  for (const ExceptionEvent& event : rows) {
    m_knownTypes.insert(event.eventType);
    if (event.actor.id) {
      m_knownActors.insert(*event.actor.id);
    }
  }
  const int first = rowCount();
  beginInsertRows({}, first, first + static_cast<int>(rows.size()) - 1);
  m_rows.insert(m_rows.end(), std::make_move_iterator(rows.begin()), std::make_move_iterator(rows.end()));
  endInsertRows();
}

const ExceptionEvent* EventTimelineModel::eventAt(int row) const {
  return row >= 0 && row < rowCount() ? &m_rows[static_cast<std::size_t>(row)] : nullptr;
}

int EventTimelineModel::rowOf(qint64 seq) const {
  const auto it = std::find_if(m_rows.begin(), m_rows.end(), [seq](const ExceptionEvent& e) { return e.seq == seq; });
  return it == m_rows.end() ? -1 : static_cast<int>(it - m_rows.begin());
}

int EventTimelineModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int EventTimelineModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : ColumnCount;
}

bool EventTimelineModel::canFetchMore(const QModelIndex& parent) const {
  return !parent.isValid() && m_state == State::Ready && m_next && !m_reading && m_errorText.isEmpty();
}

void EventTimelineModel::fetchMore(const QModelIndex& parent) {
  if (canFetchMore(parent)) {
    readPage();
  }
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
  if (row == 0) {
    return {};
  }
  const auto span =
      m_rows[static_cast<std::size_t>(row)].createdAt - m_rows[static_cast<std::size_t>(row) - 1].createdAt;
  return QStringLiteral("+%1").arg(TimeFormat::spanText(std::chrono::duration_cast<std::chrono::seconds>(span)));
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
  const ExceptionEvent& event = m_rows[static_cast<std::size_t>(index.row())];
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

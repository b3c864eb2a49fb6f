// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/event_timeline_view.h"

#include "models/safe_text.h"
#include "models/table_copy.h"
#include "views/event_filter_bar.h"
#include "views/event_timeline_delegate.h"
#include "views/long_table_view.h"
#include "views/state_panel.h"
#include "views/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QStackedLayout>
#include <numeric>

namespace sentinai {

EventTimelineView::EventTimelineView(EventTimelineModel& timeline, const TimeFormat& timeFormat, const Theme& theme,
                                     QWidget* parent)
    : CardFrame(theme, parent)
    , m_timeline(timeline)
    , m_theme(theme)
    , m_filters(new EventFilterBar(timeline, timeFormat, this))
    , m_table(new LongTableView(Theme::kRowHeight, this))
    , m_state(new StatePanel(theme, this))
    , m_count(new QLabel(this))
    , m_retry(new QPushButton(tr("Retry"), this)) {
  setObjectName(QStringLiteral("timelineView"));
  m_table->setObjectName(QStringLiteral("timelineTable"));
  m_table->setAccessibleName(tr("Event timeline"));
  m_table->setModel(&m_timeline);
  m_table->setItemDelegate(new EventTimelineDelegate(theme, m_table));
  m_table->setSelectionMode(QAbstractItemView::SingleSelection);
  m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
  m_table->setTabKeyNavigation(false);
  m_table->setAlternatingRowColors(true);
  m_table->setFrameShape(QFrame::NoFrame);
  m_table->horizontalHeader()->setSectionsMovable(true);
  m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Interactive);
  m_table->horizontalHeader()->setSectionResizeMode(EventTimelineModel::Summary, QHeaderView::Stretch);
  m_table->installEventFilter(this);
  resetLayout();
  m_defaultHeader = m_table->horizontalHeader()->saveState();

  m_count->setObjectName(QStringLiteral("timelineCount"));
  m_count->setTextFormat(Qt::PlainText);
  m_retry->setObjectName(QStringLiteral("timelineRetry"));
  connect(m_retry, &QPushButton::clicked, &m_timeline, &EventTimelineModel::retry);
  m_state->setObjectName(QStringLiteral("timelineState"));
  connect(m_state, &StatePanel::actionTriggered, this, [this] {
    if (m_timeline.state() == EventTimelineModel::State::Failed) {
      m_timeline.retry();
    } else {
      m_timeline.setFilter({});
    }
  });

  auto* const top = new QHBoxLayout;
  top->setContentsMargins(Theme::kSpaceM, Theme::kSpaceS, Theme::kSpaceM, 0);
  top->addWidget(m_filters);
  top->addStretch();
  top->addWidget(m_count);
  top->addWidget(m_retry);
  m_stack = new QStackedLayout;
  m_stack->addWidget(m_table);
  m_stack->addWidget(m_state);
  auto* const column = new QVBoxLayout(this);
  column->setContentsMargins(1, 1, 1, 1);
  column->setSpacing(Theme::kSpaceS);
  column->addLayout(top);
  column->addLayout(m_stack, 1);

  connect(&m_timeline, &EventTimelineModel::stateChanged, this, &EventTimelineView::showState);
  connect(&m_timeline, &QAbstractItemModel::modelReset, this, &EventTimelineView::keepCurrent);
  connect(&m_timeline, &QAbstractItemModel::rowsInserted, this, [this] {
    if (!m_table->currentIndex().isValid()) {
      keepCurrent();
    }
  });
  connect(&m_timeline, &QAbstractItemModel::dataChanged, this,
          [this](const QModelIndex& first, const QModelIndex& last) {
            const int row = m_table->currentIndex().row();
            if (m_awaiting && first.row() <= row && row <= last.row()) {
              showCurrent(m_table->currentIndex()); // It has been loaded.
            }
          });
  connect(m_table, &LongTableView::visibleRowsChanged, this,
          [this](int first, int last) { m_timeline.setVisibleRows(first, last); });
  connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &EventTimelineView::showCurrent);
  restyle();
  connect(&m_theme, &Theme::changed, this, &EventTimelineView::restyle);
  showState();
}

void EventTimelineView::resetLayout() {
  QHeaderView* const header = m_table->horizontalHeader();
  if (!m_defaultHeader.isEmpty()) {
    header->restoreState(m_defaultHeader);
    return;
  }
  const int character = fontMetrics().averageCharWidth();
  header->resizeSection(EventTimelineModel::Time,
                        fontMetrics().horizontalAdvance(QStringLiteral("0000-00-00 00:00")) + Theme::kSpaceL);
  header->resizeSection(EventTimelineModel::SincePrevious, character * 13);
  header->resizeSection(EventTimelineModel::Type, character * 22);
  header->resizeSection(EventTimelineModel::Actor, character * 22);
  header->resizeSection(EventTimelineModel::Seq, character * 7);
  header->setMinimumHeight(Theme::kRowHeight);
  header->setMinimumSectionSize(character * 6);
  // The number belongs before the sentence, which takes what is left.
  header->moveSection(header->visualIndex(EventTimelineModel::Seq), 0);
}

const ExceptionEvent* EventTimelineView::currentEvent() const {
  const QModelIndex current = m_table->currentIndex();
  return current.isValid() ? m_timeline.eventAt(current.row()) : nullptr;
}

void EventTimelineView::showCurrent(const QModelIndex& current) {
  if (m_keeping || !current.isValid()) {
    return;
  }
  const ExceptionEvent* const event = m_timeline.eventAt(current.row());
  m_currentRow = current.row();
  m_currentSeq = event != nullptr ? std::optional(event->seq) : std::nullopt;
  await(current);
  Q_EMIT currentEventChanged();
}

void EventTimelineView::await(const QModelIndex& current) {
  m_awaiting = m_timeline.eventAt(current.row()) == nullptr;
  if (m_awaiting) {
    (void)current.data(); // Has it read, also where it is not on view.
  }
}

void EventTimelineView::keepCurrent() {
  if (std::exchange(m_shownId, m_timeline.exceptionId()) != m_timeline.exceptionId()) {
    m_currentSeq.reset();
    m_currentRow = 0;
  }
  if (m_timeline.rowCount() == 0) {
    Q_EMIT currentEventChanged();
    return;
  }
  // The event that was current, or where it was.
  const int known = m_currentSeq ? m_timeline.rowOf(*m_currentSeq) : -1;
  const QModelIndex current =
      m_timeline.index(known >= 0 ? known : std::min(m_currentRow, m_timeline.rowCount() - 1), 0);
  const bool follow = m_table->hasAutoScroll();
  m_keeping = true;
  m_table->setAutoScroll(false);
  m_table->setCurrentIndex(current);
  m_table->setAutoScroll(follow);
  m_keeping = false;
  await(current);
  if (!m_awaiting) {
    showCurrent(current);
  }
}

void EventTimelineView::showCount() {
  const QLocale locale;
  const int rows = m_timeline.rowCount();
  const auto total = m_timeline.total();
  QString text;
  if (m_timeline.state() == EventTimelineModel::State::Ready) {
    const bool filtered = m_timeline.filter() != EventFilter{};
    const QString number = total && !total->exact ? tr("more than %1").arg(locale.toString(total->value))
                                                  : locale.toString(total ? total->value : rows);
    text = filtered ? tr("%1 matching").arg(number) : rows == 1 ? tr("1 event") : tr("%1 events").arg(number);
  }
  if (!m_timeline.errorText().isEmpty() && m_timeline.state() == EventTimelineModel::State::Ready) {
    text = tr("Some events could not be read");
    m_count->setToolTip(plainToolTip(m_timeline.errorText()));
  } else {
    m_count->setToolTip({});
  }
  m_count->setText(text);
}

void EventTimelineView::showState() {
  using State = EventTimelineModel::State;
  m_filters->showFilter();
  showCount();
  m_retry->setVisible(m_timeline.state() == State::Ready && !m_timeline.errorText().isEmpty());
  if (m_timeline.rowCount() > 0) {
    m_stack->setCurrentWidget(m_table);
    return;
  }
  m_stack->setCurrentWidget(m_state);
  switch (m_timeline.state()) {
  case State::Idle:
  case State::Loading:
    m_state->showState(StatePanel::Kind::Loading, tr("Loading events"), {});
    break;
  case State::Failed:
    m_state->showState(StatePanel::Kind::Error, tr("The timeline could not be read"), m_timeline.errorText(),
                       tr("Try again"));
    break;
  case State::Ready:
    m_state->showState(StatePanel::Kind::Empty, tr("No matching events"),
                       tr("No event of this exception matches the filter."), tr("Show all events"));
    break;
  }
}

QWidget* EventTimelineView::table() const {
  return m_table;
}

void EventTimelineView::focusTable() {
  m_table->setFocus(Qt::ShortcutFocusReason);
}

void EventTimelineView::focusFilter() {
  m_filters->focusFirst();
}

void EventTimelineView::updateTimes() {
  m_table->viewport()->update();
}

QByteArray EventTimelineView::saveState() const {
  return m_table->horizontalHeader()->saveState();
}

bool EventTimelineView::restoreState(const QByteArray& state) {
  return m_table->horizontalHeader()->restoreState(state);
}

void EventTimelineView::copyRow() const {
  if (const QModelIndex current = m_table->currentIndex(); current.isValid()) {
    QList<int> columns(EventTimelineModel::ColumnCount);
    std::iota(columns.begin(), columns.end(), 0);
    QGuiApplication::clipboard()->setText(tabSeparated(m_timeline, {current.row()}, columns, Qt::DisplayRole, false));
  }
}

bool EventTimelineView::eventFilter(QObject* watched, QEvent* event) {
  if (watched == m_table && event->type() == QEvent::KeyPress) {
    auto* const key = static_cast<QKeyEvent*>(event);
    if (key->matches(QKeySequence::Copy)) {
      copyRow();
      return true;
    }
  }
  return CardFrame::eventFilter(watched, event);
}

void EventTimelineView::restyle() {
  QPalette muted = m_count->palette();
  muted.setColor(QPalette::WindowText, m_theme.colors().mutedText);
  m_count->setPalette(muted);
  QPalette table = m_table->palette();
  table.setColor(QPalette::Highlight, m_theme.colors().selection);
  table.setColor(QPalette::HighlightedText, m_theme.colors().text);
  m_table->setPalette(table);
}

} // namespace sentinai

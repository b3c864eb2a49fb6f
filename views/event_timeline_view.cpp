// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/event_timeline_view.h"

#include "models/safe_text.h"
#include "views/event_filter_bar.h"
#include "views/event_timeline_delegate.h"
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
#include <QTableView>

namespace sentinai {

EventTimelineView::EventTimelineView(EventTimelineModel& timeline, const TimeFormat& timeFormat, const Theme& theme,
                                     QWidget* parent)
    : CardFrame(theme, parent)
    , m_timeline(timeline)
    , m_theme(theme)
    , m_filters(new EventFilterBar(timeline, timeFormat, this))
    , m_table(new QTableView(this))
    , m_state(new StatePanel(theme, this))
    , m_count(new QLabel(this))
    , m_loadAll(new QPushButton(tr("Load all"), this)) {
  setObjectName(QStringLiteral("timelineView"));
  m_table->setObjectName(QStringLiteral("timelineTable"));
  m_table->setAccessibleName(tr("Event timeline"));
  m_table->setModel(&m_timeline);
  m_table->setItemDelegate(new EventTimelineDelegate(theme, m_table));
  m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
  m_table->setSelectionMode(QAbstractItemView::SingleSelection);
  m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
  m_table->setTabKeyNavigation(false);
  m_table->setShowGrid(false);
  m_table->setAlternatingRowColors(true);
  m_table->setWordWrap(false);
  m_table->setFrameShape(QFrame::NoFrame);
  m_table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
  m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
  m_table->verticalHeader()->hide();
  m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
  m_table->verticalHeader()->setDefaultSectionSize(Theme::kRowHeight);
  m_table->horizontalHeader()->setHighlightSections(false);
  m_table->horizontalHeader()->setSectionsMovable(true);
  m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Interactive);
  m_table->horizontalHeader()->setSectionResizeMode(EventTimelineModel::Summary, QHeaderView::Stretch);
  m_table->installEventFilter(this);
  setFocusProxy(m_table);
  resetLayout();
  m_defaultHeader = m_table->horizontalHeader()->saveState();

  m_count->setObjectName(QStringLiteral("timelineCount"));
  m_count->setTextFormat(Qt::PlainText);
  m_loadAll->setObjectName(QStringLiteral("loadAllEvents"));
  m_loadAll->setToolTip(tr("Read the timeline to its end (Ctrl+End in the table)"));
  connect(m_loadAll, &QPushButton::clicked, this, [this] {
    if (m_timeline.errorText().isEmpty()) {
      m_timeline.fetchAll();
    } else {
      m_timeline.retry();
    }
  });
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
  top->addWidget(m_loadAll);
  m_stack = new QStackedLayout;
  m_stack->addWidget(m_table);
  m_stack->addWidget(m_state);
  auto* const column = new QVBoxLayout(this);
  column->setContentsMargins(1, 1, 1, 1);
  column->setSpacing(Theme::kSpaceS);
  column->addLayout(top);
  column->addLayout(m_stack, 1);

  connect(&m_timeline, &EventTimelineModel::stateChanged, this, &EventTimelineView::showState);
  connect(&m_timeline, &QAbstractItemModel::modelReset, this, &EventTimelineView::startAnew);
  connect(&m_timeline, &QAbstractItemModel::rowsInserted, this, &EventTimelineView::keepCurrent);
  connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex& current) {
    if (current.isValid()) {
      m_currentSeq = m_timeline.eventAt(current.row())->seq;
    }
    Q_EMIT currentEventChanged();
  });
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
  header->resizeSection(EventTimelineModel::Time, character * 18);
  header->resizeSection(EventTimelineModel::SincePrevious, character * 13);
  header->resizeSection(EventTimelineModel::Type, character * 22);
  header->resizeSection(EventTimelineModel::Actor, character * 18);
  header->resizeSection(EventTimelineModel::Seq, character * 7);
  header->setMinimumSectionSize(character * 6);
  // The number belongs before the sentence, which takes what is left.
  header->moveSection(header->visualIndex(EventTimelineModel::Seq), 0);
}

const ExceptionEvent* EventTimelineView::currentEvent() const {
  const QModelIndex current = m_table->currentIndex();
  return current.isValid() ? m_timeline.eventAt(current.row()) : nullptr;
}

void EventTimelineView::startAnew() {
  m_toLast = false; // Reading on to the end has ended with the rows.
  if (std::exchange(m_shownId, m_timeline.exceptionId()) != m_timeline.exceptionId()) {
    m_currentSeq.reset();
  }
  Q_EMIT currentEventChanged();
}

void EventTimelineView::keepCurrent() {
  if (m_toLast) {
    if (m_timeline.isComplete()) {
      m_toLast = false;
      m_table->setCurrentIndex(m_timeline.index(m_timeline.rowCount() - 1, 0));
    }
    return;
  }
  if (m_table->currentIndex().isValid()) {
    return;
  }
  const int row = m_currentSeq ? m_timeline.rowOf(*m_currentSeq) : 0;
  m_table->setCurrentIndex(m_timeline.index(std::max(row, 0), 0));
}

void EventTimelineView::showCount() {
  const QLocale locale;
  const int rows = m_timeline.rowCount();
  const auto total = m_timeline.total();
  QString text;
  if (m_timeline.state() == EventTimelineModel::State::Ready) {
    const bool filtered = m_timeline.filter() != EventFilter{};
    const QString of = !total         ? QString()
                       : total->exact ? locale.toString(total->value)
                                      : tr("more than %1").arg(locale.toString(total->value));
    if (m_timeline.isComplete() || of.isEmpty()) {
      const QString number = locale.toString(rows);
      text = filtered ? tr("%1 matching").arg(number) : rows == 1 ? tr("1 event") : tr("%1 events").arg(number);
    } else {
      text = tr("%1 of %2 events loaded").arg(locale.toString(rows), of);
    }
  }
  if (!m_timeline.errorText().isEmpty() && m_timeline.state() == EventTimelineModel::State::Ready) {
    text = tr("The rest could not be read");
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
  const bool partial = m_timeline.state() == State::Ready && !m_timeline.isComplete();
  const bool failedPage = m_timeline.state() == State::Ready && !m_timeline.errorText().isEmpty();
  m_loadAll->setVisible(partial || failedPage);
  m_loadAll->setText(failedPage ? tr("Retry") : tr("Load all"));
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
    QStringList cells;
    for (int column = 0; column < EventTimelineModel::ColumnCount; ++column) {
      cells << m_timeline.index(current.row(), column).data().toString();
    }
    QGuiApplication::clipboard()->setText(cells.join(QLatin1Char('\t')));
  }
}

bool EventTimelineView::eventFilter(QObject* watched, QEvent* event) {
  if (watched == m_table && event->type() == QEvent::KeyPress) {
    auto* const key = static_cast<QKeyEvent*>(event);
    if (key->matches(QKeySequence::Copy)) {
      copyRow();
      return true;
    }
    const bool toEnd = key->key() == Qt::Key_End;
    if (toEnd && m_timeline.state() == EventTimelineModel::State::Ready && !m_timeline.isComplete()) {
      m_toLast = true;
      m_timeline.fetchAll();
      return true;
    }
    if (toEnd || key->key() == Qt::Key_Home) {
      // In a table these move inside the row; here the row is the unit.
      const int row = toEnd ? m_timeline.rowCount() - 1 : 0;
      m_table->setCurrentIndex(m_timeline.index(row, 0));
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

// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/exceptions_page.h"

#include "models/exception_table_model.h"
#include "models/filter_value_source.h"
#include "models/safe_text.h"
#include "models/time_format.h"
#include "views/date_jump_bar.h"
#include "views/exception_summary_panel.h"
#include "views/exception_table_view.h"
#include "views/filter_bar.h"
#include "views/new_rows_bar.h"
#include "views/selection_note.h"
#include "views/state_panel.h"
#include "views/theme.h"
#include "views/view_settings.h"

#include <QAction>
#include <QApplication>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QProgressBar>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QSplitter>
#include <QStackedLayout>
#include <QToolButton>
#include <QVBoxLayout>

namespace sentinai {

namespace {

constexpr int kSummaryWidth = 250;

} // namespace

ExceptionsPage::ExceptionsPage(ExceptionTableModel& model, FilterValueSource& values, const Theme& theme,
                               const TimeFormat& timeFormat, const QString& login, QWidget* parent)
    : PageWidget(parent)
    , m_model(model)
    , m_theme(theme)
    , m_timeFormat(timeFormat)
    , m_login(login)
    , m_filter(new FilterBar(values, theme, this))
    , m_table(new ExceptionTableView(model, theme, this))
    , m_summary(new ExceptionSummaryPanel(theme, timeFormat, this))
    , m_splitter(new QSplitter(Qt::Horizontal, this))
    , m_state(new StatePanel(theme, this))
    , m_count(new QLabel(this))
    , m_selection(new SelectionNote(theme, this))
    , m_busy(new QProgressBar(this))
    , m_errorRow(new QWidget(this))
    , m_errorText(new QLabel(m_errorRow))
    , m_newRows(new NewRowsBar(theme, this))
    , m_dateJump(new DateJumpBar(theme, this))
    , m_summaryAction(new QAction(tr("Summary panel"), this))
    , m_newRowsAction(new QAction(tr("Show new exceptions"), this))
    , m_zone(timeFormat.zone()) {
  setObjectName(QStringLiteral("exceptionsPage"));
  m_state->setObjectName(QStringLiteral("exceptionsState"));
  addActions();

  auto* tablePlace = new QWidget(m_splitter);
  auto* tableLayout = new QVBoxLayout(tablePlace);
  tableLayout->setContentsMargins(0, 0, 0, 0);
  tableLayout->setSpacing(0);
  tableLayout->addWidget(m_newRows);
  m_stack = new QStackedLayout;
  tableLayout->addLayout(m_stack, 1);
  m_stack->addWidget(m_table);
  m_stack->addWidget(m_state);
  m_splitter->setObjectName(QStringLiteral("exceptionsSplitter"));
  m_splitter->addWidget(tablePlace);
  m_splitter->addWidget(m_summary);
  m_splitter->setStretchFactor(0, 1);
  m_splitter->setStretchFactor(1, 0);
  m_splitter->setCollapsible(0, false);
  m_splitter->setHandleWidth(1);
  m_splitter->setSizes({1000, kSummaryWidth});

  m_busy->setObjectName(QStringLiteral("exceptionsBusy"));
  m_busy->setAccessibleName(tr("Loading"));
  m_busy->setRange(0, 0);
  m_busy->setTextVisible(false);
  m_busy->setFixedHeight(3);
  QSizePolicy keepPlace = m_busy->sizePolicy();
  keepPlace.setRetainSizeWhenHidden(true);
  m_busy->setSizePolicy(keepPlace);

  m_errorRow->setObjectName(QStringLiteral("exceptionsError"));
  m_errorText->setWordWrap(true);
  m_errorText->setTextFormat(Qt::PlainText);
  auto* retry = new QPushButton(tr("Try again"), m_errorRow);
  retry->setObjectName(QStringLiteral("exceptionsRetry"));
  connect(retry, &QPushButton::clicked, &m_model, &ExceptionTableModel::retry);
  auto* errorLayout = new QHBoxLayout(m_errorRow);
  errorLayout->setContentsMargins(Theme::kSpaceL, Theme::kSpaceXs, Theme::kSpaceL, Theme::kSpaceXs);
  errorLayout->addWidget(m_errorText, 1);
  errorLayout->addWidget(retry);
  m_errorRow->hide();

  auto* top = new QVBoxLayout;
  top->setContentsMargins(Theme::kSpaceL, Theme::kSpaceM, Theme::kSpaceL, Theme::kSpaceS);
  top->setSpacing(Theme::kSpaceS);
  top->addWidget(makeHeader());
  top->addWidget(m_filter);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addLayout(top);
  layout->addWidget(m_busy);
  layout->addWidget(m_errorRow);
  layout->addWidget(m_dateJump);
  layout->addWidget(m_splitter, 1);

  connect(m_filter, &FilterBar::expressionChanged, this, [this](const FilterExpression& expression) {
    ask();
    Q_EMIT filterChanged(expression);
  });
  connect(m_table, &ExceptionTableView::openRequested, this, &ExceptionsPage::openException);
  connect(m_summary, &ExceptionSummaryPanel::openRequested, this, &ExceptionsPage::openException);
  connect(m_table, &ExceptionTableView::filterRequested, m_filter, &FilterBar::addTerm);
  connect(m_table, &ExceptionTableView::currentChangedTo, this, &ExceptionsPage::showCurrent);
  connect(m_state, &StatePanel::actionTriggered, this, [this] {
    if (m_state->kind() == StatePanel::Kind::Empty && m_filter->expression().isEmpty()) {
      Q_EMIT importRequested();
    } else if (m_state->kind() == StatePanel::Kind::Empty) {
      m_filter->clear();
    } else {
      m_model.retry();
    }
  });
  connect(&m_model, &ExceptionTableModel::stateChanged, this, &ExceptionsPage::showState);
  connect(&m_model, &QAbstractItemModel::modelAboutToBeReset, this, &ExceptionsPage::keepSelection);
  connect(&m_model, &QAbstractItemModel::modelReset, this, &ExceptionsPage::restoreSelection);
  connect(&m_model, &QAbstractItemModel::dataChanged, this, [this](const QModelIndex& first, const QModelIndex& last) {
    selectArrived(first.row(), last.row());
    const int row = m_table->currentIndex().row();
    if (first.row() <= row && row <= last.row()) {
      showCurrent();
    }
  });
  connect(&m_model, &ExceptionTableModel::newRowsChanged, this, [this] { m_newRows->showCount(m_model.newRows()); });
  connect(&m_model, &ExceptionTableModel::newRowsChanged, this,
          [this] { m_newRowsAction->setEnabled(m_model.newRows() > 0); });
  connect(m_newRows, &QPushButton::clicked, this, &ExceptionsPage::showNewRows);
  connect(m_table, &LongTableView::visibleRowsChanged, this, &ExceptionsPage::showCount);
  connect(m_table, &ExceptionTableView::copied, this, [this](int rows, qint64 left) {
    const QLocale locale;
    Q_EMIT statusMessage(left == 0 ? tr("%1 rows copied").arg(locale.toString(rows))
                                   : tr("%1 rows copied; %2 selected ones are not loaded and were left out")
                                         .arg(locale.toString(rows), locale.toString(left)));
  });
  connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
    if (!m_selecting) {
      m_awaited.clear();
    }
    showSelection();
  });
  connect(m_table, &ExceptionTableView::allSelected, this, [this] {
    Q_EMIT statusMessage(m_selection->explanation().isEmpty()
                             ? m_selection->text()
                             : tr("%1: those that are loaded. Copying takes these only.").arg(m_selection->text()));
  });
  connect(m_selection, &SelectionNote::clearRequested, this, &ExceptionsPage::clearSelection);
  connect(&timeFormat, &TimeFormat::changed, this, &ExceptionsPage::followZone);
  connect(&theme, &Theme::changed, this, &ExceptionsPage::restyle);
  addDateJump();
  restyle();
  showState();
}

void ExceptionsPage::addActions() {
  const auto add = [this](const QString& objectName, const QString& text, const QKeySequence& shortcut) {
    auto* action = new QAction(text, this);
    action->setObjectName(objectName);
    action->setShortcut(shortcut);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    addAction(action);
    return action;
  };
  m_summaryAction->setObjectName(QStringLiteral("toggleSummary"));
  m_summaryAction->setCheckable(true);
  m_summaryAction->setChecked(true);
  m_summaryAction->setShortcut(Qt::Key_F9);
  m_summaryAction->setShortcutContext(Qt::WidgetWithChildrenShortcut);
  m_summaryAction->setToolTip(tr("Show the selected row at the right (F9)"));
  addAction(m_summaryAction);
  connect(m_summaryAction, &QAction::toggled, m_summary, &QWidget::setVisible);
  connect(add(QStringLiteral("copyWithHeaders"), tr("Copy selected rows with headers"),
              QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C)),
          &QAction::triggered, m_table, [this] { m_table->copyRows(true); });
  connect(add(QStringLiteral("copyCurrentCell"), tr("Copy cell"), QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_C)),
          &QAction::triggered, m_table, [this] { m_table->copyCell(); });
  connect(add(QStringLiteral("selectLoaded"), tr("Select all loaded rows"), QKeySequence::SelectAll),
          &QAction::triggered, m_table, &ExceptionTableView::selectAll);
  connect(add(QStringLiteral("clearSelection"), tr("Clear selection"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_A)),
          &QAction::triggered, this, &ExceptionsPage::clearSelection);
  connect(add(QStringLiteral("clearFilter"), tr("Clear filter"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_F)),
          &QAction::triggered, m_filter, &FilterBar::clear);
  m_newRowsAction->setObjectName(QStringLiteral("showNewRows"));
  m_newRowsAction->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_N));
  m_newRowsAction->setShortcutContext(Qt::WidgetWithChildrenShortcut);
  m_newRowsAction->setEnabled(false);
  addAction(m_newRowsAction);
  connect(m_newRowsAction, &QAction::triggered, this, &ExceptionsPage::showNewRows);
  connect(add(QStringLiteral("goToDate"), tr("Go to date …"), QKeySequence(Qt::CTRL | Qt::Key_G)), &QAction::triggered,
          this, [this] { m_dateJump->open(m_model.isSortedByCreation()); });
  connect(add(QStringLiteral("resetTable"), tr("Reset columns and sorting"), {}), &QAction::triggered, this,
          &ExceptionsPage::resetLayout);
}

QWidget* ExceptionsPage::makeHeader() {
  auto* header = new QWidget(this);
  auto* title = new QLabel(this->title(), header);
  title->setObjectName(QStringLiteral("pageTitle"));
  title->setFont(m_theme.font(FontRole::Title));
  m_count->setObjectName(QStringLiteral("exceptionsCount"));
  auto* columns = new QToolButton(header);
  columns->setObjectName(QStringLiteral("columnsButton"));
  columns->setText(tr("Columns"));
  columns->setToolTip(tr("Choose the columns of the table"));
  columns->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  columns->setFocusPolicy(Qt::TabFocus);
  connect(columns, &QToolButton::clicked, this, [this, columns] {
    QMenu* menu = m_table->makeColumnMenu(columns);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->popup(columns->mapToGlobal(QPoint(0, columns->height())));
  });
  auto* summary = new QToolButton(header);
  summary->setObjectName(QStringLiteral("summaryButton"));
  summary->setDefaultAction(m_summaryAction);
  summary->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  summary->setFocusPolicy(Qt::TabFocus);

  auto* layout = new QHBoxLayout(header);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(Theme::kSpaceS);
  layout->addWidget(title);
  layout->addSpacing(Theme::kSpaceXs);
  layout->addWidget(m_count, 0, Qt::AlignBaseline);
  layout->addSpacing(Theme::kSpaceXs);
  layout->addWidget(m_selection);
  layout->addStretch();
  layout->addWidget(columns);
  layout->addWidget(summary);
  return header;
}

QString ExceptionsPage::title() const {
  return tr("Exceptions");
}

const FilterExpression& ExceptionsPage::filter() const {
  return m_filter->expression();
}

void ExceptionsPage::setFilter(const FilterExpression& filter) {
  if (m_asked && filter == m_filter->expression()) {
    return;
  }
  askFor(filter);
}

void ExceptionsPage::askFor(const FilterExpression& filter) {
  m_filter->setExpression(filter);
  ask();
}

ExceptionFilter ExceptionsPage::currentFilter() const {
  return m_filter->expression().toFilter({m_login, currentInstant(), m_zone});
}

void ExceptionsPage::ask() {
  m_asked = true;
  m_model.setFilter(currentFilter());
}

void ExceptionsPage::followZone() {
  const QTimeZone before = std::exchange(m_zone, m_timeFormat.zone());
  const Instant now = currentInstant();
  const FilterExpression& expression = m_filter->expression();
  const ExceptionFilter filter = expression.toFilter({m_login, now, m_zone});
  if (m_asked && filter != expression.toFilter({m_login, now, before})) {
    m_model.reload(filter);
  }
}

void ExceptionsPage::showEvent(QShowEvent* event) {
  PageWidget::showEvent(event);
  if (!m_asked) {
    ask();
  }
}

void ExceptionsPage::refresh() {
  if (m_asked) {
    m_model.reload(currentFilter()); // Spans such as `age:>2d` have moved on.
  } else {
    ask();
  }
}

void ExceptionsPage::focusFilter() {
  m_filter->focusLine();
}

void ExceptionsPage::resetLayout() {
  m_table->resetLayout();
  m_summaryAction->setChecked(true);
  m_splitter->setSizes({std::max(width() - kSummaryWidth, kSummaryWidth), kSummaryWidth});
}

bool ExceptionsPage::isLoading() const {
  return m_model.isLoading() || m_model.isCounting();
}

std::optional<Instant> ExceptionsPage::loadedAt() const {
  return m_model.loadedAt();
}

QString ExceptionsPage::countText() const {
  if (m_model.state() != ExceptionTableModel::State::Ready) {
    return {};
  }
  const QLocale locale;
  const auto& total = m_model.total();
  if (total && total->exact && m_model.rowCount() > total->value) {
    // Rows stay when a change takes them out of the filter.
    return tr("%1 rows, %2 match").arg(locale.toString(m_model.rowCount()), locale.toString(total->value));
  }
  const QString first = locale.toString(m_model.firstVisibleRow() + 1);
  const QString last = locale.toString(m_model.lastVisibleRow() + 1);
  const QString shown = first == last ? first : tr("%1–%2").arg(first, last);
  if (!total) {
    return m_model.isCounting() ? tr("%1, counting …").arg(shown) : shown;
  }
  return tr("%1 of %2").arg(shown, locale.toString(total->value) + (total->exact ? QString() : QStringLiteral("+")));
}

void ExceptionsPage::showCount() {
  m_count->setText(countText());
  // Of a fixed size, which seldom changes: else all of the window would be laid out anew with each row that is
  // scrolled.
  m_count->setFixedSize(m_count->sizeHint());
}

void ExceptionsPage::showSelection() {
  m_selection->showCounts(m_table->selectedCount(), m_table->loadedSelectedCount(), m_model.total());
}

void ExceptionsPage::clearSelection() {
  m_table->clearSelection();
  m_table->setFocus(Qt::OtherFocusReason); // The button is gone with what it was for.
}

void ExceptionsPage::showState() {
  const auto state = m_model.state();
  const bool isReady = state == ExceptionTableModel::State::Ready;
  const QWidget* const focus = QApplication::focusWidget();
  const bool hadFocus = focus == this || m_table->isAncestorOf(focus) || m_state->isAncestorOf(focus);
  showCount();
  showSelection();
  m_busy->setVisible(m_model.isLoading() && !(isReady && m_model.isShown()));
  m_errorRow->setVisible(m_model.error() && state != ExceptionTableModel::State::Failed);
  m_errorText->setText(m_model.error() ? visibleLine(m_model.error()->message) : QString());
  switch (state) {
  case ExceptionTableModel::State::Loading:
    m_state->showState(StatePanel::Kind::Loading, tr("Loading exceptions …"), {});
    break;
  case ExceptionTableModel::State::Empty:
    showEmpty();
    break;
  case ExceptionTableModel::State::Failed: {
    const bool denied = m_model.error() && m_model.error()->kind == DbError::Kind::PermissionDenied;
    m_state->showState(denied ? StatePanel::Kind::NoPermission : StatePanel::Kind::Error,
                       denied ? tr("You may not see these exceptions") : tr("The exceptions could not be loaded"),
                       m_model.error() ? visibleLine(m_model.error()->message) : QString(), tr("Try again"));
    break;
  }
  case ExceptionTableModel::State::Ready:
    break;
  }
  m_stack->setCurrentWidget(isReady ? static_cast<QWidget*>(m_table) : m_state);
  // What had the keyboard may be hidden by now, so that Qt has taken it anywhere.
  leadFocus(isReady ? m_table : m_state->firstAction(), hadFocus, QApplication::focusWidget() != focus);
  Q_EMIT statusMessage(countText());
  const bool loading = isLoading();
  if (std::exchange(m_wasLoading, loading) && !loading) {
    Q_EMIT settled();
  }
}

void ExceptionsPage::setImportRefusal(const QString& reason) {
  if (reason != m_importRefusal) {
    m_importRefusal = reason;
    showState();
  }
}

void ExceptionsPage::showEmpty() {
  if (m_filter->expression().isEmpty() && !m_importRefusal.isEmpty()) {
    m_state->showState(StatePanel::Kind::Empty, tr("No exceptions yet"), m_importRefusal);
  } else if (m_filter->expression().isEmpty()) {
    m_state->showState(StatePanel::Kind::Empty, tr("No exceptions yet"),
                       tr("This tenant has no exceptions. Import a log to fill it."), tr("Import a log …"));
  } else {
    m_state->showState(StatePanel::Kind::Empty, tr("No exception matches the filter"),
                       tr("Remove a condition, or clear the filter to see all."), tr("Clear filter"));
  }
}

void ExceptionsPage::keepSelection() {
  m_selectedIds = m_table->selectedIds();
  m_currentId = m_table->currentId();
  m_currentRow = m_table->currentIndex().row();
}

void ExceptionsPage::restoreSelection() {
  const QScopedValueRollback guard(m_selecting, true);
  const bool anew = std::exchange(m_question, m_model.question()) != m_model.question();
  const bool selectionGone = std::all_of(m_selectedIds.begin(), m_selectedIds.end(),
                                         [this](const QString& id) { return m_model.rowOf(id) < 0; });
  for (const QString& id : std::as_const(m_selectedIds)) {
    m_awaited.insert(id);
  }
  int row = m_model.rowOf(m_currentId);
  if (row < 0) {
    // The same question's rows stay where they are on view: so does the current one's place among them.
    row = anew ? 0 : std::clamp(m_currentRow, 0, std::max(m_model.rowCount() - 1, 0));
    const Exception* const there = m_model.exceptionAt(row);
    if (there && selectionGone && (anew || m_selectedIds.contains(m_currentId))) {
      m_selectedIds = {there->exceptionId};
      m_awaited.clear();
    }
  }
  m_table->select(m_selectedIds, row, anew);
  for (const QString& id : std::as_const(m_selectedIds)) {
    if (m_model.rowOf(id) >= 0) {
      m_awaited.remove(id);
    }
  }
  showCurrent();
}

void ExceptionsPage::selectArrived(int first, int last) {
  if (m_awaited.isEmpty()) {
    return;
  }
  QList<int> arrived;
  for (int row = first; row <= last; ++row) {
    const Exception* const exception = m_model.exceptionAt(row);
    if (exception && m_awaited.remove(exception->exceptionId)) {
      arrived.append(row);
    }
  }
  const QScopedValueRollback guard(m_selecting, true);
  m_table->selectAlso(arrived);
}

void ExceptionsPage::showCurrent() {
  const Exception* row = m_model.exceptionAt(m_table->currentIndex().row());
  m_summary->showException(row ? std::optional(*row) : std::nullopt);
}

void ExceptionsPage::showNewRows() {
  m_table->scrollToTopRow(0);
  m_model.setVisibleRows(0, std::max(m_table->lastVisibleRow(), 0));
  m_model.reload(currentFilter());
}

void ExceptionsPage::addDateJump() {
  connect(m_dateJump, &DateJumpBar::closed, m_table, [this] { m_table->setFocus(Qt::OtherFocusReason); });
  connect(m_dateJump, &DateJumpBar::dateChosen, this, &ExceptionsPage::jumpTo);
  connect(m_dateJump, &DateJumpBar::sortRequested, m_table, &ExceptionTableView::sortByDate);
  connect(&m_model, &ExceptionTableModel::createdFound, this, &ExceptionsPage::jumpedTo);
  connect(&m_model, &ExceptionTableModel::createdNotFound, this,
          [this](const DbError& error) { m_dateJump->showMessage(error.message); });
  connect(&m_model, &ExceptionTableModel::stateChanged, m_dateJump,
          [this] { m_dateJump->setSorted(m_model.isSortedByCreation()); });
}

void ExceptionsPage::jumpTo(const QDate& date) {
  // The latest first: behind all that came after the day.
  const bool latestFirst = m_model.sortOrder().order == Qt::DescendingOrder;
  const QDateTime at = (latestFirst ? date.addDays(1) : date).startOfDay(m_zone);
  m_dateJump->showMessage(tr("Looking …"));
  m_model.findCreated(fromDateTime(at));
}

void ExceptionsPage::jumpedTo(int row) {
  const int rows = m_model.rowCount();
  if (rows == 0) {
    m_dateJump->showMessage(tr("The list is empty."));
    return;
  }
  const bool latestFirst = m_model.sortOrder().order == Qt::DescendingOrder;
  m_dateJump->showMessage(row < rows    ? QString()
                          : latestFirst ? tr("Nothing is as old as that; this is the oldest.")
                                        : tr("Nothing is as recent as that; this is the latest."));
  m_table->goToRow(std::min(row, rows - 1));
}

void ExceptionsPage::saveLayout(ViewSettings& settings) const {
  m_table->saveLayout(settings);
  settings.setValue(QStringLiteral("exceptions/filter"), m_filter->expression().line());
  settings.setValue(QStringLiteral("exceptions/summary"), m_summaryAction->isChecked());
  settings.setValue(QStringLiteral("exceptions/splitter"), m_splitter->saveState());
}

void ExceptionsPage::restoreLayout(const ViewSettings& settings) {
  m_table->restoreLayout(settings);
  const auto filter = FilterExpression::parse(settings.value(QStringLiteral("exceptions/filter")).toString());
  m_filter->setExpression(filter.value_or(FilterExpression()));
  m_summaryAction->setChecked(settings.value(QStringLiteral("exceptions/summary"), true).toBool());
  m_splitter->restoreState(settings.value(QStringLiteral("exceptions/splitter")).toByteArray());
  m_splitter->setHandleWidth(1);
}

void ExceptionsPage::restyle() {
  const ThemeColors& colors = m_theme.colors();
  QPalette muted = QPalette();
  muted.setColor(QPalette::WindowText, colors.mutedText);
  m_count->setPalette(muted);
  QPalette warning = QPalette();
  warning.setColor(QPalette::Window, colors.banner);
  m_errorRow->setPalette(warning);
  m_errorRow->setAutoFillBackground(true);
  m_summaryAction->setIcon(m_theme.icon(QStringLiteral("panel")));
  if (auto* columns = findChild<QToolButton*>(QStringLiteral("columnsButton"))) {
    columns->setIcon(m_theme.icon(QStringLiteral("columns")));
  }
  m_busy->setStyleSheet(QStringLiteral("QProgressBar { background: transparent; border: none; }"
                                       "QProgressBar::chunk { background: %1; }")
                            .arg(colors.accent.name()));
}

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/exception_table_view.h"

#include "models/safe_text.h"
#include "models/table_copy.h"
#include "views/exception_item_delegate.h"
#include "views/theme.h"
#include "views/view_settings.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QHeaderView>
#include <QMenu>
#include <QScopedValueRollback>
#include <QScrollBar>

namespace sentinai {

using Column = ExceptionTableModel::Column;

namespace {

/// Widths that suit usual values, where there is room; fitted to the window until someone changes them.
constexpr std::array<int, ExceptionTableModel::kColumns> kWidths{104, 96,  104, 84, 168, 112, 100,
                                                                 100, 100, 104, 96, 140, 140};
/// Below these an id, a status or a time could not be told from another; texts are still of use when cut short.
constexpr std::array<int, ExceptionTableModel::kColumns> kLeast{92, 88, 98, 0, 0, 0, 0, 76, 98, 0, 88, 124, 124};
constexpr double kNarrowest = 0.3; // Headings and what is never cut count more: 1,280 pixels beside the panel suffice.
constexpr double kWidest = 1.5;

} // namespace

ExceptionTableView::ExceptionTableView(ExceptionTableModel& model, const Theme& theme, QWidget* parent)
    : LongTableView(Theme::kRowHeight, parent)
    , m_model(model)
    , m_theme(theme) {
  setObjectName(QStringLiteral("exceptionsTable"));
  setAccessibleName(tr("Exceptions"));
  setAccessibleDescription(tr("Enter opens the exception in the current row."));
  setModel(&model);
  setItemDelegate(new ExceptionItemDelegate(theme, this));
  setSelectionMode(ExtendedSelection);
  setEditTriggers(NoEditTriggers);
  setAlternatingRowColors(true);
  setCornerButtonEnabled(false);
  setTabKeyNavigation(false);
  setFrameShape(NoFrame);
  setMouseTracking(false);

  QHeaderView* header = horizontalHeader();
  header->setObjectName(QStringLiteral("exceptionsHeader"));
  header->setSectionsMovable(true);
  header->setSortIndicatorShown(true);
  header->setStretchLastSection(false);
  header->setMinimumSectionSize(56);
  header->setMinimumHeight(Theme::kRowHeight);
  header->setContextMenuPolicy(Qt::CustomContextMenu);
  header->setToolTip(tr("Click to sort, drag to move, right-click to choose columns"));
  connect(header, &QHeaderView::customContextMenuRequested, this, [this, header](QPoint position) {
    QMenu* menu = makeColumnMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->popup(header->mapToGlobal(position));
  });
  resetLayout();
  // After resetLayout(), so that showing the present order asks for nothing.
  connect(header, &QHeaderView::sortIndicatorChanged, this,
          [this](int column, Qt::SortOrder order) { m_model.sort(column, order); });

  // Once people arrange the columns themselves, the window no longer does.
  connect(header, &QHeaderView::sectionMoved, this, [this] { m_fitting = m_fitting && m_arranging; });
  connect(header, &QHeaderView::sectionResized, this, [this] { m_fitting = m_fitting && m_arranging; });

  connect(this, &LongTableView::visibleRowsChanged, this,
          [this](int first, int last) { m_model.setVisibleRows(first, last); });

  connect(this, &QTableView::doubleClicked, this, &ExceptionTableView::open);
  connect(&theme, &Theme::changed, this, &ExceptionTableView::restyle);
  restyle();
}

void ExceptionTableView::resetLayout() {
  const QScopedValueRollback guard(m_arranging, true);
  QHeaderView* header = horizontalHeader();
  for (int column = 0; column < ExceptionTableModel::kColumns; ++column) {
    header->moveSection(header->visualIndex(column), column);
    setColumnHidden(column, false);
    setColumnWidth(column, kWidths[static_cast<std::size_t>(column)]);
  }
  // Created says the same as Age in another way; who wants it, shows it.
  setColumnHidden(static_cast<int>(Column::Created), true);
  setColumnHidden(static_cast<int>(Column::Updated), true);
  m_fitting = true;
  fitColumns();
  const ExceptionSort sort;
  header->setSortIndicator(static_cast<int>(Column::Age), Qt::AscendingOrder);
  m_model.setSortOrder(sort);
}

void ExceptionTableView::saveLayout(ViewSettings& settings) const {
  const QHeaderView* header = horizontalHeader();
  QStringList columns;
  for (int visual = 0; visual < header->count(); ++visual) {
    const int column = header->logicalIndex(visual);
    const bool hidden = isColumnHidden(column);
    // A hidden column reports no width.
    const int width = hidden ? kWidths[static_cast<std::size_t>(column)] : columnWidth(column);
    columns.append(QStringLiteral("%1:%2:%3")
                       .arg(ExceptionTableModel::columnKey(static_cast<Column>(column)))
                       .arg(width)
                       .arg(hidden ? 0 : 1));
  }
  settings.setValue(QStringLiteral("exceptions/columns"), m_fitting ? QStringList() : columns);
  settings.setValue(
      QStringLiteral("exceptions/sort"),
      QStringLiteral("%1:%2").arg(ExceptionTableModel::columnKey(static_cast<Column>(header->sortIndicatorSection())),
                                  header->sortIndicatorOrder() == Qt::AscendingOrder ? QStringLiteral("asc")
                                                                                     : QStringLiteral("desc")));
}

void ExceptionTableView::restoreLayout(const ViewSettings& settings) {
  QHash<QString, int> columnByKey;
  for (int column = 0; column < ExceptionTableModel::kColumns; ++column) {
    columnByKey.insert(ExceptionTableModel::columnKey(static_cast<Column>(column)), column);
  }
  QHeaderView* header = horizontalHeader();
  // Kept by name, so that a version with other columns still understands it.
  int visual = 0;
  for (const QString& entry : settings.value(QStringLiteral("exceptions/columns")).toStringList()) {
    const QStringList parts = entry.split(QLatin1Char(':'));
    const int column = columnByKey.value(parts.value(0), -1);
    if (column < 0 || parts.size() != 3) {
      continue;
    }
    m_fitting = false;
    header->moveSection(header->visualIndex(column), visual++);
    setColumnWidth(column, std::clamp(parts[1].toInt(), 40, 1200));
    setColumnHidden(column, column != 0 && parts[2] == QLatin1String("0"));
  }
  const QStringList sort = settings.value(QStringLiteral("exceptions/sort")).toString().split(QLatin1Char(':'));
  const int column = columnByKey.value(sort.value(0), -1);
  if (column >= 0) {
    header->setSortIndicator(column, sort.value(1) == QLatin1String("asc") ? Qt::AscendingOrder : Qt::DescendingOrder);
  }
}

void ExceptionTableView::fitColumns() {
  struct Shown {
    int column;
    double wanted;
    int least; // The heading fits, and what must not be cut.
  };
  std::vector<Shown> columns;
  for (int column = 0; column < ExceptionTableModel::kColumns; ++column) {
    if (!isColumnHidden(column)) {
      columns.push_back(
          {column, static_cast<double>(kWidths[static_cast<std::size_t>(column)]),
           std::max(kLeast[static_cast<std::size_t>(column)], horizontalHeader()->sectionSizeHint(column))});
    }
  }
  // Columns that cannot shrink further take their least width; the others share what is left in proportion.
  double factor = kWidest;
  for (std::size_t round = 0; round < columns.size(); ++round) {
    double left = viewport()->width();
    double wanted = 0;
    for (const Shown& shown : columns) {
      const bool atLeast = shown.wanted * factor <= shown.least;
      left -= atLeast ? shown.least : 0;
      wanted += atLeast ? 0 : shown.wanted;
    }
    if (wanted > 0) {
      factor = std::clamp(left / wanted, kNarrowest, factor);
    }
  }
  const QScopedValueRollback guard(m_arranging, true);
  for (const Shown& shown : columns) {
    setColumnWidth(shown.column, std::max(static_cast<int>(shown.wanted * factor), shown.least));
  }
}

void ExceptionTableView::resizeEvent(QResizeEvent* event) {
  LongTableView::resizeEvent(event);
  if (m_fitting) {
    fitColumns();
    viewport()->update();
  }
}

QMenu* ExceptionTableView::makeColumnMenu(QWidget* parent) {
  auto* menu = new QMenu(tr("Columns"), parent);
  menu->setObjectName(QStringLiteral("columnMenu"));
  menu->setToolTipsVisible(true);
  for (int column = 0; column < ExceptionTableModel::kColumns; ++column) {
    QAction* action = menu->addAction(m_model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString());
    action->setObjectName(QStringLiteral("column_%1").arg(ExceptionTableModel::columnKey(static_cast<Column>(column))));
    action->setCheckable(true);
    action->setChecked(!isColumnHidden(column));
    if (column == 0) {
      action->setEnabled(false);
      action->setToolTip(tr("The id is always shown: it tells the rows apart."));
    }
    connect(action, &QAction::toggled, this, [this, column](bool shown) {
      m_fitting = false;
      setColumnHidden(column, !shown);
    });
  }
  menu->addSeparator();
  QAction* reset = menu->addAction(tr("Reset columns and sorting"));
  reset->setObjectName(QStringLiteral("resetColumns"));
  connect(reset, &QAction::triggered, this, &ExceptionTableView::resetLayout);
  return menu;
}

QString ExceptionTableView::currentId() const {
  return currentIndex().data(ExceptionTableModel::IdRole).toString();
}

QStringList ExceptionTableView::selectedIds() const {
  QStringList ids;
  for (const int row : selectedRows()) {
    ids.append(m_model.exceptionAt(row)->exceptionId);
  }
  return ids;
}

QList<int> ExceptionTableView::selectedRows() const {
  // The selection may span millions of rows; the loaded ones are some thousand.
  const QItemSelection selection = selectionModel()->selection();
  return m_model.loadedRows([&selection](int row) {
    return std::any_of(selection.begin(), selection.end(),
                       [row](const QItemSelectionRange& range) { return row >= range.top() && row <= range.bottom(); });
  });
}

qint64 ExceptionTableView::selectedCount() const {
  qint64 rows = 0;
  const QItemSelection selection = selectionModel()->selection();
  for (const QItemSelectionRange& range : selection) {
    rows += range.height();
  }
  return rows;
}

QItemSelection ExceptionTableView::selectionOf(QList<int> rows) const {
  std::sort(rows.begin(), rows.end());
  // Few ranges: whoever asks whether a cell is selected looks through all of them.
  QItemSelection selection;
  for (auto first = rows.cbegin(); first != rows.cend();) {
    const auto end = std::adjacent_find(first, rows.cend(), [](int a, int b) { return b > a + 1; });
    const auto last = end == rows.cend() ? std::prev(end) : end;
    selection.select(m_model.index(*first, 0), m_model.index(*last, ExceptionTableModel::kColumns - 1));
    first = std::next(last);
  }
  return selection;
}

void ExceptionTableView::selectAlso(const QList<int>& rows) {
  selectionModel()->select(selectionOf(rows), QItemSelectionModel::Select);
}

void ExceptionTableView::select(const QStringList& ids, int currentRow, bool scroll) {
  QList<int> rows;
  for (const QString& id : ids) {
    if (const int row = m_model.rowOf(id); row >= 0) {
      rows.append(row);
    }
  }
  const QItemSelection selection = selectionOf(rows);
  const QModelIndex current = m_model.index(currentRow, 0);
  const bool autoScroll = hasAutoScroll();
  setAutoScroll(false);
  if (current.isValid()) {
    selectionModel()->setCurrentIndex(current, QItemSelectionModel::NoUpdate);
  }
  setAutoScroll(autoScroll);
  selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect);
  if (scroll && current.isValid()) {
    scrollToRow(currentRow);
  }
}

void ExceptionTableView::scrollToRow(int row) {
  updateGeometries(); // After a reset the scroll bars still have the ranges of the rows before.
  const int left = horizontalScrollBar()->value();
  scrollTo(m_model.index(row, 0));
  horizontalScrollBar()->setValue(left);
}

void ExceptionTableView::sortByDate() {
  horizontalHeader()->setSortIndicator(static_cast<int>(Column::Age), Qt::AscendingOrder);
}

void ExceptionTableView::goToRow(int row) {
  const QModelIndex index = m_model.index(row, std::max(currentIndex().column(), 0));
  if (index.isValid()) {
    scrollToTopRow(row);
    setCurrentIndex(index);
  }
}

void ExceptionTableView::selectAll() {
  const auto [first, last] = m_model.loadedAround();
  if (first <= last) {
    selectionModel()->select(
        QItemSelection(m_model.index(first, 0), m_model.index(last, ExceptionTableModel::kColumns - 1)),
        QItemSelectionModel::ClearAndSelect);
    Q_EMIT allSelected();
  }
}

QList<int> ExceptionTableView::shownColumns() const {
  QList<int> columns;
  for (int visual = 0; visual < horizontalHeader()->count(); ++visual) {
    const int column = horizontalHeader()->logicalIndex(visual);
    if (!isColumnHidden(column)) {
      columns.append(column);
    }
  }
  return columns;
}

void ExceptionTableView::copyRows(bool withHeaders) {
  const QList<int> rows = selectedRows();
  const qint64 selected = selectedCount();
  if (!rows.isEmpty()) {
    QApplication::clipboard()->setText(
        tabSeparated(m_model, rows, shownColumns(), ExceptionTableModel::CopyRole, withHeaders));
  }
  if (selected > 0) {
    Q_EMIT copied(static_cast<int>(rows.size()), selected - rows.size());
  }
}

void ExceptionTableView::copyCell() const {
  if (currentIndex().isValid()) {
    QApplication::clipboard()->setText(currentIndex().data(ExceptionTableModel::CopyRole).toString());
  }
}

void ExceptionTableView::keyPressEvent(QKeyEvent* event) {
  if (event->matches(QKeySequence::Copy)) {
    copyRows(true);
    event->accept();
    return;
  }
  if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && event->modifiers() == Qt::NoModifier) {
    open(currentIndex());
    event->accept();
    return;
  }
  LongTableView::keyPressEvent(event);
}

void ExceptionTableView::contextMenuEvent(QContextMenuEvent* event) {
  const QModelIndex index = event->reason() == QContextMenuEvent::Keyboard
                                ? currentIndex()
                                : indexAt(viewport()->mapFromGlobal(event->globalPos()));
  const QString id = index.data(ExceptionTableModel::IdRole).toString();
  if (id.isEmpty()) {
    return;
  }
  auto* menu = new QMenu(this);
  menu->setObjectName(QStringLiteral("rowMenu"));
  menu->setAttribute(Qt::WA_DeleteOnClose);
  QAction* openAction = menu->addAction(tr("&Open %1").arg(plainLabel(id)));
  openAction->setObjectName(QStringLiteral("openRow"));
  connect(openAction, &QAction::triggered, this, [this, id] { Q_EMIT openRequested(id); });
  menu->setDefaultAction(openAction);
  const QString term = index.data(ExceptionTableModel::FilterTermRole).toString();
  if (!term.isEmpty()) {
    QAction* filter = menu->addAction(tr("&Filter by %1").arg(plainLabel(term)));
    filter->setObjectName(QStringLiteral("filterByCell"));
    connect(filter, &QAction::triggered, this, [this, term] { Q_EMIT filterRequested(term); });
  }
  menu->addSeparator();
  const QString cell = index.data(ExceptionTableModel::CopyRole).toString();
  QAction* copyCellAction = menu->addAction(tr("Copy &cell"));
  copyCellAction->setObjectName(QStringLiteral("copyCell"));
  connect(copyCellAction, &QAction::triggered, this, [cell] { QApplication::clipboard()->setText(cell); });
  QAction* copyPlain = menu->addAction(tr("Copy &rows"));
  copyPlain->setObjectName(QStringLiteral("copyRows"));
  connect(copyPlain, &QAction::triggered, this, [this] { copyRows(false); });
  QAction* copyHeaders = menu->addAction(tr("Copy rows with &headers"));
  copyHeaders->setObjectName(QStringLiteral("copyRowsWithHeaders"));
  connect(copyHeaders, &QAction::triggered, this, [this] { copyRows(true); });
  menu->popup(event->globalPos());
}

void ExceptionTableView::currentChanged(const QModelIndex& current, const QModelIndex& previous) {
  LongTableView::currentChanged(current, previous);
  Q_EMIT currentChangedTo(current.data(ExceptionTableModel::IdRole).toString());
}

void ExceptionTableView::open(const QModelIndex& index) {
  const QString id = index.data(ExceptionTableModel::IdRole).toString();
  if (!id.isEmpty()) {
    Q_EMIT openRequested(id);
  }
}

void ExceptionTableView::restyle() {
  const ThemeColors& colors = m_theme.colors();
  QPalette palette = QApplication::palette();
  palette.setColor(QPalette::Highlight, colors.selection);
  palette.setColor(QPalette::HighlightedText, colors.text);
  setPalette(palette);
}

} // namespace sentinai

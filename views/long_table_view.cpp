// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/long_table_view.h"

#include "views/long_table_header.h"

#include <QAbstractButton>
#include <QAccessible>
#include <QPainter>
#include <QScopedValueRollback>
#include <QScrollBar>

namespace sentinai {

namespace {

/// Positions beyond are all the same: out of sight. Far below what an int holds, so that sums of them do not overflow.
constexpr qint64 kFarAway = 1 << 28;

/// As QAccessibleTable numbers its children: a header for the rows and one for the columns come first.
int accessibleChild(const QModelIndex& index) {
  return (index.row() + 1) * (index.model()->columnCount() + 1) + index.column() + 1;
}

} // namespace

LongTableView::LongTableView(int rowHeight, QWidget* parent)
    : QTableView(parent)
    , m_rowHeight(rowHeight) {
  // QTableView's corner would reach below the header: seen there, and in the way of scrolling by a copy of the picture.
  findChild<QAbstractButton*>({}, Qt::FindDirectChildrenOnly)->setFixedSize(0, 0);
  setVerticalHeader(new LongTableHeader(Qt::Vertical, this));
  verticalHeader()->hide();
  auto* const header = new LongTableHeader(Qt::Horizontal, this);
  header->setSectionsClickable(true);
  header->setHighlightSections(false);
  setHorizontalHeader(header);
  setSelectionBehavior(SelectRows);
  setVerticalScrollMode(ScrollPerItem);
  setHorizontalScrollMode(ScrollPerPixel);
  setShowGrid(false);
  viewport()->setAttribute(Qt::WA_OpaquePaintEvent); // paintEvent() fills all of it.
  setWordWrap(false);
  m_report.setSingleShot(true);
  m_report.setInterval(0);
  connect(&m_report, &QTimer::timeout, this, [this] {
    if (isVisible() && rows() > 0) {
      Q_EMIT visibleRowsChanged(firstVisibleRow(), lastVisibleRow());
    }
  });
}

void LongTableView::setModel(QAbstractItemModel* model) {
  if (this->model() != nullptr) {
    disconnect(this->model(), &QAbstractItemModel::rowsRemoved, this, nullptr);
  }
  QTableView::setModel(model);
  connect(model, &QAbstractItemModel::rowsRemoved, this, [this] { scheduleDelayedItemsLayout(); });
}

void LongTableView::reset() {
  QTableView::reset();
  scheduleDelayedItemsLayout();
}

void LongTableView::dataChanged(const QModelIndex& first, const QModelIndex& last, const QList<int>& roles) {
  const int top = std::max(first.row(), firstVisibleRow());
  const int bottom = std::min(last.row(), lastVisibleRow());
  if (top > bottom) {
    return; // Most pages arrive before they are on view.
  }
  if (QAccessible::isActive()) {
    QTableView::dataChanged(first, last, roles);
  } else {
    viewport()->update(0, rowViewportPosition(top), viewport()->width(), (bottom - top + 1) * m_rowHeight);
  }
}

void LongTableView::rowsInserted(const QModelIndex& parent, int first, int last) {
  QTableView::rowsInserted(parent, first, last);
  scheduleDelayedItemsLayout();
}

void LongTableView::showEvent(QShowEvent* event) {
  QTableView::showEvent(event);
  reportSoon();
}

void LongTableView::reportSoon() {
  m_report.start();
}

// ---- where rows are ----

int LongTableView::rows() const {
  return model() ? model()->rowCount(rootIndex()) : 0;
}

int LongTableView::wholeRows() const {
  return std::max(viewport()->height() / m_rowHeight, 1);
}

int LongTableView::rowNear(int y) const {
  const int below = y - m_shift;
  const qint64 row = qint64{m_top} + (below >= 0 ? below / m_rowHeight : -1 - (-1 - below) / m_rowHeight);
  return static_cast<int>(std::clamp<qint64>(row, -1, rows()));
}

int LongTableView::rowAt(int y) const {
  const int row = rowNear(y);
  return row < rows() ? row : -1;
}

int LongTableView::rowViewportPosition(int row) const {
  return static_cast<int>(std::clamp((qint64{row} - m_top) * m_rowHeight + m_shift, -kFarAway, kFarAway));
}

int LongTableView::firstVisibleRow() const {
  return std::max(rowNear(0), 0);
}

int LongTableView::lastVisibleRow() const {
  return std::min(rowNear(viewport()->height() - 1), rows() - 1);
}

QRect LongTableView::visualRect(const QModelIndex& index) const {
  if (!index.isValid() || index.parent() != rootIndex() || isIndexHidden(index)) {
    return {};
  }
  const_cast<LongTableView*>(this)->executeDelayedItemsLayout();
  return {columnViewportPosition(index.column()), rowViewportPosition(index.row()), columnWidth(index.column()),
          m_rowHeight};
}

QModelIndex LongTableView::indexAt(const QPoint& position) const {
  const_cast<LongTableView*>(this)->executeDelayedItemsLayout();
  const int row = rowAt(position.y());
  const int column = columnAt(position.x());
  return row >= 0 && column >= 0 ? model()->index(row, column, rootIndex()) : QModelIndex();
}

bool LongTableView::isIndexHidden(const QModelIndex& index) const {
  return isColumnHidden(index.column());
}

int LongTableView::verticalOffset() const {
  // Only differences count. Those of places some ten million rows apart may be wrong; nobody drags the mouse that far.
  return (m_top % (1 << 22)) * m_rowHeight - m_shift;
}

// ---- scrolling ----

void LongTableView::placeTop() {
  const QScrollBar* const bar = verticalScrollBar();
  m_top = bar->value();
  m_shift = bar->maximum() > 0 && m_top == bar->maximum() ? viewport()->height() - (rows() - m_top) * m_rowHeight : 0;
  m_shift = std::max(m_shift, 0); // A viewport lower than one row.
}

void LongTableView::scrollContentsBy(int dx, int dy) {
  QTableView::scrollContentsBy(dx, 0);
  if (dy == 0 || m_arranging) {
    return;
  }
  const int top = m_top;
  const int shift = m_shift;
  placeTop();
  const qint64 moved = (qint64{top} - m_top) * m_rowHeight + m_shift - shift;
  if (std::abs(moved) < viewport()->height()) {
    scrollDirtyRegion(0, static_cast<int>(moved));
    viewport()->scroll(0, static_cast<int>(moved));
  } else {
    viewport()->update();
  }
  reportSoon();
}

void LongTableView::updateGeometries() {
  if (m_arranging) {
    return;
  }
  const QScopedValueRollback guard(m_arranging, true);
  QHeaderView* const header = horizontalHeader();
  const int height = header->isHidden() ? 0
                                        : std::min(std::max(header->minimumHeight(), header->sizeHint().height()),
                                                   header->maximumHeight());
  setViewportMargins(0, height, 0, 0);
  const QRect area = viewport()->geometry();
  header->setGeometry(area.left(), area.top() - height, area.width(), height);

  const int columns = std::max(header->count() - header->hiddenSectionCount(), 1);
  horizontalScrollBar()->setPageStep(area.width());
  horizontalScrollBar()->setRange(0, std::max(header->length() - area.width(), 0));
  horizontalScrollBar()->setSingleStep(std::max(area.width() / (columns + 1), 2));
  header->setOffset(horizontalScrollBar()->value());

  QScrollBar* const bar = verticalScrollBar();
  const int top = m_top;
  const int shift = m_shift;
  bar->setPageStep(wholeRows());
  bar->setSingleStep(1);
  bar->setRange(0, std::max(rows() - wholeRows(), 0));
  // Where rows have come behind the last one, what is shown stays where it is, be it between two rows.
  if (bar->value() != top || bar->value() == bar->maximum() || m_shift >= m_rowHeight) {
    placeTop();
    if (m_top != top || m_shift != shift) {
      viewport()->update();
    }
  }
  QAbstractItemView::updateGeometries();
  reportSoon();
}

void LongTableView::scrollToTopRow(int row) {
  executeDelayedItemsLayout();
  verticalScrollBar()->setValue(row);
}

void LongTableView::scrollTo(const QModelIndex& index, ScrollHint hint) {
  if (!index.isValid() || index.parent() != rootIndex() || isIndexHidden(index)) {
    return;
  }
  executeDelayedItemsLayout();
  const int left = columnViewportPosition(index.column());
  const int right = left + columnWidth(index.column());
  if (left < 0 || right - left > viewport()->width()) {
    horizontalScrollBar()->setValue(horizontalScrollBar()->value() + left);
  } else if (right > viewport()->width()) {
    horizontalScrollBar()->setValue(horizontalScrollBar()->value() + right - viewport()->width());
  }

  QScrollBar* const bar = verticalScrollBar();
  const int row = index.row();
  const int y = rowViewportPosition(row);
  if (hint == PositionAtTop || (hint == EnsureVisible && y < 0)) {
    bar->setValue(row);
  } else if (hint == PositionAtBottom || (hint == EnsureVisible && y + m_rowHeight > viewport()->height())) {
    bar->setValue(row - wholeRows() + 1);
  } else if (hint == PositionAtCenter) {
    bar->setValue(row - wholeRows() / 2);
  }
}

// ---- keyboard and selection ----

QModelIndex LongTableView::neighbour(const QModelIndex& index, int step) const {
  const QHeaderView* const header = horizontalHeader();
  int visual = header->visualIndex(index.column()) + step;
  while (visual >= 0 && visual < header->count() && header->isSectionHidden(header->logicalIndex(visual))) {
    visual += step;
  }
  return visual >= 0 && visual < header->count() ? index.siblingAtColumn(header->logicalIndex(visual)) : index;
}

QModelIndex LongTableView::moveCursor(CursorAction action, Qt::KeyboardModifiers) {
  executeDelayedItemsLayout();
  if (rows() == 0) {
    return {};
  }
  const QModelIndex current = currentIndex();
  if (!current.isValid()) {
    return model()->index(0, std::max(columnAt(0), 0), rootIndex());
  }
  const auto inRow = [&](qint64 row) {
    return current.siblingAtRow(static_cast<int>(std::clamp<qint64>(row, 0, rows() - 1)));
  };
  const qint64 row = current.row();
  switch (action) {
  case MoveUp:
    return inRow(row - 1);
  case MoveDown:
    return inRow(row + 1);
  case MovePageUp:
    return inRow(row - wholeRows());
  case MovePageDown:
    return inRow(row + wholeRows());
  case MoveHome:
    return inRow(0);
  case MoveEnd:
    return inRow(rows() - 1);
  case MoveLeft:
  case MovePrevious:
    return neighbour(current, isRightToLeft() ? 1 : -1);
  case MoveRight:
  case MoveNext:
    return neighbour(current, isRightToLeft() ? -1 : 1);
  }
  return current;
}

void LongTableView::keyboardSearch(const QString&) {}

void LongTableView::setSelection(const QRect& rect, QItemSelectionModel::SelectionFlags command) {
  const QRect area = rect.normalized();
  const int first = std::max(rowNear(area.top()), 0);
  const int last = std::min(rowNear(area.bottom()), rows() - 1);
  if (first <= last) {
    selectionModel()->select(QItemSelection(model()->index(first, 0, rootIndex()),
                                            model()->index(last, model()->columnCount() - 1, rootIndex())),
                             command);
  }
}

QRegion LongTableView::visualRegionForSelection(const QItemSelection& selection) const {
  QRegion region;
  for (const QItemSelectionRange& range : selection) {
    const int first = std::max(range.top(), firstVisibleRow());
    const int last = std::min(range.bottom(), lastVisibleRow());
    if (first <= last) {
      region += QRect(0, rowViewportPosition(first), viewport()->width(), (last - first + 1) * m_rowHeight);
    }
  }
  return region;
}

void LongTableView::selectionChanged(const QItemSelection& selected, const QItemSelection& deselected) {
  // QTableView would list every cell to find the first.
  QAbstractItemView::selectionChanged(selected, deselected);
  const auto tell = [this](const QItemSelection& selection, QAccessible::Event what) {
    if (!selection.isEmpty() && selection.first().isValid()) {
      QAccessibleEvent event(this, what);
      event.setChild(accessibleChild(selection.first().topLeft()));
      QAccessible::updateAccessibility(&event);
    }
  };
  if (QAccessible::isActive()) {
    tell(selected, QAccessible::SelectionAdd);
    tell(deselected, QAccessible::SelectionRemove);
  }
}

// ---- painting ----

int LongTableView::sizeHintForRow(int) const {
  return m_rowHeight;
}

int LongTableView::sizeHintForColumn(int column) const {
  QStyleOptionViewItem option;
  initViewItemOption(&option);
  int width = 0;
  for (int row = firstVisibleRow(); row <= lastVisibleRow(); ++row) {
    const QModelIndex index = model()->index(row, column, rootIndex());
    width = std::max(width, itemDelegateForIndex(index)->sizeHint(option, index).width());
  }
  return width;
}

std::vector<LongTableView::ShownColumn> LongTableView::columnsWithin(const QRect& area) const {
  const QHeaderView* const header = horizontalHeader();
  std::vector<ShownColumn> columns;
  for (int column = 0; column < header->count(); ++column) {
    const int x = header->sectionViewportPosition(column);
    const int width = header->sectionSize(column);
    if (!header->isSectionHidden(column) && x <= area.right() && x + width > area.left()) {
      columns.push_back({column, x, width});
    }
  }
  return columns;
}

void LongTableView::paintEvent(QPaintEvent* event) {
  QStyleOptionViewItem option;
  initViewItemOption(&option);
  QPainter painter(viewport());
  painter.setFont(option.font);
  const QPalette::ColorGroup group = isActiveWindow() ? QPalette::Active : QPalette::Inactive;
  const QBrush& base = palette().brush(group, QPalette::Base);
  const QBrush& alternate = palette().brush(group, QPalette::AlternateBase);
  const QBrush& highlight = palette().brush(group, QPalette::Highlight);
  const QRegion& region = event->region();
  const QRect area = event->rect();
  const QModelIndex current = currentIndex();
  const bool focus = hasFocus() || viewport()->hasFocus();
  const std::vector<ShownColumn> columns = columnsWithin(area);
  const QStyle::State state = option.state;
  const int first = std::max(rowNear(area.top()), 0);
  const int last = std::min(rowNear(area.bottom()), rows() - 1);
  for (int row = first; row <= last; ++row) {
    const QRect whole(0, rowViewportPosition(row), viewport()->width(), m_rowHeight);
    if (!region.intersects(whole)) {
      continue; // Scrolling lays open one end, and something else changes at the other.
    }
    // Rows are selected whole, and everything behind their cells is painted at once.
    const bool isSelected = selectionModel()->isSelected(model()->index(row, 0, rootIndex()));
    const bool isAlternate = alternatingRowColors() && row % 2 == 1;
    painter.fillRect(whole, isSelected ? highlight : isAlternate ? alternate : base);
    option.features.setFlag(QStyleOptionViewItem::Alternate, isAlternate);
    for (const auto& [column, x, width] : columns) {
      const QModelIndex index = model()->index(row, column, rootIndex());
      option.rect = {x, whole.top(), width, m_rowHeight};
      option.state = state;
      option.state.setFlag(QStyle::State_Selected, isSelected);
      option.state.setFlag(QStyle::State_HasFocus, focus && index == current);
      itemDelegateForIndex(index)->paint(&painter, option, index);
    }
  }
  const int end = last < first ? 0 : rowViewportPosition(last) + m_rowHeight;
  painter.fillRect(QRect(0, end, viewport()->width(), viewport()->height() - end), base);
}

} // namespace sentinai

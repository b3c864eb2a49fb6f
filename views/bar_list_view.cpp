// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/bar_list_view.h"

#include "models/figure_table_model.h"
#include "views/bar_list_delegate.h"
#include "views/theme.h"

#include <QKeyEvent>

namespace sentinai {

BarListView::BarListView(const Theme& theme, FigureTableModel& model, QWidget* parent)
    : QListView(parent)
    , m_model(model)
    , m_delegate(new BarListDelegate(theme, this)) {
  setModel(&model);
  setItemDelegate(m_delegate);
  setFrameShape(QFrame::NoFrame);
  setUniformItemSizes(true);
  setMouseTracking(true);
  setEditTriggers(NoEditTriggers);
  setSelectionMode(NoSelection);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
  setTabKeyNavigation(false);
  viewport()->setCursor(Qt::PointingHandCursor);
  setAccessibleName(model.title());
  setAccessibleDescription(tr("Enter shows the exceptions behind a bar."));
  connect(this, &QListView::clicked, this, &BarListView::drillDownRequested);
  connect(&model, &QAbstractItemModel::modelReset, this, &BarListView::updateScale);
  connect(&model, &QAbstractItemModel::dataChanged, this, &BarListView::updateScale);
  connect(&theme, &Theme::changed, viewport(), [this] { viewport()->update(); });
  updateScale();
}

QSize BarListView::sizeHint() const {
  const int rowHeight = m_delegate->sizeHint(QStyleOptionViewItem(), QModelIndex()).height();
  return {240, std::max(1, m_model.rowCount()) * std::max(rowHeight, Theme::kRowHeight)};
}

QSize BarListView::minimumSizeHint() const {
  return {160, sizeHint().height()};
}

void BarListView::updateScale() {
  qint64 longest = 0;
  for (const FigureRow& row : m_model.table().rows) {
    longest = std::max(longest, row.cells.front().value);
  }
  m_delegate->setLongest(longest);
  updateGeometry();
  viewport()->update();
}

void BarListView::keyPressEvent(QKeyEvent* event) {
  switch (event->key()) {
  case Qt::Key_Return:
  case Qt::Key_Enter:
  case Qt::Key_Space:
    if (currentIndex().isValid()) {
      Q_EMIT drillDownRequested(currentIndex());
    }
    return;
  default:
    QListView::keyPressEvent(event);
  }
}

void BarListView::focusInEvent(QFocusEvent* event) {
  QListView::focusInEvent(event);
  if (!currentIndex().isValid() && m_model.rowCount() > 0) {
    setCurrentIndex(m_model.index(0, 0));
  }
}

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/long_table_header.h"

namespace sentinai {

LongTableHeader::LongTableHeader(Qt::Orientation orientation, QWidget* parent)
    : QHeaderView(orientation, parent) {}

void LongTableHeader::setModel(QAbstractItemModel* model) {
  if (orientation() == Qt::Horizontal) {
    QHeaderView::setModel(model);
  }
}

void LongTableHeader::setSelectionModel(QItemSelectionModel* selectionModel) {
  // QAbstractItemView makes one of its own for each model; the table's is another object's child.
  if (selectionModel->parent() == this) {
    QHeaderView::setSelectionModel(selectionModel);
  }
}

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHeaderView>

namespace sentinai {

/// A header for a table of any length. The one for rows has no sections: QHeaderView keeps some for every row. The one
/// for columns does not follow the selection: to see whether a column is selected, QHeaderView looks at every row.
///
/// Headings are quiet, stand exactly above their cells, and bear the mark of the order above their text, so that it
/// takes no room from it.
class LongTableHeader : public QHeaderView {
  Q_OBJECT
public:
  LongTableHeader(Qt::Orientation orientation, QWidget* parent);

  void setModel(QAbstractItemModel* model) override;
  void setSelectionModel(QItemSelectionModel* selectionModel) override;

protected:
  void paintEvent(QPaintEvent* event) override;
  void paintSection(QPainter* painter, const QRect& rect, int logicalIndex) const override;
  [[nodiscard]] QSize sectionSizeFromContents(int logicalIndex) const override;

private:
  [[nodiscard]] int margin() const;
};

} // namespace sentinai

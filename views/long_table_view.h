// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTableView>
#include <QTimer>

namespace sentinai {

/// A table of any number of rows, all of one height, without a header for them. Nothing that it does takes time or
/// memory in proportion to the rows. It is scrolled by whole rows: the vertical scroll bar's value is the row at the
/// top. Rows are selected whole. Home and End go to the first and the last row. What is behind the cells, also where a
/// row is selected, is painted by the view; delegates need not.
///
/// Of QTableView's own members, those that ask the vertical header (rowHeight(), isRowHidden() and their like) are of
/// no use here; rowAt() and rowViewportPosition() are replaced.
class LongTableView : public QTableView {
  Q_OBJECT
public:
  explicit LongTableView(int rowHeight, QWidget* parent = nullptr);

  void setModel(QAbstractItemModel* model) override;

  [[nodiscard]] int rowAt(int y) const;                 ///< -1 outside the rows.
  [[nodiscard]] int rowViewportPosition(int row) const; ///< Far outside the viewport only roughly.
  [[nodiscard]] int firstVisibleRow() const;
  [[nodiscard]] int lastVisibleRow() const; ///< -1 where there are no rows.
  /// Makes this the row at the top, as far as the rows behind it fill the viewport.
  void scrollToTopRow(int row);

  [[nodiscard]] QRect visualRect(const QModelIndex& index) const override;
  [[nodiscard]] QModelIndex indexAt(const QPoint& position) const override;
  void scrollTo(const QModelIndex& index, ScrollHint hint = EnsureVisible) override;
  void keyboardSearch(const QString& search) override; ///< Does nothing: it would look through all rows.
  void reset() override;
  void dataChanged(const QModelIndex& first, const QModelIndex& last, const QList<int>& roles = {}) override;

Q_SIGNALS:
  /// These rows are on view: after scrolling, resizing and changes of the model, once for all of an event loop's turn.
  void visibleRowsChanged(int first, int last);

protected:
  void paintEvent(QPaintEvent* event) override;
  void showEvent(QShowEvent* event) override;
  void scrollContentsBy(int dx, int dy) override;
  void updateGeometries() override;
  void rowsInserted(const QModelIndex& parent, int first, int last) override;
  void selectionChanged(const QItemSelection& selected, const QItemSelection& deselected) override;
  [[nodiscard]] QModelIndex moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) override;
  void setSelection(const QRect& rect, QItemSelectionModel::SelectionFlags command) override;
  [[nodiscard]] QRegion visualRegionForSelection(const QItemSelection& selection) const override;
  [[nodiscard]] bool isIndexHidden(const QModelIndex& index) const override;
  [[nodiscard]] int verticalOffset() const override;
  [[nodiscard]] int sizeHintForRow(int row) const override;
  [[nodiscard]] int sizeHintForColumn(int column) const override;

private:
  struct ShownColumn {
    int number;
    int x;
    int width;
  };

  [[nodiscard]] int rows() const;
  [[nodiscard]] int wholeRows() const; ///< That fit into the viewport; at least one.
  [[nodiscard]] int rowNear(int y) const;
  [[nodiscard]] QModelIndex neighbour(const QModelIndex& index, int step) const;
  [[nodiscard]] std::vector<ShownColumn> columnsWithin(const QRect& area) const; ///< That are shown and reach into it.
  void placeTop();
  void reportSoon();

  int m_rowHeight;
  int m_top = 0;   ///< The row at m_shift.
  int m_shift = 0; ///< Where the list's end is aligned with the viewport's, the row above shows in part.
  bool m_arranging = false;
  QTimer m_report;
};

} // namespace sentinai

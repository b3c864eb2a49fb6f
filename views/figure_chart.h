// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QChartView>
#include <QPersistentModelIndex>
#include <QPixmap>

class QCategoryAxis;
class QValueAxis;

namespace sentinai {

class FigureTableModel;
class Theme;

/// A FigureTableModel's charted columns as a chart, its rows along the x axis. Points and bars drill down by click; by
/// keyboard, the arrow keys move a mark over them and Enter drills down. Hovering shows a row's values.
class FigureChart : public QChartView {
  Q_OBJECT
public:
  enum class Kind : quint8 { Lines, StackedBars };

  /// Both references must outlive the chart.
  FigureChart(const Theme& theme, FigureTableModel& model, Kind kind, QWidget* parent = nullptr);

  /// The value drawn at `position` (in the view), if any: of a line, the nearest one in the same row.
  [[nodiscard]] QModelIndex valueAt(QPoint position) const;

  /// Where a value is drawn, in the view; empty for values that are not.
  [[nodiscard]] QRect rectOf(const QModelIndex& index) const;

  [[nodiscard]] Kind kind() const { return m_kind; }

  /// How a column of `model` is drawn as a line: by colour, and by stroke for those who do not see it.
  [[nodiscard]] static QPen linePen(const Theme& theme, const FigureTableModel& model, int column);

  [[nodiscard]] QModelIndex currentIndex() const { return m_current; }

Q_SIGNALS:
  void drillDownRequested(const QModelIndex& index);

protected:
  void paintEvent(QPaintEvent* event) override;
  void showEvent(QShowEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;

private:
  /// Draws the model's numbers anew, at once or when the chart is next seen.
  void rebuild();
  void rebuildNow();
  void addLines(const std::vector<int>& columns);
  void addBars(const std::vector<int>& columns);
  void applyTheme();
  void paintMarks(QPainter& painter) const; ///< Of the row under the mouse, the current value and the focus.
  void labelRows();
  void setCurrent(const QModelIndex& index);
  void setHoveredRow(int row);
  [[nodiscard]] std::vector<int> chartedColumns() const; ///< Columns of the model.
  [[nodiscard]] qint64 value(int row, int column) const;
  [[nodiscard]] QRectF plotInView() const;
  [[nodiscard]] qreal yOf(double value) const; ///< In the view.
  [[nodiscard]] int rowAt(QPoint position) const;
  [[nodiscard]] QString rowToolTip(int row) const;

  const Theme& m_theme;
  FigureTableModel& m_model;
  Kind m_kind;
  QCategoryAxis* m_rows;
  QValueAxis* m_values;
  QPersistentModelIndex m_current;
  QPersistentModelIndex m_pressed;
  int m_hoveredRow = -1;
  bool m_isStale = true;
  QPixmap m_drawn;       ///< The chart without its marks; null once it has to be drawn anew.
  QList<int> m_labelled; ///< Rows that bear a label.
};

} // namespace sentinai

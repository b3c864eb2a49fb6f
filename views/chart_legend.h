// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/figure_chart.h"

#include <QWidget>

namespace sentinai {

/// Names the columns that a FigureChart draws: a severity by its shape, a line by its stroke.
class ChartLegend : public QWidget {
  Q_OBJECT
public:
  /// References must outlive the legend.
  ChartLegend(const Theme& theme, const FigureTableModel& model, FigureChart::Kind kind, QWidget* parent = nullptr);

  [[nodiscard]] QSize sizeHint() const override;
  [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
  void paintEvent(QPaintEvent* event) override;

private:
  [[nodiscard]] std::vector<int> columns() const; ///< Of the table's columns, those that are charted.

  const Theme& m_theme;
  const FigureTableModel& m_model;
  FigureChart::Kind m_kind;
};

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QLabel;
class QStackedLayout;
class QToolButton;

namespace sentinai {

class FigureTableModel;
class FigureTableView;
class Theme;

/// A titled card around one chart, with a switch that shows the same numbers as a table, and a remark in place of the
/// chart while there is nothing to draw.
class FigurePanel : public QFrame {
  Q_OBJECT
public:
  /// Takes ownership of `chart`. `name` becomes the object name. References must outlive the panel.
  FigurePanel(const Theme& theme, FigureTableModel& model, QWidget* chart, const QString& name,
              QWidget* parent = nullptr);

  void setRemark(const QString& remark);  ///< Beside the title, e.g. "by week".
  void setEmptyText(const QString& text); ///< Shown while there is nothing to draw.
  [[nodiscard]] bool isTableShown() const;
  void showTable(bool on);

Q_SIGNALS:
  void drillDownRequested(const QModelIndex& index);
  void tableShown(bool on);

private:
  void applyTheme();
  void choosePage();

  const Theme& m_theme;
  FigureTableModel& m_model;
  QLabel* m_title;
  QLabel* m_remark;
  QToolButton* m_asTable;
  QStackedLayout* m_stack;
  QWidget* m_chart;
  FigureTableView* m_table;
  QLabel* m_empty;
};

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTableView>

namespace sentinai {

class FigureTableModel;

/// The numbers behind a chart as a table. Enter or a double click on a number asks for its exceptions; Ctrl+C copies
/// what is selected, with headings, as tab-separated text.
class FigureTableView : public QTableView {
  Q_OBJECT
public:
  /// `model` must outlive the view.
  explicit FigureTableView(FigureTableModel& model, QWidget* parent = nullptr);

  [[nodiscard]] QString selectedText() const;

Q_SIGNALS:
  void drillDownRequested(const QModelIndex& index);

protected:
  void keyPressEvent(QKeyEvent* event) override;

private:
  void copy() const;
};

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QListView>

namespace sentinai {

class BarListDelegate;
class FigureTableModel;
class Theme;

/// A FigureTableModel with one value column as a list of bars. A click, Enter or Space on a bar asks for the exceptions
/// behind it. It is as high as its rows and never scrolls.
class BarListView : public QListView {
  Q_OBJECT
public:
  /// Both references must outlive the view.
  BarListView(const Theme& theme, FigureTableModel& model, QWidget* parent = nullptr);

  [[nodiscard]] QSize sizeHint() const override;
  [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
  void drillDownRequested(const QModelIndex& index);

protected:
  void keyPressEvent(QKeyEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;

private:
  void updateScale();

  FigureTableModel& m_model;
  BarListDelegate* m_delegate;
};

} // namespace sentinai

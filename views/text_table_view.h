// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTableView>

namespace sentinai {

class TextTableModel;
class Theme;

/// A TextTableModel to read: rows of fixed height that tell their problems by colour, sign and tooltip; Ctrl+C copies.
class TextTableView : public QTableView {
  Q_OBJECT
public:
  /// References must outlive the view.
  TextTableView(const Theme& theme, TextTableModel& model, QWidget* parent = nullptr);

protected:
  void keyPressEvent(QKeyEvent* event) override;

private:
  void fitColumns();
};

} // namespace sentinai

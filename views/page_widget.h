// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace sentinai {

/// One page of the main window. A page holds no repositories: it shows models and tells by signals where to go.
class PageWidget : public QWidget {
  Q_OBJECT
public:
  using QWidget::QWidget;

  [[nodiscard]] virtual QString title() const = 0;
  virtual void refresh() = 0;             ///< F5: ask for the data again.
  virtual void focusFilter() {}           ///< Ctrl+F: put the keyboard into the filter, if there is one.
  virtual bool goBack() { return false; } ///< Esc: undo one step inside the page; false if there is none.

Q_SIGNALS:
  void statusMessage(const QString& text); ///< For the status bar, e.g. "1,204 of 6,000,000".
};

} // namespace sentinai

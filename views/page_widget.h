// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/records/instant.h"

#include <QPointer>
#include <QWidget>

namespace sentinai {

/// One page of the main window. A page holds no repositories: it shows models and tells by signals where to go.
/// QActions added to it (QWidget::addAction) are found by the command palette and the list of shortcuts.
class PageWidget : public QWidget {
  Q_OBJECT
public:
  using QWidget::QWidget;

  [[nodiscard]] virtual QString title() const = 0;
  virtual void refresh() = 0;             ///< F5: ask for the data again.
  virtual void focusFilter() {}           ///< Ctrl+F: put the keyboard into the filter, if there is one.
  virtual bool goBack() { return false; } ///< Esc: undo one step inside the page; false if there is none.
  virtual void resetLayout() {}           ///< View, Reset layout: splitters and columns as in a fresh installation.

  /// True while something that the page shows is still being asked for; settled() follows.
  [[nodiscard]] virtual bool isLoading() const { return false; }

  /// When the data shown was read, for the age of data in the status bar.
  [[nodiscard]] virtual std::optional<Instant> loadedAt() const { return std::nullopt; }

Q_SIGNALS:
  void statusMessage(const QString& text); ///< For the status bar, e.g. "1,204 of 6,000,000".
  void settled();                          ///< Loading has ended, well or not.

protected:
  /// The keyboard is in the page.
  [[nodiscard]] bool holdsFocus() const;

  /// To be called once the page shows other content: from now on the keyboard goes to `first` when the page is given
  /// it; null: to the page itself, until there is something to lead it to. Where the page held it (`hadFocus`), it goes
  /// there at once if all of the content is another (`anew`) or if what had it is gone.
  void leadFocus(QWidget* first, bool hadFocus, bool anew = false);

  void focusInEvent(QFocusEvent* event) override;

private:
  QPointer<QWidget> m_first;
};

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/menu_button.h"

#include <QActionGroup>

namespace sentinai {

/// A button that shows the present value and offers the others in a menu. Unlike a combo box it cannot be changed by
/// the wheel or an arrow key in passing: here every choice is an event that stays on record.
class ChoiceButton : public MenuButton {
  Q_OBJECT
public:
  /// `name` is what is chosen, e.g. "Status"; screen readers hear "Status: Open".
  explicit ChoiceButton(const QString& name, QWidget* parent = nullptr);

  /// Adds the value `index` counts up from 0. `text` may hold a mnemonic.
  QAction* addChoice(const QString& text);
  void setChoiceIcon(int index, const QIcon& icon);

  void setCurrent(int index);
  [[nodiscard]] int current() const { return m_current; }

Q_SIGNALS:
  void chosen(int index); ///< Another than the current one; showing it is up to the owner.

private:
  void showCurrent();

  QString m_name;
  QActionGroup m_group;
  int m_current = -1;
};

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <vector>

class QAction;
class QMenuBar;

namespace sentinai {

/// An action as people find it: the menus it lies in, outermost first, and its name, without mnemonics.
struct ListedAction {
  QAction* action = nullptr;
  QStringList groups;
  QString name;

  [[nodiscard]] QString path() const; ///< "View › Theme › Dark"
};

/// Every action in the menus of `bar`, in their order.
[[nodiscard]] std::vector<ListedAction> listActions(const QMenuBar& bar);

} // namespace sentinai

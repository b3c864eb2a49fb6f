// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPushButton>

namespace sentinai {

/// A button with a menu whose text starts at the left, like the inputs that it stands between.
class MenuButton : public QPushButton {
  Q_OBJECT
public:
  using QPushButton::QPushButton;

protected:
  void paintEvent(QPaintEvent* event) override;
};

} // namespace sentinai

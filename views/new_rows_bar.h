// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPushButton>

namespace sentinai {

class Theme;

/// A slim strip above a table: so many rows have come that are not in it; pressing shows them. Hidden while there are
/// none.
class NewRowsBar : public QPushButton {
  Q_OBJECT
public:
  explicit NewRowsBar(const Theme& theme, QWidget* parent = nullptr);

  void showCount(int rows);

private:
  void restyle();

  const Theme& m_theme;
};

} // namespace sentinai

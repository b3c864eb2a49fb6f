// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

namespace sentinai {

class Theme;

/// A rounded surface with a hairline that groups what is on it. It paints itself: a style sheet here would take away
/// the palettes of the widgets on the card whenever the theme changes.
class CardFrame : public QFrame {
  Q_OBJECT
public:
  enum class Look : quint8 { Plain, Warning };

  explicit CardFrame(const Theme& theme, QWidget* parent = nullptr, Look look = Look::Plain);

protected:
  void paintEvent(QPaintEvent* event) override;

  [[nodiscard]] const Theme& theme() const { return m_theme; }

private:
  const Theme& m_theme;
  Look m_look;
};

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/sla_state.h"

#include <QIcon>
#include <QObject>
#include <QPalette>

namespace sentinai {

enum class ThemeMode : quint8 { System, Light, Dark };

/// Roles of type, all in the desktop's own font.
enum class FontRole : quint8 {
  Body,
  Strong,  ///< Body, semi-bold: labels of values, headings inside a card.
  Caption, ///< Slightly smaller: secondary facts.
  Heading, ///< Heading of a section.
  Title,   ///< Title of a page.
  Figure,  ///< The one big number of a card.
  Mono     ///< Fixed width, for JSON and ids.
};

/// Named colours beside those of QPalette. All that carry text reach a contrast of 4.5:1 on `base` and on `window`.
struct ThemeColors {
  QColor window;    ///< Behind everything.
  QColor base;      ///< Behind tables, cards and inputs.
  QColor alternate; ///< Every other row.
  QColor text;
  QColor mutedText; ///< Secondary facts, axis labels, placeholders.
  QColor border;    ///< Hairlines; carries no text.
  QColor accent;    ///< Links, focus, the selected page.
  QColor selection; ///< A selected row; `text` and all coloured texts stay readable on it.
  QColor good;
  QColor warning;
  QColor bad;
  QColor banner; ///< Behind a banner that warns; `text` goes on it.
};

/// Looks of the program: palette, colours, shapes, fonts and spacing, light or dark. One object, made after the
/// QApplication; it sets the application's style and palette. Widgets that paint with its colours listen to changed().
class Theme : public QObject {
  Q_OBJECT
public:
  // Spacing in device-independent pixels; use these and no others.
  static constexpr int kSpaceXs = 4;
  static constexpr int kSpaceS = 8;
  static constexpr int kSpaceM = 12;
  static constexpr int kSpaceL = 16;
  static constexpr int kSpaceXl = 24;
  static constexpr int kRadius = 6;
  static constexpr int kRowHeight = 28;
  static constexpr int kIconSize = 16;

  explicit Theme(QObject* parent = nullptr);
  ~Theme() override; ///< Gives the application the system's palette back.

  [[nodiscard]] ThemeMode mode() const { return m_mode; }
  void setMode(ThemeMode mode);
  [[nodiscard]] bool isDark() const { return m_dark; }

  [[nodiscard]] const ThemeColors& colors() const { return m_colors; }

  // Severity, status and SLA are told by colour, shape and text together.
  [[nodiscard]] QColor color(Severity severity) const;
  [[nodiscard]] QColor color(Status status) const;
  [[nodiscard]] QColor color(SlaState state) const;
  [[nodiscard]] QIcon icon(Severity severity) const;
  [[nodiscard]] QIcon icon(Status status) const;

  /// Colours for the series of a chart, distinguishable side by side; `index` wraps around.
  [[nodiscard]] QColor chartColor(int index) const;
  static constexpr int kChartColors = 8;

  /// The icon resources/icons/NAME.svg in the text colour of this theme.
  [[nodiscard]] QIcon icon(const QString& name) const;

  /// A steady colour of its own for a name, such as a tenant's; text in `base` is readable on it.
  [[nodiscard]] QColor identityColor(const QString& name) const;

  [[nodiscard]] QFont font(FontRole role) const;

  /// Style sheet of a card: base colour, hairline, rounded; for a QFrame with this object name.
  [[nodiscard]] QString cardStyle(const QString& objectName) const;

Q_SIGNALS:
  void changed();

private:
  void apply();

  ThemeMode m_mode = ThemeMode::System;
  bool m_systemDark = false;
  bool m_dark = false;
  ThemeColors m_colors;
};

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/theme.h"

#include "views/console_style.h"
#include "views/shape_icon_engine.h"
#include "views/svg_icon_engine.h"

#include <QApplication>
#include <QFontDatabase>
#include <QToolTip>

namespace sentinai {

namespace {

QColor rgb(quint32 value) {
  return QColor::fromRgb(value);
}

ThemeColors lightColors() {
  return {.window = rgb(0xF3F5F7),
          .base = rgb(0xFFFFFF),
          .alternate = rgb(0xF8F9FB),
          .text = rgb(0x1B1F24),
          .mutedText = rgb(0x57606A),
          .border = rgb(0xD3D8DE),
          .accent = rgb(0x0B5CAD),
          .selection = rgb(0xDDEBFA),
          .good = rgb(0x146239),
          .warning = rgb(0x805300),
          .bad = rgb(0xB42318),
          .banner = rgb(0xFFF1CC)};
}

ThemeColors darkColors() {
  return {.window = rgb(0x1E2227),
          .base = rgb(0x16191D),
          .alternate = rgb(0x1A1E22),
          .text = rgb(0xE4E8EC),
          .mutedText = rgb(0x9DA7B3),
          .border = rgb(0x373D45),
          .accent = rgb(0x63AEF2),
          .selection = rgb(0x1F3550),
          .good = rgb(0x5CC98A),
          .warning = rgb(0xE2B340),
          .bad = rgb(0xFF8A80),
          .banner = rgb(0x46390F)};
}

struct Pair {
  quint32 light;
  quint32 dark;
};

constexpr std::array<Pair, 4> kSeverity{
    {{0x4B6070, 0x9DB2C2}, {0x805300, 0xE2B340}, {0xA83F06, 0xF79A58}, {0xB42318, 0xFF8A80}}};
constexpr std::array<Pair, 4> kStatus{
    {{0x0B5CAD, 0x63AEF2}, {0x6336B8, 0xBBA4F8}, {0x146239, 0x5CC98A}, {0xA61D66, 0xF291BC}}};
constexpr std::array<Pair, Theme::kChartColors> kChart{{{0x0B5CAD, 0x63AEF2},
                                                        {0xB8560F, 0xF0A35E},
                                                        {0x1B7A47, 0x5CC98A},
                                                        {0x6941C6, 0xBBA4F8},
                                                        {0x8F6400, 0xE2C25A},
                                                        {0x0A7480, 0x55C4CF},
                                                        {0xA61D66, 0xF291BC},
                                                        {0x57606A, 0xA9B4C0}}};

constexpr std::array kSeverityShapes{Shape::TriangleDown, Shape::Diamond, Shape::TriangleUp, Shape::Octagon};
constexpr std::array kStatusShapes{Shape::Ring, Shape::HalfDisc, Shape::CheckDisc, Shape::Chevrons};

QPalette paletteOf(const ThemeColors& colors, bool dark) {
  QPalette palette;
  palette.setColor(QPalette::Window, colors.window);
  palette.setColor(QPalette::WindowText, colors.text);
  palette.setColor(QPalette::Base, colors.base);
  palette.setColor(QPalette::AlternateBase, colors.alternate);
  palette.setColor(QPalette::Text, colors.text);
  palette.setColor(QPalette::PlaceholderText, colors.mutedText);
  palette.setColor(QPalette::Button, dark ? rgb(0x2A2F36) : rgb(0xFBFCFD));
  palette.setColor(QPalette::ButtonText, colors.text);
  palette.setColor(QPalette::BrightText, colors.bad);
  palette.setColor(QPalette::ToolTipBase, dark ? rgb(0x2A2F36) : rgb(0xFFFFFF));
  palette.setColor(QPalette::ToolTipText, colors.text);
  palette.setColor(QPalette::Highlight, dark ? rgb(0x2563A8) : rgb(0x0B5CAD));
  palette.setColor(QPalette::HighlightedText, rgb(0xFFFFFF));
  palette.setColor(QPalette::Link, colors.accent);
  palette.setColor(QPalette::LinkVisited, colors.accent);
  palette.setColor(QPalette::Light, dark ? rgb(0x3A4049) : rgb(0xFFFFFF));
  palette.setColor(QPalette::Midlight, dark ? rgb(0x2F353C) : rgb(0xEEF1F4));
  palette.setColor(QPalette::Mid, colors.border);
  palette.setColor(QPalette::Dark, dark ? rgb(0x101215) : rgb(0xA9B1BA));
  palette.setColor(QPalette::Shadow, dark ? rgb(0x08090A) : rgb(0x8A929B));
  const QColor disabled = dark ? rgb(0x7A838D) : rgb(0x7D858E);
  for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
    palette.setColor(QPalette::Disabled, role, disabled);
  }
  palette.setColor(QPalette::Disabled, QPalette::Highlight, colors.border);
  palette.setColor(QPalette::Disabled, QPalette::HighlightedText, disabled);
  return palette;
}

} // namespace

Theme::Theme(QObject* parent)
    : QObject(parent)
    , m_systemDark(QApplication::palette().color(QPalette::Window).lightness() < 128) {
  QApplication::setStyle(new ConsoleStyle);
  apply();
}

Theme::~Theme() {
  QApplication::setPalette(QPalette());
}

void Theme::setMode(ThemeMode mode) {
  if (m_mode == mode) {
    return;
  }
  m_mode = mode;
  apply();
}

void Theme::apply() {
  m_dark = m_mode == ThemeMode::Dark || (m_mode == ThemeMode::System && m_systemDark);
  m_colors = m_dark ? darkColors() : lightColors();
  const QPalette palette = paletteOf(m_colors, m_dark);
  QApplication::setPalette(palette);
  QToolTip::setPalette(palette);
  Q_EMIT changed();
}

QColor Theme::color(Severity severity) const {
  const Pair pair = kSeverity[static_cast<std::size_t>(severity)];
  return rgb(m_dark ? pair.dark : pair.light);
}

QColor Theme::color(Status status) const {
  const Pair pair = kStatus[static_cast<std::size_t>(status)];
  return rgb(m_dark ? pair.dark : pair.light);
}

QColor Theme::color(SlaState state) const {
  switch (state) {
  case SlaState::Breached:
    return m_colors.bad;
  case SlaState::DueSoon:
    return m_colors.warning;
  case SlaState::OnTime:
    return m_colors.text;
  case SlaState::None:
  case SlaState::Met:
  case SlaState::Missed:
    break;
  }
  return m_colors.mutedText;
}

QIcon Theme::icon(Severity severity) const {
  return QIcon(
      new ShapeIconEngine(kSeverityShapes[static_cast<std::size_t>(severity)], color(severity), m_colors.base));
}

QIcon Theme::icon(Status status) const {
  return QIcon(new ShapeIconEngine(kStatusShapes[static_cast<std::size_t>(status)], color(status), m_colors.base));
}

QColor Theme::chartColor(int index) const {
  const Pair pair = kChart[static_cast<std::size_t>(index) % kChart.size()];
  return rgb(m_dark ? pair.dark : pair.light);
}

QIcon Theme::icon(const QString& name) const {
  QColor disabled = m_colors.mutedText;
  disabled.setAlphaF(0.5F);
  return QIcon(new SvgIconEngine(QStringLiteral(":/icons/%1.svg").arg(name), m_colors.text, m_colors.accent, disabled));
}

QColor Theme::identityColor(const QString& name) const {
  // Not qHash: the colour must be the same in every run and version.
  quint32 hash = 2166136261U;
  for (const char byte : name.toUtf8()) {
    hash = (hash ^ static_cast<quint8>(byte)) * 16777619U;
  }
  return chartColor(static_cast<int>(hash % (kChartColors - 1)));
}

QFont Theme::font(FontRole role) const {
  QFont font = role == FontRole::Mono ? QFontDatabase::systemFont(QFontDatabase::FixedFont) : QApplication::font();
  const double size = QApplication::font().pointSizeF();
  font.setPointSizeF(size);
  switch (role) {
  case FontRole::Body:
    break;
  case FontRole::Mono:
    font.setPointSizeF(size * 0.95);
    break;
  case FontRole::Strong:
    font.setWeight(QFont::DemiBold);
    break;
  case FontRole::Caption:
    font.setPointSizeF(size * 0.9);
    break;
  case FontRole::Heading:
    font.setPointSizeF(size * 1.1);
    font.setWeight(QFont::DemiBold);
    break;
  case FontRole::Title:
    font.setPointSizeF(size * 1.5);
    font.setWeight(QFont::DemiBold);
    break;
  case FontRole::Figure:
    font.setPointSizeF(size * 2.2);
    font.setWeight(QFont::DemiBold);
    break;
  }
  return font;
}

QString Theme::cardStyle(const QString& objectName) const {
  return QStringLiteral("QFrame#%1 { background: %2; border: 1px solid %3; border-radius: %4px; }")
      .arg(objectName, m_colors.base.name(), m_colors.border.name())
      .arg(kRadius);
}

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/filter_chip.h"

#include "models/safe_text.h"
#include "views/theme.h"

namespace sentinai {

namespace {

constexpr int kLongestText = 60;

} // namespace

FilterChip::FilterChip(const QString& term, const Theme& theme, QWidget* parent)
    : QToolButton(parent) {
  setText(visibleLine(term, kLongestText).replace(QLatin1Char('&'), QStringLiteral("&&")));
  setIcon(theme.icon(QStringLiteral("close")));
  setIconSize({10, 10});
  setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  setLayoutDirection(Qt::RightToLeft); // The cross stands behind the text.
  setFocusPolicy(Qt::TabFocus);
  setCursor(Qt::PointingHandCursor);
  setToolTip(plainToolTip(tr("Remove “%1” from the filter").arg(term)));
  setAccessibleName(tr("Remove filter %1").arg(visibleLine(term)));
  const ThemeColors& colors = theme.colors();
  setStyleSheet(QStringLiteral("QToolButton { background: %1; color: %2; border: 1px solid transparent; "
                               "border-radius: 10px; padding: 1px 8px; }"
                               "QToolButton:hover, QToolButton:focus { border-color: %3; }")
                    .arg(colors.selection.name(), colors.text.name(), colors.accent.name()));
}

} // namespace sentinai

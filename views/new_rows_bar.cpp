// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/new_rows_bar.h"

#include "views/theme.h"

#include <QAccessible>
#include <QLocale>

namespace sentinai {

NewRowsBar::NewRowsBar(const Theme& theme, QWidget* parent)
    : QPushButton(parent)
    , m_theme(theme) {
  setObjectName(QStringLiteral("newRows"));
  setFixedHeight(Theme::kRowHeight);
  setCursor(Qt::PointingHandCursor);
  hide();
  restyle();
  connect(&theme, &Theme::changed, this, &NewRowsBar::restyle);
}

void NewRowsBar::showCount(int rows) {
  const QString number = QLocale().toString(rows);
  const QString count = rows == 1 ? tr("1 new exception") : tr("%1 new exceptions").arg(number);
  setText(tr("%1 · Show").arg(count));
  setAccessibleName(count);
  setAccessibleDescription(tr("Shows the list from its top, with the new ones in it."));
  const bool appears = isHidden() && rows > 0;
  setVisible(rows > 0);
  if (appears) {
    QAccessibleEvent alert(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
  }
}

void NewRowsBar::restyle() {
  const ThemeColors& colors = m_theme.colors();
  setStyleSheet(QStringLiteral("QPushButton { background: %1; color: %2; border: none; border-bottom: 1px solid %3; "
                               "font-weight: 600; }"
                               "QPushButton:hover { background: %4; }"
                               "QPushButton:focus { border: 1px solid %2; }")
                    .arg(colors.base.name(), colors.accent.name(), colors.border.name(), colors.window.name()));
}

} // namespace sentinai

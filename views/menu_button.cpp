// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/menu_button.h"

#include "views/theme.h"

#include <QStyleOptionButton>
#include <QStylePainter>

namespace sentinai {

void MenuButton::paintEvent(QPaintEvent*) {
  QStylePainter painter(this);
  QStyleOptionButton option;
  initStyleOption(&option);
  const QString shown = option.text;
  const QIcon shownIcon = option.icon;
  option.text.clear();
  option.icon = {};
  painter.drawControl(QStyle::CE_PushButton, option);

  QRect area = rect().adjusted(
      Theme::kSpaceS, 0, -style()->pixelMetric(QStyle::PM_MenuButtonIndicator, &option, this) - Theme::kSpaceXs, 0);
  if (!shownIcon.isNull()) {
    const QIcon::Mode mode = isEnabled() ? QIcon::Normal : QIcon::Disabled;
    const QSize size(Theme::kIconSize, Theme::kIconSize);
    const QRect iconArea = QStyle::alignedRect(layoutDirection(), Qt::AlignLeft | Qt::AlignVCenter, size, area);
    shownIcon.paint(&painter, iconArea, Qt::AlignCenter, mode);
    area.setLeft(iconArea.right() + Theme::kSpaceS);
  }
  const int flags = Qt::AlignLeft | Qt::AlignVCenter | Qt::TextShowMnemonic | Qt::TextSingleLine;
  style()->drawItemText(&painter, area, flags, option.palette, isEnabled(),
                        fontMetrics().elidedText(shown, Qt::ElideRight, area.width(), Qt::TextShowMnemonic),
                        QPalette::ButtonText);
}

} // namespace sentinai

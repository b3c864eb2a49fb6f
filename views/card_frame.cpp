// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/card_frame.h"

#include "views/theme.h"

#include <QPainter>

namespace sentinai {

CardFrame::CardFrame(const Theme& theme, QWidget* parent, Look look)
    : QFrame(parent)
    , m_theme(theme)
    , m_look(look) {
  connect(&m_theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void CardFrame::paintEvent(QPaintEvent*) {
  const ThemeColors& colors = m_theme.colors();
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(m_look == Look::Warning ? colors.warning : colors.border, 1));
  painter.setBrush(m_look == Look::Warning ? colors.banner : colors.base);
  painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), Theme::kRadius, Theme::kRadius);
}

} // namespace sentinai

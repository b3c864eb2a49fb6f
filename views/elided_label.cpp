// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/elided_label.h"

#include "models/safe_text.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

namespace sentinai {

namespace {
constexpr int kLeastCharacters = 8;
}

ElidedLabel::ElidedLabel(QWidget* parent)
    : QFrame(parent) {
  setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void ElidedLabel::setText(const QString& text) {
  const QString line = visibleLine(text);
  if (line == m_text) {
    return;
  }
  m_text = line;
  setAccessibleName(m_text);
  updateGeometry();
  update();
}

QSize ElidedLabel::sizeHint() const {
  return {fontMetrics().horizontalAdvance(m_text) + 2, fontMetrics().height()};
}

QSize ElidedLabel::minimumSizeHint() const {
  return {std::min(sizeHint().width(), fontMetrics().averageCharWidth() * kLeastCharacters), fontMetrics().height()};
}

void ElidedLabel::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setPen(palette().color(foregroundRole()));
  painter.drawText(rect(), static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine),
                   fontMetrics().elidedText(m_text, Qt::ElideRight, width()));
}

bool ElidedLabel::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip && toolTip().isEmpty()) {
    const bool cut = fontMetrics().horizontalAdvance(m_text) > width();
    QToolTip::showText(static_cast<QHelpEvent*>(event)->globalPos(), cut ? plainToolTip(m_text) : QString(), this);
    return true;
  }
  return QFrame::event(event);
}

} // namespace sentinai

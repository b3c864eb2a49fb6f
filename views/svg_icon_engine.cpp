// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/svg_icon_engine.h"

#include <QPainter>
#include <QPixmap>

namespace sentinai {

SvgIconEngine::SvgIconEngine(const QString& fileName, QColor normal, QColor active, QColor disabled)
    : m_renderer(std::make_shared<QSvgRenderer>(fileName))
    , m_normal(normal)
    , m_active(active)
    , m_disabled(disabled) {}

void SvgIconEngine::paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) {
  const double ratio = painter->device()->devicePixelRatioF();
  QPixmap image = pixmap(rect.size() * ratio, mode, state);
  image.setDevicePixelRatio(ratio);
  painter->drawPixmap(rect.topLeft(), image);
}

QPixmap SvgIconEngine::pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) {
  QPixmap pixmap(size);
  pixmap.fill(Qt::transparent);
  QPainter painter(&pixmap);
  m_renderer->render(&painter, QRectF(QPointF(0, 0), size));
  painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
  painter.fillRect(pixmap.rect(), mode == QIcon::Disabled ? m_disabled : state == QIcon::On ? m_active : m_normal);
  return pixmap;
}

QIconEngine* SvgIconEngine::clone() const {
  return new SvgIconEngine(*this);
}

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shape_icon_engine.h"

#include <QPainter>
#include <QPainterPath>
#include <QPixmap>
#include <QPixmapCache>

#include <numbers>

namespace sentinai {

namespace {

/// Corners on a unit square, (0,0) at the top left.
QPolygonF polygon(const QRectF& box, std::initializer_list<QPointF> points) {
  QPolygonF result;
  for (const QPointF& point : points) {
    result << QPointF(box.x() + point.x() * box.width(), box.y() + point.y() * box.height());
  }
  return result;
}

QPolygonF octagon(const QRectF& box) {
  QPolygonF result;
  for (int i = 0; i < 8; ++i) {
    const double angle = (i + 0.5) * std::numbers::pi / 4;
    result << box.center() + QPointF(std::cos(angle), std::sin(angle)) * (box.width() * 0.5);
  }
  return result;
}

} // namespace

void paintShape(QPainter& painter, const QRectF& rect, Shape shape, const QColor& color, const QColor& ground) {
  const double side = std::min(rect.width(), rect.height());
  QRectF box(0, 0, side * 0.8, side * 0.8);
  box.moveCenter(rect.center());
  const double line = side / 9;
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  painter.setBrush(color);
  const QPen outline(color, line, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
  const QPen mark(ground, line * 1.1, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
  const QRectF inner = box.adjusted(line / 2, line / 2, -line / 2, -line / 2);
  switch (shape) {
  case Shape::TriangleDown:
    painter.setPen(outline);
    painter.setBrush(Qt::NoBrush);
    painter.drawPolygon(polygon(inner, {{0, 0.12}, {1, 0.12}, {0.5, 0.95}}));
    break;
  case Shape::Diamond:
    painter.drawPolygon(polygon(box, {{0.5, 0}, {1, 0.5}, {0.5, 1}, {0, 0.5}}));
    break;
  case Shape::TriangleUp:
    painter.drawPolygon(polygon(box, {{0.5, 0.02}, {1.04, 0.96}, {-0.04, 0.96}}));
    break;
  case Shape::Octagon:
    painter.drawPolygon(octagon(box.adjusted(-line / 3, -line / 3, line / 3, line / 3)));
    painter.setPen(mark);
    painter.drawLine(polygon(box, {{0.5, 0.22}}).first(), polygon(box, {{0.5, 0.54}}).first());
    painter.drawPoint(polygon(box, {{0.5, 0.78}}).first());
    break;
  case Shape::Ring:
    painter.setPen(outline);
    painter.setBrush(Qt::NoBrush);
    painter.drawEllipse(inner);
    break;
  case Shape::HalfDisc:
    painter.drawPie(inner, 90 * 16, 180 * 16);
    painter.setPen(outline);
    painter.setBrush(Qt::NoBrush);
    painter.drawEllipse(inner);
    break;
  case Shape::CheckDisc:
    painter.drawEllipse(box);
    painter.setPen(mark);
    painter.setBrush(Qt::NoBrush);
    painter.drawPolyline(polygon(box, {{0.27, 0.52}, {0.44, 0.69}, {0.74, 0.34}}));
    break;
  case Shape::Chevrons:
    painter.setPen(QPen(color, line * 1.3, Qt::SolidLine, Qt::RoundCap, Qt::MiterJoin));
    painter.setBrush(Qt::NoBrush);
    painter.drawPolyline(polygon(box, {{0.1, 0.5}, {0.5, 0.12}, {0.9, 0.5}}));
    painter.drawPolyline(polygon(box, {{0.1, 0.9}, {0.5, 0.52}, {0.9, 0.9}}));
    break;
  }
  painter.restore();
}

ShapeIconEngine::ShapeIconEngine(Shape shape, QColor color, QColor ground)
    : m_shape(shape)
    , m_color(color)
    , m_ground(ground) {}

void ShapeIconEngine::paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State /*state*/) {
  // Tables show the same few shapes again and again; drawing their curves takes many times as long as a copy.
  const double ratio = painter->device()->devicePixelRatioF();
  const QString key = QStringLiteral("shape/%1/%2/%3/%4/%5/%6")
                          .arg(static_cast<int>(m_shape))
                          .arg(m_color.rgba(), 0, 16)
                          .arg(m_ground.rgba(), 0, 16)
                          .arg(rect.width())
                          .arg(rect.height())
                          .arg(ratio);
  QPixmap drawn;
  if (!QPixmapCache::find(key, &drawn)) {
    drawn = QPixmap(rect.size() * ratio);
    drawn.setDevicePixelRatio(ratio);
    drawn.fill(Qt::transparent);
    QPainter shape(&drawn);
    paintShape(shape, QRectF(QPointF(), rect.size()), m_shape, m_color, m_ground);
    QPixmapCache::insert(key, drawn);
  }
  const double opacity = painter->opacity();
  if (mode == QIcon::Disabled) {
    painter->setOpacity(opacity * 0.5);
  }
  painter->drawPixmap(rect.topLeft(), drawn);
  painter->setOpacity(opacity);
}

QPixmap ShapeIconEngine::pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) {
  QPixmap pixmap(size);
  pixmap.fill(Qt::transparent);
  QPainter painter(&pixmap);
  paint(&painter, QRect(QPoint(0, 0), size), mode, state);
  return pixmap;
}

QIconEngine* ShapeIconEngine::clone() const {
  return new ShapeIconEngine(*this);
}

} // namespace sentinai

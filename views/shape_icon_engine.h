// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QIconEngine>

namespace sentinai {

enum class Shape : quint8 {
  TriangleDown, ///< Outline; low.
  Diamond,      ///< Medium.
  TriangleUp,   ///< High.
  Octagon,      ///< With an exclamation mark; critical.
  Ring,         ///< Open.
  HalfDisc,     ///< Analyzing.
  CheckDisc,    ///< Resolved.
  Chevrons      ///< Pointing up; escalated.
};

/// Paints `shape` in `color` into the middle of `rect`; `ground` is the colour of marks cut out of it.
void paintShape(QPainter& painter, const QRectF& rect, Shape shape, const QColor& color, const QColor& ground);

/// An icon of one shape, sharp at every size and resolution.
class ShapeIconEngine : public QIconEngine {
public:
  ShapeIconEngine(Shape shape, QColor color, QColor ground);

  void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) override;
  QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override;
  [[nodiscard]] QIconEngine* clone() const override;

private:
  Shape m_shape;
  QColor m_color;
  QColor m_ground;
};

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QIconEngine>
#include <QSvgRenderer>

#include <memory>

namespace sentinai {

/// A single-coloured SVG painted in the colours of the theme rather than its own.
class SvgIconEngine : public QIconEngine {
public:
  SvgIconEngine(const QString& fileName, QColor normal, QColor active, QColor disabled);

  void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) override;
  QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override;
  [[nodiscard]] QIconEngine* clone() const override;

private:
  std::shared_ptr<QSvgRenderer> m_renderer;
  QColor m_normal;
  QColor m_active; ///< When checked.
  QColor m_disabled;
};

} // namespace sentinai

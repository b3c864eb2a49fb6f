// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProxyStyle>

namespace sentinai {

/// Fusion, with more air in cells, headings and buttons, and with frames of inputs that can be seen in the dark too.
class ConsoleStyle : public QProxyStyle {
  Q_OBJECT
public:
  ConsoleStyle();

  [[nodiscard]] int pixelMetric(PixelMetric metric, const QStyleOption* option = nullptr,
                                const QWidget* widget = nullptr) const override;
  void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                     const QWidget* widget = nullptr) const override;
  [[nodiscard]] QSize sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size,
                                       const QWidget* widget) const override;
};

} // namespace sentinai

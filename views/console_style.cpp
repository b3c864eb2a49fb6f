// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/console_style.h"

#include <QStyleFactory>
#include <QTableView>
#include <QTreeView>

namespace sentinai {

namespace {
constexpr int kCellMargin = 5;
constexpr int kButtonPadding = 6; // At each side, beyond Fusion's own.
} // namespace

ConsoleStyle::ConsoleStyle()
    : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion"))) {}

int ConsoleStyle::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const {
  switch (metric) {
  case PM_HeaderMargin: // A heading with a style sheet has its padding there.
    if (widget != nullptr && widget->styleSheet().isEmpty()) {
      return kCellMargin;
    }
    break;
  case PM_FocusFrameHMargin: // What stands between a cell's edge and its text, less one pixel.
    if (qobject_cast<const QTableView*>(widget) != nullptr || qobject_cast<const QTreeView*>(widget) != nullptr) {
      return kCellMargin - 1;
    }
    break;
  default:
    break;
  }
  return QProxyStyle::pixelMetric(metric, option, widget);
}

QSize ConsoleStyle::sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size,
                                     const QWidget* widget) const {
  QSize whole = QProxyStyle::sizeFromContents(type, option, size, widget);
  if (type == CT_PushButton) {
    whole.rwidth() += 2 * kButtonPadding;
  }
  return whole;
}

} // namespace sentinai

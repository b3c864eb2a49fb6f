// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/console_style.h"

#include <QPainter>
#include <QPlainTextEdit>
#include <QStyleFactory>
#include <QStyleOption>
#include <QTableView>
#include <QTreeView>

namespace sentinai {

namespace {
constexpr int kCellMargin = 5;
constexpr int kButtonPadding = 6; // At each side, beyond Fusion's own.
constexpr int kTreeRow = 24;
constexpr float kOutline = 0.55F;
constexpr double kCorner = 2;
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

void ConsoleStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                                 const QWidget* widget) const {
  const bool isLine = element == PE_FrameLineEdit;
  const bool isBox = element == PE_Frame && qobject_cast<const QPlainTextEdit*>(widget) != nullptr;
  if (!isLine && !isBox) {
    QProxyStyle::drawPrimitive(element, option, painter, widget);
    return;
  }
  // Fusion derives the outline from the window's colour, which leaves nothing to see in the dark.
  QColor outline = option->palette.color(QPalette::PlaceholderText);
  outline.setAlphaF(kOutline);
  painter->save();
  painter->setRenderHint(QPainter::Antialiasing);
  painter->setBrush(Qt::NoBrush);
  painter->setPen(option->state.testFlag(State_HasFocus) ? option->palette.color(QPalette::Link) : outline);
  painter->drawRoundedRect(QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5), kCorner, kCorner);
  painter->restore();
}

QSize ConsoleStyle::sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size,
                                     const QWidget* widget) const {
  QSize whole = QProxyStyle::sizeFromContents(type, option, size, widget);
  if (type == CT_PushButton) {
    whole.rwidth() += 2 * kButtonPadding;
  }
  if (type == CT_ItemViewItem && qobject_cast<const QTreeView*>(widget) != nullptr) {
    whole.setHeight(std::max(whole.height(), kTreeRow));
  }
  return whole;
}

} // namespace sentinai

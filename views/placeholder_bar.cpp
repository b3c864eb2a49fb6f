// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/placeholder_bar.h"

#include "views/theme.h"

#include <QPainter>

namespace sentinai {

namespace {

constexpr int kHeight = 8;
constexpr int kLeast = 40; // Percent of the cell's width.
constexpr int kSpan = 35;

} // namespace

void paintPlaceholderBar(QPainter& painter, const QRect& cell, const QModelIndex& index, const QColor& color) {
  const QRect inner = cell.adjusted(Theme::kSpaceS, 0, -Theme::kSpaceS, 0);
  const int percent = kLeast + (index.row() % 1000 * 7 + index.column() * 13) % kSpan;
  QRect bar(0, 0, inner.width() * percent / 100, kHeight);
  bar.moveCenter(inner.center());
  if (index.data(Qt::TextAlignmentRole).value<Qt::Alignment>().testFlag(Qt::AlignRight)) {
    bar.moveRight(inner.right());
  } else {
    bar.moveLeft(inner.left());
  }
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  painter.setBrush(color);
  painter.drawRoundedRect(bar, kHeight / 2.0, kHeight / 2.0);
  painter.restore();
}

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QModelIndex>
#include <QRect>

class QPainter;

namespace sentinai {

/// Paints a muted bar where the text of a cell will be that is not loaded yet: always the same for the same cell, so
/// that nothing flickers while one scrolls.
void paintPlaceholderBar(QPainter& painter, const QRect& cell, const QModelIndex& index, const QColor& color);

} // namespace sentinai

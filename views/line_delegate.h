// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/line_texts.h"

#include <QIcon>
#include <QStyledItemDelegate>

namespace sentinai {

class Theme;

/// Cells of one line in a LongTableView, which paints what is behind them: a text with perhaps an icon before it, or a
/// bar where the row is not loaded. Several times quicker than the style would paint them.
class LineDelegate : public QStyledItemDelegate {
  Q_OBJECT
public:
  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
  [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

protected:
  struct Look {
    QString text;
    QColor color;
    QIcon icon = {};
    QColor tint = {};      ///< Over the row's own ground; invalid: none.
    bool isStrong = false; ///< Semi-bold.
    bool isNumber = false; ///< At the cell's end, so that digits stand below each other.
    bool isLoaded = true;  ///< Else a bar is painted.
  };

  LineDelegate(const Theme& theme, QObject* parent);

  /// What a cell looks like, for whoever derives to say.
  [[nodiscard]] virtual Look look(const QModelIndex& index) const = 0;
  [[nodiscard]] const Theme& theme() const { return m_theme; }

private:
  const Theme& m_theme;
  mutable LineTexts m_texts;
  mutable LineTexts m_strongTexts;
};

} // namespace sentinai

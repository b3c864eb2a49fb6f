// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace sentinai {

class Theme;

/// Paints a row of a FigureTableModel as shape, name, bar and number. Bars share the scale of the longest.
class BarListDelegate : public QStyledItemDelegate {
  Q_OBJECT
public:
  BarListDelegate(const Theme& theme, QObject* parent);

  void setLongest(qint64 value) { m_longest = value; }

  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
  [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
  [[nodiscard]] QColor barColor(const QModelIndex& index) const;

  const Theme& m_theme;
  qint64 m_longest = 0;
};

} // namespace sentinai

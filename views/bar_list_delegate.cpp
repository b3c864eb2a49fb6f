// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/bar_list_delegate.h"

#include "models/figure_table_model.h"
#include "views/theme.h"

#include <QPainter>

namespace sentinai {

namespace {

constexpr int kBarHeight = 10;
constexpr int kNumberWidth = 64;

} // namespace

BarListDelegate::BarListDelegate(const Theme& theme, QObject* parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme) {}

QColor BarListDelegate::barColor(const QModelIndex& index) const {
  if (const QVariant status = index.data(FigureTableModel::StatusRole); status.isValid()) {
    return m_theme.color(static_cast<Status>(status.toInt()));
  }
  if (const QVariant severity = index.data(FigureTableModel::SeverityRole); severity.isValid()) {
    return m_theme.color(static_cast<Severity>(severity.toInt()));
  }
  if (const QVariant sla = index.data(FigureTableModel::SlaRole); sla.isValid()) {
    return m_theme.color(static_cast<SlaState>(sla.toInt()));
  }
  return m_theme.chartColor(0);
}

void BarListDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
  const ThemeColors& colors = m_theme.colors();
  const bool focused = option.state.testFlag(QStyle::State_HasFocus);
  painter->save();
  painter->setRenderHint(QPainter::Antialiasing);
  const QRectF frame = QRectF(option.rect).adjusted(1, 1, -1, -1);
  if (focused || option.state.testFlag(QStyle::State_MouseOver)) {
    painter->setPen(focused ? QPen(colors.accent, 2) : QPen(Qt::NoPen));
    painter->setBrush(colors.selection);
    painter->drawRoundedRect(frame, 4, 4);
  }

  QRect row = option.rect.adjusted(Theme::kSpaceS, 0, -Theme::kSpaceS, 0);
  const QVariant status = index.data(FigureTableModel::StatusRole);
  const QVariant severity = index.data(FigureTableModel::SeverityRole);
  if (status.isValid() || severity.isValid()) {
    const QIcon icon = status.isValid() ? m_theme.icon(static_cast<Status>(status.toInt()))
                                        : m_theme.icon(static_cast<Severity>(severity.toInt()));
    constexpr int kSize = Theme::kSpaceM;
    icon.paint(painter, row.left(), row.center().y() - kSize / 2 + 1, kSize, kSize);
    row.setLeft(row.left() + kSize + Theme::kSpaceS);
  }

  painter->setFont(option.font);
  const QRect number(row.right() - kNumberWidth + 1, row.top(), kNumberWidth, row.height());
  const QRect rest(row.left(), row.top(), number.left() - row.left() - Theme::kSpaceXs, row.height());
  const QRect name(rest.left(), rest.top(), rest.width() / 2, rest.height());
  painter->setPen(colors.text);
  painter->drawText(name, Qt::AlignLeft | Qt::AlignVCenter,
                    option.fontMetrics.elidedText(index.data().toString(), Qt::ElideMiddle, name.width()));
  painter->drawText(number, Qt::AlignRight | Qt::AlignVCenter, index.siblingAtColumn(1).data().toString());

  const qint64 value = index.data(FigureTableModel::ValueRole).toLongLong();
  const QRectF track(name.right() + Theme::kSpaceS, rest.center().y() - kBarHeight / 2.0 + 0.5,
                     rest.right() - name.right() - Theme::kSpaceS, kBarHeight);
  if (value > 0 && m_longest > 0) {
    QRectF bar = track;
    bar.setWidth(std::max(2.0, track.width() * static_cast<double>(value) / static_cast<double>(m_longest)));
    painter->setPen(Qt::NoPen);
    painter->setBrush(barColor(index));
    painter->drawRoundedRect(bar, 2, 2);
  }
  painter->restore();
}

QSize BarListDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const {
  return {160, std::max(Theme::kRowHeight, option.fontMetrics.height() + Theme::kSpaceS)};
}

} // namespace sentinai

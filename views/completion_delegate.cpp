// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/completion_delegate.h"

#include "views/theme.h"

#include <QApplication>
#include <QPainter>

namespace sentinai {

CompletionDelegate::CompletionDelegate(const Theme& theme, int hintRole, QObject* parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
    , m_hintRole(hintRole) {}

void CompletionDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
  QStyleOptionViewItem view = option;
  initStyleOption(&view, index);
  const QString hint = index.data(m_hintRole).toString();
  const QStyle* style = view.widget ? view.widget->style() : QApplication::style();
  style->drawControl(QStyle::CE_ItemViewItem, &view, painter, view.widget);
  if (hint.isEmpty()) {
    return;
  }
  const int used = view.fontMetrics.horizontalAdvance(view.text) + Theme::kSpaceXl;
  const QRect place = view.rect.adjusted(used, 0, -Theme::kSpaceS, 0);
  const bool selected = view.state.testFlag(QStyle::State_Selected);
  painter->save();
  painter->setFont(m_theme.font(FontRole::Caption));
  painter->setPen(selected ? view.palette.color(QPalette::HighlightedText) : m_theme.colors().mutedText);
  painter->drawText(place, Qt::AlignVCenter | Qt::AlignRight,
                    painter->fontMetrics().elidedText(hint, Qt::ElideRight, place.width()));
  painter->restore();
}

QSize CompletionDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
  QSize size = QStyledItemDelegate::sizeHint(option, index);
  size.setHeight(std::max(size.height(), Theme::kRowHeight - 4));
  return size;
}

} // namespace sentinai

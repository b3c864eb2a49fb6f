// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/event_timeline_delegate.h"

#include "models/event_timeline_model.h"
#include "views/placeholder_bar.h"
#include "views/theme.h"

namespace sentinai {

EventTimelineDelegate::EventTimelineDelegate(const Theme& theme, QObject* parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme) {}

void EventTimelineDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const {
  QStyledItemDelegate::initStyleOption(option, index);
  option->palette.setColor(QPalette::Highlight, m_theme.colors().selection);
  option->palette.setColor(QPalette::HighlightedText, m_theme.colors().text);
  if (!index.data(EventTimelineModel::ActorTypeRole).isValid()) {
    option->text.clear();
    return;
  }
  switch (index.column()) {
  case EventTimelineModel::SincePrevious:
  case EventTimelineModel::Seq:
    option->palette.setColor(QPalette::Text, m_theme.colors().mutedText);
    option->palette.setColor(QPalette::HighlightedText, m_theme.colors().mutedText);
    break;
  case EventTimelineModel::Summary:
    if (const QVariant status = index.data(EventTimelineModel::NewStatusRole); status.isValid()) {
      option->features |= QStyleOptionViewItem::HasDecoration;
      option->icon = m_theme.icon(static_cast<Status>(status.toInt()));
      option->decorationSize = QSize(Theme::kIconSize, Theme::kIconSize);
    }
    break;
  default:
    break;
  }
}

void EventTimelineDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                                  const QModelIndex& index) const {
  QStyledItemDelegate::paint(painter, option, index);
  if (!index.data(EventTimelineModel::ActorTypeRole).isValid()) {
    paintPlaceholderBar(*painter, option.rect, index, m_theme.colors().border);
  }
}

} // namespace sentinai

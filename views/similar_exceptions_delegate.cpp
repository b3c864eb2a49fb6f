// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/similar_exceptions_delegate.h"

#include "models/similar_exceptions_model.h"
#include "views/theme.h"

namespace sentinai {

SimilarExceptionsDelegate::SimilarExceptionsDelegate(const Theme& theme, QObject* parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme) {}

void SimilarExceptionsDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const {
  QStyledItemDelegate::initStyleOption(option, index);
  option->palette.setColor(QPalette::Highlight, m_theme.colors().selection);
  option->palette.setColor(QPalette::HighlightedText, m_theme.colors().text);
  if (index.column() == SimilarExceptionsModel::Outcome) {
    option->features |= QStyleOptionViewItem::HasDecoration;
    option->icon = m_theme.icon(static_cast<Status>(index.data(SimilarExceptionsModel::StatusRole).toInt()));
    option->decorationSize = QSize(Theme::kIconSize, Theme::kIconSize);
  }
}

} // namespace sentinai

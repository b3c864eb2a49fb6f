// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/exception_item_delegate.h"

#include "models/exception_table_model.h"
#include "views/placeholder_bar.h"
#include "views/theme.h"

#include <QPainter>

namespace sentinai {

using Column = ExceptionTableModel::Column;

namespace {

constexpr float kTint = 0.16F;

} // namespace

ExceptionItemDelegate::ExceptionItemDelegate(const Theme& theme, QObject* parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme) {}

void ExceptionItemDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const {
  QStyledItemDelegate::initStyleOption(option, index);
  const auto setColor = [option](const QColor& color) {
    option->palette.setColor(QPalette::Text, color);
    option->palette.setColor(QPalette::HighlightedText, color);
  };
  option->textElideMode = Qt::ElideRight;
  const QVariant severity = index.data(ExceptionTableModel::SeverityRole);
  if (!severity.isValid()) {
    option->text.clear();
    return;
  }
  setColor(m_theme.colors().text);
  if (index.data(ExceptionTableModel::ChangedRole).toBool()) {
    // The same for as long as it lasts: nothing moves for those who do not want that.
    QColor tint = m_theme.colors().accent;
    tint.setAlphaF(kTint);
    option->backgroundBrush = tint;
  }
  switch (static_cast<Column>(index.column())) {
  case Column::Severity: {
    const auto value = static_cast<Severity>(severity.toInt());
    option->icon = m_theme.icon(value);
    option->decorationSize = {Theme::kIconSize - 2, Theme::kIconSize - 2};
    option->features |= QStyleOptionViewItem::HasDecoration;
    setColor(m_theme.color(value));
    break;
  }
  case Column::Status: {
    const auto value = static_cast<Status>(index.data(ExceptionTableModel::StatusRole).toInt());
    option->icon = m_theme.icon(value);
    option->decorationSize = {Theme::kIconSize - 2, Theme::kIconSize - 2};
    option->features |= QStyleOptionViewItem::HasDecoration;
    setColor(m_theme.color(value));
    break;
  }
  case Column::Sla: {
    const auto state = static_cast<SlaState>(index.data(ExceptionTableModel::SlaRole).toInt());
    setColor(m_theme.color(state));
    if (state == SlaState::Breached || state == SlaState::DueSoon) {
      option->font.setWeight(QFont::DemiBold);
    }
    break;
  }
  case Column::Age:
  case Column::Updated:
  case Column::Created:
    setColor(m_theme.colors().mutedText);
    break;
  default:
    break;
  }
}

void ExceptionItemDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                                  const QModelIndex& index) const {
  // The style draws the focus too faintly to follow with the eye.
  QStyleOptionViewItem cell = option;
  const bool current = cell.state.testFlag(QStyle::State_HasFocus);
  cell.state.setFlag(QStyle::State_HasFocus, false);
  QStyledItemDelegate::paint(painter, cell, index);
  if (!index.data(ExceptionTableModel::SeverityRole).isValid()) {
    paintPlaceholderBar(*painter, option.rect, index, m_theme.colors().border);
  }
  if (current) {
    painter->save();
    painter->setPen(QPen(m_theme.colors().accent, 1));
    painter->drawRect(QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5));
    painter->restore();
  }
}

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/exception_item_delegate.h"

#include "models/exception_table_model.h"
#include "views/theme.h"

namespace sentinai {

using Column = ExceptionTableModel::Column;

namespace {

constexpr float kTint = 0.16F;

} // namespace

ExceptionItemDelegate::ExceptionItemDelegate(const Theme& theme, QObject* parent)
    : LineDelegate(theme, parent) {}

LineDelegate::Look ExceptionItemDelegate::look(const QModelIndex& index) const {
  const ThemeColors& colors = theme().colors();
  Look look{index.data().toString(), colors.text};
  const QVariant severity = index.data(ExceptionTableModel::SeverityRole);
  if (!severity.isValid()) {
    look.isLoaded = false;
    return look;
  }
  if (index.data(ExceptionTableModel::ChangedRole).toBool()) {
    // The same for as long as it lasts: nothing moves for those who do not want that.
    look.tint = colors.accent;
    look.tint.setAlphaF(kTint);
  }
  const auto column = static_cast<Column>(index.column());
  look.isNumber = ExceptionTableModel::isNumber(column);
  switch (column) {
  case Column::Severity: {
    const auto value = static_cast<Severity>(severity.toInt());
    look.icon = theme().icon(value);
    look.color = theme().color(value);
    break;
  }
  case Column::Status: {
    const auto value = static_cast<Status>(index.data(ExceptionTableModel::StatusRole).toInt());
    look.icon = theme().icon(value);
    look.color = theme().color(value);
    break;
  }
  case Column::Sla: {
    const auto state = static_cast<SlaState>(index.data(ExceptionTableModel::SlaRole).toInt());
    look.color = theme().color(state);
    look.isStrong = state == SlaState::Breached || state == SlaState::DueSoon;
    break;
  }
  case Column::Age:
  case Column::Updated:
  case Column::Created:
    look.color = colors.mutedText;
    break;
  default:
    break;
  }
  return look;
}

} // namespace sentinai

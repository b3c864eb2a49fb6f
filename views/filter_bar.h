// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/filter_expression.h"

#include <QWidget>

class QLabel;

namespace sentinai {

class FilterDateButton;
class FilterLineEdit;
class FilterValueButton;
class FilterValueSource;
class FlowLayout;
class Theme;

/// The filter of a list, three ways that stay in step: a line in the filter language, menus, and a removable chip per
/// term. What is chosen applies at once, what is typed with Enter.
class FilterBar : public QWidget {
  Q_OBJECT
public:
  FilterBar(FilterValueSource& values, const Theme& theme, QWidget* parent = nullptr);

  [[nodiscard]] const FilterExpression& expression() const { return m_expression; } ///< What applies.
  void setExpression(const FilterExpression& expression);                           ///< Without a signal.

  /// Adds a term in the filter language; it replaces the terms of the same field.
  void addTerm(const QString& term);
  void clear();
  void focusLine();

Q_SIGNALS:
  void expressionChanged(const sentinai::FilterExpression& expression);

private:
  FilterValueButton* addValueButton(FilterField field, const QString& label);
  void submitLine();
  void choose(const FilterExpression& expression);
  void validateWhileTyping();
  void showError(const std::optional<FilterError>& error);
  void showExpression();
  void showChips();
  void restyle();

  FilterValueSource& m_values;
  const Theme& m_theme;
  FilterExpression m_expression;
  FilterLineEdit* m_line;
  QLabel* m_error;
  QLabel* m_errorIcon;
  QWidget* m_errorRow;
  QWidget* m_chips;
  FlowLayout* m_chipLayout;
  FlowLayout* m_buttonLayout;
  std::vector<FilterValueButton*> m_valueButtons;
  FilterDateButton* m_created;
};

} // namespace sentinai

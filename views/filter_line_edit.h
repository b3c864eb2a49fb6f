// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/filter_term.h"

#include <QLineEdit>

class QCompleter;

namespace sentinai {

class FilterCompletionModel;
class FilterValueSource;
class Theme;

/// The line of the filter language: completes fields and values while one types and underlines the word that cannot be
/// understood. Enter submits it.
class FilterLineEdit : public QLineEdit {
  Q_OBJECT
public:
  FilterLineEdit(FilterValueSource& values, const Theme& theme, QWidget* parent = nullptr);

  /// Underlines the error's stretch; none takes the underline away.
  void setError(const std::optional<FilterError>& error);

Q_SIGNALS:
  void submitted();

protected:
  void keyPressEvent(QKeyEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;

private:
  void offerCompletions();
  void showCompletions();
  void insertCompletion(const QModelIndex& index);
  void underline();

  const Theme& m_theme;
  FilterCompletionModel* m_model;
  QCompleter* m_completer;
  std::optional<FilterError> m_error;
  bool m_offering = false; ///< The person is typing; completions that arrive may be shown.
};

} // namespace sentinai

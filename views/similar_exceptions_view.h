// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/similar_exceptions_model.h"

#include <QWidget>

class QStackedLayout;
class QTableView;

namespace sentinai {

class StatePanel;
class Theme;

/// Similar exceptions and what became of them; Enter or a double click opens one.
class SimilarExceptionsView : public QWidget {
  Q_OBJECT
public:
  SimilarExceptionsView(SimilarExceptionsModel& model, const Theme& theme, QWidget* parent = nullptr);

Q_SIGNALS:
  void openRequested(const QString& exceptionId);
  void retryRequested();

private:
  void showState();
  void restyle();

  SimilarExceptionsModel& m_model;
  const Theme& m_theme;
  QTableView* m_table;
  StatePanel* m_state;
  QStackedLayout* m_stack;
};

} // namespace sentinai

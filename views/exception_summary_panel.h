// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/records/exception.h"

#include <QFrame>

class QLabel;
class QFormLayout;
class QPushButton;

namespace sentinai {

class Theme;
class TimeFormat;

/// The current row of the exceptions table at a glance, from what is loaded already.
class ExceptionSummaryPanel : public QFrame {
  Q_OBJECT
public:
  ExceptionSummaryPanel(const Theme& theme, const TimeFormat& timeFormat, QWidget* parent = nullptr);

  void showException(const std::optional<Exception>& exception);

Q_SIGNALS:
  void openRequested(const QString& exceptionId);

private:
  QLabel* addRow(const QString& name, const QString& objectName, QLabel* icon = nullptr);
  void restyle();
  void render();

  const Theme& m_theme;
  const TimeFormat& m_timeFormat;
  std::optional<Exception> m_exception;
  QLabel* m_id;
  QLabel* m_subtitle;
  QLabel* m_hint;
  QWidget* m_body;
  QFormLayout* m_form;
  QPushButton* m_open;
  QLabel* m_severityIcon;
  QLabel* m_statusIcon;
  std::vector<QLabel*> m_names;
  std::vector<QLabel*> m_values;
};

} // namespace sentinai

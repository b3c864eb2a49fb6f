// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/dashboard_period.h"

#include <QWidget>

class QButtonGroup;
class QDateEdit;

namespace sentinai {

class Theme;
class TimeFormat;

/// Chooses a DashboardPeriod: a row of presets, and two dates for one's own.
class PeriodPicker : public QWidget {
  Q_OBJECT
public:
  /// "Today" is today in the zone of `timeFormat`. References must outlive the picker.
  PeriodPicker(const Theme& theme, const TimeFormat& timeFormat, QWidget* parent = nullptr);

  [[nodiscard]] DashboardPeriod period() const;
  void setPeriod(const DashboardPeriod& period); ///< Without a signal.

Q_SIGNALS:
  void periodChosen(const DashboardPeriod& period);

private:
  void presetChosen();
  void markChosen();
  void showDates();

  const Theme& m_theme;
  const TimeFormat& m_timeFormat;
  QButtonGroup* m_presets;
  QWidget* m_dates;
  QDateEdit* m_from;
  QDateEdit* m_to;
};

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/records/exception_query.h"

#include <QCoreApplication>
#include <QDate>
#include <QTimeZone>

namespace sentinai {

/// The stretch of whole days that a dashboard looks at. A value.
struct DashboardPeriod {
  Q_DECLARE_TR_FUNCTIONS(DashboardPeriod)
public:
  enum class Preset : quint8 { Today, Week, Month, Quarter, Custom, All };

  /// How long one point of the trend is. Long periods are drawn by week or month, so that a chart stays readable.
  enum class Step : quint8 { Day, Week, Month };

  Preset preset = Preset::Month;
  QDate from; ///< First and last day of Preset::Custom, both inclusive; in either order.
  QDate to;

  /// First and last day, `today` being the day it is in the viewer's zone. Preset::All has none of its own: this gives
  /// the last year, which its trend shows.
  [[nodiscard]] std::pair<QDate, QDate> days(QDate today) const;

  /// From the first moment of the first day to the first moment after the last day, in `zone`; unbounded for All.
  [[nodiscard]] TimeRange range(QDate today, const QTimeZone& zone) const;

  [[nodiscard]] Step step(QDate today) const;

  /// Bounds of the trend's points, ascending; the last one ends the last point. Days begin when they begin in `zone`,
  /// so one may last 23 or 25 hours. Weeks start on Monday and months on their first, the outer ones cut off by the
  /// period.
  [[nodiscard]] std::vector<Instant> trendBounds(QDate today, const QTimeZone& zone) const;

  /// "Last 30 days", "1 Mar 2026 – 15 Mar 2026".
  [[nodiscard]] QString title() const;

  friend bool operator==(const DashboardPeriod&, const DashboardPeriod&) = default;
};

} // namespace sentinai

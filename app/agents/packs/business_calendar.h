// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/result.h"
#include "repositories/records/instant.h"

#include <QJsonObject>
#include <QSet>
#include <QTimeZone>

namespace sentinai {

/// The hours in which a deadline runs: some days of the week, from one time of day to another, but for holidays.
class BusinessCalendar {
public:
  /// Of `{"zone": "Europe/Berlin", "days": [1, 2, 3, 4, 5], "from": "08:00", "to": "18:00", "holidays":
  /// ["2026-12-25"]}` (1 is Monday). InvalidInput names the member that does not fit.
  [[nodiscard]] static Result<BusinessCalendar> fromJson(const QJsonObject& json);

  /// The moment at which so much business time has passed; empty where that is more than ten years away.
  [[nodiscard]] std::optional<Instant> after(Instant start, std::chrono::seconds span) const;

private:
  QTimeZone m_zone;
  QSet<int> m_days; ///< Qt::DayOfWeek
  QTime m_from;
  QTime m_to;
  QSet<QDate> m_holidays;
};

} // namespace sentinai

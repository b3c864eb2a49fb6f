// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/packs/business_calendar.h"

#include <QJsonArray>
#include <algorithm>

namespace sentinai {

namespace {

tl::unexpected<DbError> invalid(const char* member, const QString& problem) {
  return failure(DbError::Kind::InvalidInput,
                 QStringLiteral("/sla/calendar/%1: %2").arg(QString::fromLatin1(member), problem));
}

} // namespace

Result<BusinessCalendar> BusinessCalendar::fromJson(const QJsonObject& json) {
  BusinessCalendar calendar;
  const QByteArray zone = json.value(QLatin1String("zone")).toString(QStringLiteral("UTC")).toLatin1();
  // QTimeZone alone would take POSIX rules too, and thereby almost any word.
  if (!QTimeZone::availableTimeZoneIds().contains(zone)) {
    return invalid("zone", QStringLiteral("There is no such time zone; name one as in Europe/Berlin."));
  }
  calendar.m_zone = QTimeZone(zone);
  for (const QJsonValue& day : json.value(QLatin1String("days")).toArray()) {
    calendar.m_days.insert(day.toInt());
  }
  const QString timeFormat = QStringLiteral("HH:mm");
  calendar.m_from = QTime::fromString(json.value(QLatin1String("from")).toString(), timeFormat);
  calendar.m_to = QTime::fromString(json.value(QLatin1String("to")).toString(), timeFormat);
  if (!calendar.m_from.isValid() || !calendar.m_to.isValid() || calendar.m_from >= calendar.m_to) {
    return invalid("to",
                   QStringLiteral("The hours must be two times of day, as in 08:00 and 18:00, the later one last."));
  }
  for (const QJsonValue& holiday : json.value(QLatin1String("holidays")).toArray()) {
    const QDate date = QDate::fromString(holiday.toString(), Qt::ISODate);
    if (!date.isValid()) {
      return invalid("holidays", QStringLiteral("\"%1\" is no day such as 2026-12-25.").arg(holiday.toString()));
    }
    calendar.m_holidays.insert(date);
  }
  return calendar;
}

std::optional<Instant> BusinessCalendar::after(Instant start, std::chrono::seconds span) const {
  constexpr int mostDays = 3653;
  const QDate first = toDateTime(start).toTimeZone(m_zone).date();
  std::chrono::microseconds left = span;
  for (int day = 0; day < mostDays; ++day) {
    const QDate date = first.addDays(day);
    if (!m_days.contains(date.dayOfWeek()) || m_holidays.contains(date)) {
      continue;
    }
    const Instant opens = std::max(start, fromDateTime(QDateTime(date, m_from, m_zone)));
    const Instant closes = fromDateTime(QDateTime(date, m_to, m_zone));
    if (opens >= closes) {
      continue;
    }
    if (left <= closes - opens) {
      return opens + left;
    }
    left -= closes - opens;
  }
  return std::nullopt;
}

} // namespace sentinai

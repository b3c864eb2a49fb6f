// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/dashboard_period.h"

#include <QLocale>

namespace sentinai {

namespace {

constexpr int kMostDays = 92;
constexpr int kMostWeeks = 105;

Instant startOf(QDate day, const QTimeZone& zone) {
  return fromDateTime(day.startOfDay(zone));
}

QDate nextStart(QDate day, DashboardPeriod::Step step) {
  switch (step) {
  case DashboardPeriod::Step::Day:
    return day.addDays(1);
  case DashboardPeriod::Step::Week:
    return day.addDays(8 - day.dayOfWeek());
  case DashboardPeriod::Step::Month:
    return QDate(day.year(), day.month(), 1).addMonths(1);
  }
  Q_UNREACHABLE();
}

} // namespace

std::pair<QDate, QDate> DashboardPeriod::days(QDate today) const {
  switch (preset) {
  case Preset::Today:
    return {today, today};
  case Preset::Week:
    return {today.addDays(-6), today};
  case Preset::Month:
    return {today.addDays(-29), today};
  case Preset::Quarter:
    return {today.addDays(-89), today};
  case Preset::Custom:
    return std::minmax(from, to);
  case Preset::All:
    return {today.addYears(-1).addDays(1), today};
  }
  Q_UNREACHABLE();
}

TimeRange DashboardPeriod::range(QDate today, const QTimeZone& zone) const {
  if (preset == Preset::All) {
    return {};
  }
  const auto [first, last] = days(today);
  return {startOf(first, zone), startOf(last.addDays(1), zone)};
}

DashboardPeriod::Step DashboardPeriod::step(QDate today) const {
  const auto [first, last] = days(today);
  const qint64 count = first.daysTo(last) + 1;
  if (count <= kMostDays) {
    return Step::Day;
  }
  return count <= kMostWeeks * 7 ? Step::Week : Step::Month;
}

std::vector<Instant> DashboardPeriod::trendBounds(QDate today, const QTimeZone& zone) const {
  const auto [first, last] = days(today);
  const QDate end = last.addDays(1);
  const Step pace = step(today);
  std::vector<Instant> bounds;
  for (QDate day = first; day < end; day = nextStart(day, pace)) {
    bounds.push_back(startOf(day, zone));
  }
  bounds.push_back(startOf(end, zone));
  return bounds;
}

QString DashboardPeriod::title() const {
  switch (preset) {
  case Preset::Today:
    return tr("Today");
  case Preset::Week:
    return tr("Last 7 days");
  case Preset::Month:
    return tr("Last 30 days");
  case Preset::Quarter:
    return tr("Last 90 days");
  case Preset::Custom: {
    const auto [first, last] = std::minmax(from, to);
    const QLocale locale;
    const QString firstText = locale.toString(first, QLocale::ShortFormat);
    return first == last ? firstText : tr("%1 – %2").arg(firstText, locale.toString(last, QLocale::ShortFormat));
  }
  case Preset::All:
    return tr("All time");
  }
  Q_UNREACHABLE();
}

} // namespace sentinai

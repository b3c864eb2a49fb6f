// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/filter_bounds.h"

#include <cmath>
#include <limits>

namespace sentinai {

using namespace std::chrono;

namespace {

/// The moments that a bound covers: one instant, or a day from its start to the next day's start.
struct Extent {
  Instant start;
  Instant end;
};

Instant startOfDay(QDate date, const QTimeZone& zone) {
  return fromDateTime(date.startOfDay(zone));
}

/// `sign` is what a span adds to now: -1 where it is an age, +1 where it is time left.
Extent extentOf(const FilterBound& bound, const FilterContext& context, int sign) {
  if (const auto* span = std::get_if<seconds>(&bound)) {
    const Instant at = context.now + *span * sign;
    return {at, at};
  }
  if (const auto* day = std::get_if<FilterDay>(&bound)) {
    const QDate today = toDateTime(context.now).toTimeZone(context.zone).date();
    const QDate date = day->kind == FilterDay::Kind::Today       ? today
                       : day->kind == FilterDay::Kind::Yesterday ? today.addDays(-1)
                                                                 : day->date;
    return {startOfDay(date, context.zone), startOfDay(date.addDays(1), context.zone)};
  }
  if (const auto* wall = std::get_if<FilterWallTime>(&bound)) {
    const Instant at = fromDateTime(QDateTime(wall->time.date(), wall->time.time(), context.zone));
    return {at, at};
  }
  const Instant at = std::holds_alternative<Instant>(bound) ? std::get<Instant>(bound) : Instant{};
  return {at, at};
}

TimeRange timeRange(const FilterRange& range, const FilterContext& context, int sign) {
  TimeRange result;
  if (range.from) {
    const Extent extent = extentOf(*range.from, context, sign);
    result.from = range.inclusive ? extent.start : std::max(extent.end, extent.start);
  }
  if (range.to) {
    const Extent extent = extentOf(*range.to, context, sign);
    result.to = range.inclusive ? extent.end : extent.start;
  }
  return result;
}

constexpr qsizetype kFractionDigits = 15; // Of a Decimal.

/// The next greater or smaller Decimal; none beyond the greatest.
std::optional<Decimal> stepped(const Decimal& amount, bool up) {
  bool negative = amount.text().startsWith(QLatin1Char('-'));
  const QString magnitude = amount.text().mid(negative ? 1 : 0);
  QString digits = magnitude.section(QLatin1Char('.'), 0, 0) +
                   magnitude.section(QLatin1Char('.'), 1).leftJustified(kFractionDigits, QLatin1Char('0'));
  if (magnitude == QLatin1String("0")) {
    negative = !up;
  }
  // By hand: no number type of the language holds all 45 digits.
  const bool grows = up != negative;
  const QChar last = QLatin1Char(grows ? '9' : '0');
  qsizetype at = digits.size() - 1;
  for (; at >= 0 && digits[at] == last; --at) {
    digits[at] = QLatin1Char(grows ? '0' : '9');
  }
  if (at >= 0) {
    digits[at] = QChar(digits[at].unicode() + (grows ? 1 : -1));
  } else {
    digits.prepend(QLatin1Char('1'));
  }
  digits.insert(digits.size() - kFractionDigits, QLatin1Char('.'));
  return Decimal::parse(negative ? QLatin1Char('-') + digits : digits);
}

/// Databases compare the nearest doubles of amounts: where these lie further apart than decimals, the next one.
Decimal neighbour(const Decimal& amount, bool up) {
  const double value = amount.toDouble();
  const std::optional<Decimal> next = stepped(amount, up);
  if (next && next->toDouble() != value) {
    return *next;
  }
  const double infinity = std::numeric_limits<double>::infinity();
  const double nextDouble = std::nextafter(value, up ? infinity : -infinity);
  return Decimal::parse(QString::number(nextDouble, 'f', kFractionDigits)).value_or(amount);
}

} // namespace

std::optional<seconds> parseSpan(QStringView text) {
  const bool negative = text.startsWith(QLatin1Char('-'));
  QStringView rest = negative ? text.sliced(1) : text;
  if (rest.isEmpty()) {
    return std::nullopt;
  }
  qint64 total = 0;
  while (!rest.isEmpty()) {
    qsizetype digits = 0;
    while (digits < rest.size() && rest[digits] >= QLatin1Char('0') && rest[digits] <= QLatin1Char('9')) {
      ++digits;
    }
    qsizetype end = digits;
    while (end < rest.size() && rest[end].isLetter()) {
      ++end;
    }
    const QString unit = rest.sliced(digits, end - digits).toString().toLower();
    const qint64 factor = unit == QLatin1String("s")                                   ? 1
                          : unit == QLatin1String("m") || unit == QLatin1String("min") ? 60
                          : unit == QLatin1String("h")                                 ? 3'600
                          : unit == QLatin1String("d")                                 ? 86'400
                          : unit == QLatin1String("w")                                 ? 604'800
                                                                                       : 0;
    if (digits == 0 || digits > 6 || factor == 0) {
      return std::nullopt;
    }
    total += rest.first(digits).toLongLong() * factor;
    rest = rest.sliced(end);
  }
  return seconds{negative ? -total : total};
}

std::optional<FilterBound> parseTimeBound(QStringView text) {
  if (text.compare(QLatin1String("today"), Qt::CaseInsensitive) == 0) {
    return FilterDay{FilterDay::Kind::Today, {}};
  }
  if (text.compare(QLatin1String("yesterday"), Qt::CaseInsensitive) == 0) {
    return FilterDay{FilterDay::Kind::Yesterday, {}};
  }
  const auto instant = parseIsoText(text);
  if (!instant) {
    return std::nullopt;
  }
  constexpr qsizetype kDateLength = 10;
  if (text.size() == kDateLength) {
    return FilterDay{FilterDay::Kind::Date, toDateTime(*instant).date()};
  }
  const QStringView clock = text.sliced(kDateLength);
  const bool zoned = clock.contains(QLatin1Char('Z'), Qt::CaseInsensitive) || clock.contains(QLatin1Char('+')) ||
                     clock.contains(QLatin1Char('-'));
  return zoned ? FilterBound(*instant) : FilterBound(FilterWallTime{toDateTime(*instant)});
}

TimeRange pastRange(const FilterRange& range, const FilterContext& context) {
  // An age that is smaller is a moment that is later, so the ends of a span change places.
  const auto isSpan = [](const std::optional<FilterBound>& bound) {
    return bound && std::holds_alternative<seconds>(*bound);
  };
  FilterRange turned = range;
  if (isSpan(range.from) || isSpan(range.to)) {
    std::swap(turned.from, turned.to);
  }
  return timeRange(turned, context, -1);
}

TimeRange deadlineRange(const FilterRange& range, const FilterContext& context) {
  return timeRange(range, context, 1);
}

TimeRange intersection(const TimeRange& a, const TimeRange& b) {
  TimeRange result = a;
  if (b.from) {
    result.from = a.from ? std::max(*a.from, *b.from) : *b.from;
  }
  if (b.to) {
    result.to = a.to ? std::min(*a.to, *b.to) : *b.to;
  }
  return result;
}

std::pair<std::optional<Decimal>, std::optional<Decimal>> amountRange(const FilterRange& range) {
  std::pair<std::optional<Decimal>, std::optional<Decimal>> result;
  if (range.from && std::holds_alternative<Decimal>(*range.from)) {
    const Decimal from = std::get<Decimal>(*range.from);
    result.first = range.inclusive ? from : neighbour(from, true);
  }
  if (range.to && std::holds_alternative<Decimal>(*range.to)) {
    const Decimal to = std::get<Decimal>(*range.to);
    result.second = range.inclusive ? to : neighbour(to, false);
  }
  return result;
}

} // namespace sentinai

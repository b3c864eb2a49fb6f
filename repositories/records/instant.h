// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QString>
#include <chrono>
#include <optional>

namespace sentinai {

/// A point in time in UTC with microseconds, the resolution of PostgreSQL's timestamptz. QDateTime keeps only
/// milliseconds, so records hold an Instant and convert for display.
using Instant = std::chrono::sys_time<std::chrono::microseconds>;

[[nodiscard]] Instant currentInstant();

/// Microseconds since 1970-01-01T00:00:00Z; how SQLite stores a time and how the event hash reads it.
[[nodiscard]] constexpr qint64 toEpochMicros(Instant instant) {
  return instant.time_since_epoch().count();
}
[[nodiscard]] constexpr Instant fromEpochMicros(qint64 micros) {
  return Instant{std::chrono::microseconds{micros}};
}

/// The moment to the millisecond below, in UTC.
[[nodiscard]] QDateTime toDateTime(Instant instant);
[[nodiscard]] Instant fromDateTime(const QDateTime& dateTime);

/// ISO 8601 in UTC; the fraction is left out when zero and otherwise has three or six digits:
/// 2026-03-01T08:30:00Z, 2026-03-01T08:30:00.250Z.
[[nodiscard]] QString toIsoText(Instant instant);

/// Reads ISO 8601 with `T` or a space between date and time, up to nine fractional digits (rounded down to
/// microseconds), and `Z` or an offset; a time without a zone is UTC and a date alone is its midnight in UTC.
/// Empty where the text is not such a time or lies outside the years 0001 to 9999.
[[nodiscard]] std::optional<Instant> parseIsoText(QStringView text);

} // namespace sentinai

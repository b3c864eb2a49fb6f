// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/database/time_reader.h"

#include <QCoreApplication>

namespace sentinai {

using namespace std::chrono;

namespace {

std::optional<qint64> takeDigits(QStringView& rest, int minDigits, int maxDigits, int* taken = nullptr) {
  int digits = 0;
  qint64 value = 0;
  while (digits < maxDigits && digits < rest.size() && rest[digits] >= QLatin1Char('0') &&
         rest[digits] <= QLatin1Char('9')) {
    value = value * 10 + (rest[digits].unicode() - u'0');
    ++digits;
  }
  if (digits < minDigits) {
    return std::nullopt;
  }
  if (taken != nullptr) {
    *taken = digits;
  }
  rest = rest.sliced(digits);
  return value;
}

/// `Z` or an offset at the front of `rest`.
std::optional<minutes> takeOffset(QStringView& rest) {
  if (rest.startsWith(QLatin1Char('Z'))) {
    rest = rest.sliced(1);
    return minutes{0};
  }
  const bool negative = rest.startsWith(QLatin1Char('-'));
  if (!negative && !rest.startsWith(QLatin1Char('+'))) {
    return std::nullopt;
  }
  rest = rest.sliced(1);
  const auto hour = takeDigits(rest, 2, 2);
  if (rest.startsWith(QLatin1Char(':'))) {
    rest = rest.sliced(1);
  }
  const auto minute = takeDigits(rest, 2, 2);
  if (!hour || !minute || *hour > 15 || *minute > 59) {
    return std::nullopt;
  }
  const minutes offset{*hour * 60 + *minute};
  return negative ? -offset : offset;
}
} // namespace

Result<TimeReader> TimeReader::make(const QStringList& formats, const QString& zone) {
  TimeReader reader;
  for (const QString& format : formats) {
    Result<Format> compiled = compile(format);
    if (!compiled) {
      return failure(std::move(compiled.error()));
    }
    reader.m_formats.push_back(std::move(*compiled));
  }
  if (reader.m_formats.empty()) {
    reader.m_formats.emplace_back();
  }
  QStringView rest(zone);
  if (const std::optional<minutes> offset = takeOffset(rest); offset && rest.isEmpty()) {
    reader.m_zone = QTimeZone(static_cast<int>(seconds(*offset).count()));
  } else if (zone.isEmpty() || zone == QLatin1String("UTC")) {
    reader.m_zone = QTimeZone::utc();
  } else {
    // QTimeZone alone would take POSIX rules too, and thereby almost any word.
    const QByteArray id = zone.toLatin1();
    reader.m_zone = QTimeZone::availableTimeZoneIds().contains(id) ? QTimeZone(id) : QTimeZone();
  }
  if (!reader.m_zone.isValid()) {
    return failure(
        DbError::Kind::InvalidInput,
        QCoreApplication::translate(
            "Import",
            "\"%1\" is no time zone; use an IANA name such as Europe/Brussels, UTC or an offset such as +02:00.")
            .arg(zone));
  }
  reader.m_isUtc = reader.m_zone == QTimeZone::utc() || zone == QLatin1String("UTC");
  return reader;
}

Result<TimeReader::Format> TimeReader::compile(const QString& format) {
  if (format == QLatin1String("iso")) {
    return Format();
  }
  struct Known {
    const char* text;
    Token token;
  };
  static const std::array known{
      Known{"yyyy", {Part::Year, 4, {}}}, Known{"dd", {Part::Day, 2, {}}},     Known{"d", {Part::Day, 1, {}}},
      Known{"MM", {Part::Month, 2, {}}},  Known{"M", {Part::Month, 1, {}}},    Known{"HH", {Part::Hour, 2, {}}},
      Known{"H", {Part::Hour, 1, {}}},    Known{"hh", {Part::Hour12, 2, {}}},  Known{"h", {Part::Hour12, 1, {}}},
      Known{"mm", {Part::Minute, 2, {}}}, Known{"m", {Part::Minute, 1, {}}},   Known{"ss", {Part::Second, 2, {}}},
      Known{"s", {Part::Second, 1, {}}},  Known{"S", {Part::Fraction, 1, {}}}, Known{"AP", {Part::AmPm, 1, {}}},
      Known{"X", {Part::Offset, 1, {}}}};
  Format tokens;
  bool quoted = false;
  quint32 seen = 0;
  for (qsizetype at = 0; at < format.size();) {
    if (format.at(at) == QLatin1Char('\'')) {
      quoted = !quoted;
      ++at;
      continue;
    }
    const auto* match = quoted ? known.end() : std::find_if(known.begin(), known.end(), [&](const Known& candidate) {
      return QStringView(format).sliced(at).startsWith(QLatin1String(candidate.text));
    });
    if (match != known.end()) {
      tokens.push_back(match->token);
      seen |= 1U << static_cast<int>(match->token.part);
      at += static_cast<qsizetype>(qstrlen(match->text));
    } else if (!quoted && format.at(at).isLetter()) {
      return failure(
          DbError::Kind::InvalidInput,
          QCoreApplication::translate(
              "Import",
              "The time format \"%1\" has \"%2\" at character %3, which stands for nothing; put other letters in '…'.")
              .arg(format, format.at(at))
              .arg(at + 1));
    } else {
      tokens.push_back({Part::Literal, 1, format.at(at)});
      ++at;
    }
  }
  for (const Part part : {Part::Day, Part::Month, Part::Year}) {
    if ((seen & (1U << static_cast<int>(part))) == 0) {
      return failure(DbError::Kind::InvalidInput,
                     QCoreApplication::translate(
                         "Import", "The time format \"%1\" needs a day (d), a month (M) and a year (yyyy).")
                         .arg(format));
    }
  }
  return tokens;
}

std::optional<TimeReader::Time> TimeReader::read(QStringView text) const {
  const QStringView trimmed = text.trimmed();
  for (const Format& format : m_formats) {
    const std::optional<Time> time = format.empty() ? readIso(trimmed) : readFormat(format, trimmed);
    if (time) {
      return time;
    }
  }
  return std::nullopt;
}

std::optional<TimeReader::Time> TimeReader::readIso(QStringView text) const {
  const std::optional<Instant> instant = parseIsoText(text);
  if (!instant) {
    return std::nullopt;
  }
  // Behind the date and the hours, only an offset has any of these characters.
  const QStringView tail = text.size() > 13 ? text.sliced(13) : QStringView();
  const bool isUtc = tail.endsWith(QLatin1Char('Z')) || tail.endsWith(QLatin1Char('z'));
  const bool hasOffset = tail.contains(QLatin1Char('+')) || tail.contains(QLatin1Char('-'));
  return Time{isUtc || hasOffset ? *instant : fromZone(*instant), hasOffset};
}

std::optional<TimeReader::Time> TimeReader::readFormat(const Format& format, QStringView rest) const {
  qint64 day = 1;
  qint64 month = 1;
  qint64 year = 0;
  qint64 hour = 0;
  qint64 minute = 0;
  qint64 second = 0;
  qint64 nanos = 0;
  std::optional<bool> afternoon;
  std::optional<minutes> offset;
  const auto number = [&rest](qint64& target, int minDigits, int maxDigits, qint64 lowest, qint64 highest) {
    const auto value = takeDigits(rest, minDigits, maxDigits);
    target = value.value_or(0);
    return value && *value >= lowest && *value <= highest;
  };
  for (const Token& token : format) {
    bool fits = true;
    switch (token.part) {
    case Part::Literal:
      fits = rest.startsWith(token.literal);
      rest = fits ? rest.sliced(1) : rest;
      break;
    case Part::Day:
      fits = number(day, token.minDigits, 2, 1, 31);
      break;
    case Part::Month:
      fits = number(month, token.minDigits, 2, 1, 12);
      break;
    case Part::Year:
      fits = number(year, 4, 4, 1, 9999);
      break;
    case Part::Hour:
      fits = number(hour, token.minDigits, 2, 0, 23);
      break;
    case Part::Hour12:
      fits = number(hour, token.minDigits, 2, 1, 12);
      break;
    case Part::Minute:
      fits = number(minute, token.minDigits, 2, 0, 59);
      break;
    case Part::Second:
      fits = number(second, token.minDigits, 2, 0, 59);
      break;
    case Part::Fraction: {
      int digits = 0;
      const auto value = takeDigits(rest, 1, 9, &digits);
      fits = value.has_value();
      nanos = value.value_or(0);
      for (int i = digits; i < 9; ++i) {
        nanos *= 10;
      }
      break;
    }
    case Part::AmPm:
      afternoon = rest.startsWith(QLatin1String("PM"), Qt::CaseInsensitive);
      fits = *afternoon || rest.startsWith(QLatin1String("AM"), Qt::CaseInsensitive);
      rest = fits ? rest.sliced(2) : rest;
      break;
    case Part::Offset:
      offset = takeOffset(rest);
      fits = offset.has_value();
      break;
    }
    if (!fits) {
      return std::nullopt;
    }
  }
  const year_month_day date{std::chrono::year{static_cast<int>(year)}, std::chrono::month{static_cast<unsigned>(month)},
                            std::chrono::day{static_cast<unsigned>(day)}};
  if (!rest.isEmpty() || !date.ok()) {
    return std::nullopt;
  }
  if (afternoon) {
    hour = hour % 12 + (*afternoon ? 12 : 0);
  }
  const Instant local = Instant{sys_days{date}} + hours{hour} + minutes{minute} + seconds{second} +
                        floor<microseconds>(nanoseconds{nanos});
  if (offset) {
    return Time{local - *offset, *offset != minutes{0}};
  }
  return Time{fromZone(local), false};
}

Instant TimeReader::fromZone(Instant local) const {
  if (m_isUtc) {
    return local;
  }
  const auto whole = floor<milliseconds>(local);
  const QDateTime asUtc = toDateTime(whole);
  return fromDateTime(QDateTime(asUtc.date(), asUtc.time(), m_zone)) + (local - whole);
}

} // namespace sentinai

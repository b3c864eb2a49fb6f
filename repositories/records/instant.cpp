// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/records/instant.h"

#include <QTimeZone>

namespace sentinai {

using namespace std::chrono;

Instant currentInstant() {
  return floor<microseconds>(system_clock::now());
}

QDateTime toDateTime(Instant instant) {
  return QDateTime::fromMSecsSinceEpoch(floor<milliseconds>(instant.time_since_epoch()).count(), Qt::UTC);
}

Instant fromDateTime(const QDateTime& dateTime) {
  return Instant{milliseconds{dateTime.toMSecsSinceEpoch()}};
}

QString toIsoText(Instant instant) {
  const auto day = floor<days>(instant);
  const year_month_day date(day);
  const hh_mm_ss time(instant - day);
  const auto fraction = static_cast<int>(time.subseconds().count());
  // QDateTime::toString() takes several times as long, and every event has such a text.
  QString text = QString::asprintf("%04d-%02u-%02uT%02d:%02d:%02d", static_cast<int>(date.year()),
                                   static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                                   static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                                   static_cast<int>(time.seconds().count()));
  if (fraction % 1000 != 0) {
    text += QString::asprintf(".%06d", fraction);
  } else if (fraction != 0) {
    text += QString::asprintf(".%03d", fraction / 1000);
  }
  return text + QLatin1Char('Z');
}

namespace {

/// Consumes exactly `digits` decimal digits from the front of `text`.
std::optional<int> takeNumber(QStringView& text, int digits) {
  if (text.size() < digits) {
    return std::nullopt;
  }
  int value = 0;
  for (int i = 0; i < digits; ++i) {
    const ushort c = text[i].unicode();
    if (c < '0' || c > '9') {
      return std::nullopt;
    }
    value = value * 10 + (c - '0');
  }
  text = text.sliced(digits);
  return value;
}

bool takeCharacter(QStringView& text, char expected) {
  if (text.isEmpty() || text.front() != QLatin1Char(expected)) {
    return false;
  }
  text = text.sliced(1);
  return true;
}

/// `Z`, `+hh`, `+hhmm`, `+hh:mm` or nothing, to the end of the text.
std::optional<minutes> takeOffset(QStringView text) {
  if (text.isEmpty() || text == QLatin1String("Z") || text == QLatin1String("z")) {
    return minutes{0};
  }
  const bool negative = text.front() == QLatin1Char('-');
  if (!takeCharacter(text, negative ? '-' : '+')) {
    return std::nullopt;
  }
  const auto hour = takeNumber(text, 2);
  if (!hour || *hour > 15) {
    return std::nullopt;
  }
  int minute = 0;
  if (!text.isEmpty()) {
    takeCharacter(text, ':');
    const auto parsed = takeNumber(text, 2);
    if (!parsed || *parsed > 59 || !text.isEmpty()) {
      return std::nullopt;
    }
    minute = *parsed;
  }
  const minutes offset{*hour * 60 + minute};
  return negative ? -offset : offset;
}

} // namespace

std::optional<Instant> parseIsoText(QStringView text) {
  const auto yearNumber = takeNumber(text, 4);
  if (!yearNumber || !takeCharacter(text, '-')) {
    return std::nullopt;
  }
  const auto monthNumber = takeNumber(text, 2);
  if (!monthNumber || !takeCharacter(text, '-')) {
    return std::nullopt;
  }
  const auto dayNumber = takeNumber(text, 2);
  if (!dayNumber) {
    return std::nullopt;
  }
  const year_month_day date{year{*yearNumber}, month{static_cast<unsigned>(*monthNumber)},
                            day{static_cast<unsigned>(*dayNumber)}};
  if (!date.ok() || *yearNumber < 1) {
    return std::nullopt;
  }
  Instant instant{sys_days{date}};
  if (text.isEmpty()) {
    return instant;
  }
  if (!takeCharacter(text, 'T') && !takeCharacter(text, ' ')) {
    return std::nullopt;
  }
  const auto hour = takeNumber(text, 2);
  if (!hour || *hour > 23 || !takeCharacter(text, ':')) {
    return std::nullopt;
  }
  const auto minute = takeNumber(text, 2);
  if (!minute || *minute > 59) {
    return std::nullopt;
  }
  instant += hours{*hour} + minutes{*minute};
  if (takeCharacter(text, ':')) {
    const auto second = takeNumber(text, 2);
    if (!second || *second > 59) {
      return std::nullopt;
    }
    instant += seconds{*second};
    if (takeCharacter(text, '.') || takeCharacter(text, ',')) {
      qint64 nanos = 0;
      int digits = 0;
      while (!text.isEmpty() && text.front() >= QLatin1Char('0') && text.front() <= QLatin1Char('9')) {
        if (++digits > 9) {
          return std::nullopt;
        }
        nanos = nanos * 10 + (text.front().unicode() - '0');
        text = text.sliced(1);
      }
      if (digits == 0) {
        return std::nullopt;
      }
      for (int i = digits; i < 9; ++i) {
        nanos *= 10;
      }
      instant += floor<microseconds>(nanoseconds{nanos});
    }
  }
  const auto offset = takeOffset(text);
  if (!offset) {
    return std::nullopt;
  }
  const Instant utc = instant - *offset;
  const year_month_day day{floor<days>(utc)};
  if (day.year() < year{1} || day.year() > year{9999}) {
    return std::nullopt;
  }
  return utc;
}

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/time_format.h"

#include <QLocale>

namespace sentinai {

using namespace std::chrono;

namespace {

struct Unit {
  qint64 seconds;
  const char* text;
};

constexpr std::array kUnits{
    Unit{86'400, QT_TRANSLATE_NOOP("sentinai::TimeFormat", "%1 d")},
    Unit{3'600, QT_TRANSLATE_NOOP("sentinai::TimeFormat", "%1 h")},
    Unit{60, QT_TRANSLATE_NOOP("sentinai::TimeFormat", "%1 min")},
    Unit{1, QT_TRANSLATE_NOOP("sentinai::TimeFormat", "%1 s")},
};

} // namespace

TimeFormat::TimeFormat(QObject* parent)
    : QObject(parent) {}

void TimeFormat::setMode(TimeMode mode) {
  if (m_mode == mode) {
    return;
  }
  m_mode = mode;
  Q_EMIT changed();
}

QTimeZone TimeFormat::zone() const {
  return m_mode == TimeMode::Utc ? QTimeZone::utc() : QTimeZone::systemTimeZone();
}

QString TimeFormat::text(Instant instant, Instant now) const {
  if (m_mode == TimeMode::Relative) {
    const seconds span = duration_cast<seconds>(now - instant);
    if (span < seconds{1} && span > seconds{-1}) {
      return tr("now");
    }
    return span > seconds{0} ? tr("%1 ago").arg(spanText(span)) : tr("in %1").arg(spanText(-span));
  }
  // Not by zone(): to look up the machine's takes longer than all the rest, and tables show many times.
  const QDateTime time = toDateTime(instant);
  return (m_mode == TimeMode::Utc ? time.toUTC() : time.toLocalTime()).toString(QStringLiteral("yyyy-MM-dd HH:mm"));
}

QString TimeFormat::absoluteText(Instant instant) const {
  const QDateTime time = toDateTime(instant).toTimeZone(zone());
  return QStringLiteral("%1 %2").arg(time.toString(QStringLiteral("yyyy-MM-dd HH:mm:ss")),
                                     m_mode == TimeMode::Utc ? QStringLiteral("UTC") : time.timeZoneAbbreviation());
}

QString TimeFormat::spanText(seconds span) {
  const qint64 rest = std::abs(span.count());
  std::size_t first = 0;
  while (first + 1 < kUnits.size() && rest < kUnits[first].seconds) {
    ++first;
  }
  const qint64 firstCount = rest / kUnits[first].seconds;
  QStringList parts{tr(kUnits[first].text).arg(firstCount)};
  // A second unit helps only while it still matters: hours beside fewer than 100 days, minutes beside hours.
  if (first == 1 || (first == 0 && firstCount < 100)) {
    const qint64 secondCount = rest % kUnits[first].seconds / kUnits[first + 1].seconds;
    if (secondCount > 0) {
      parts.append(tr(kUnits[first + 1].text).arg(secondCount));
    }
  }
  const QString text = parts.join(QLatin1Char(' '));
  return span < seconds{0} ? QStringLiteral("−%1").arg(text) : text;
}

} // namespace sentinai

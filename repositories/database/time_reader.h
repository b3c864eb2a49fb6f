// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/result.h"
#include "repositories/records/instant.h"

#include <QStringList>
#include <QTimeZone>
#include <vector>

namespace sentinai {

/// Reads the times of a log by the formats its mapping names, so that no day is ever taken for a month by guess.
class TimeReader {
public:
  struct Time {
    Instant at{};
    bool hasOffset = false; ///< The text itself names an offset other than UTC.
  };

  /// Formats are tried in order. Each is `iso` (ISO 8601) or a pattern of d dd M MM yyyy H HH h hh m mm s ss AP, S
  /// (fraction of a second, 1 to 9 digits), X (Z or ±hh:mm), and any other characters as they are; letters outside
  /// those stand in '…'. d, M, H, h, m, s also take two digits, dd and its like nothing else. `zone` (an IANA name,
  /// UTC or ±hh:mm) holds for texts without an offset. InvalidInput names the format or zone that does not fit.
  [[nodiscard]] static Result<TimeReader> make(const QStringList& formats, const QString& zone);

  /// Empty where no format fits or there is no such day.
  [[nodiscard]] std::optional<Time> read(QStringView text) const;

private:
  enum class Part : quint8 { Literal, Day, Month, Year, Hour, Hour12, Minute, Second, Fraction, AmPm, Offset };
  struct Token {
    Part part = Part::Literal;
    int minDigits = 1;
    QChar literal;
  };
  using Format = std::vector<Token>; ///< Empty: ISO 8601.

  [[nodiscard]] static Result<Format> compile(const QString& format);
  [[nodiscard]] std::optional<Time> readIso(QStringView text) const;
  [[nodiscard]] std::optional<Time> readFormat(const Format& format, QStringView text) const;
  [[nodiscard]] Instant fromZone(Instant local) const;

  std::vector<Format> m_formats;
  QTimeZone m_zone;
  bool m_isUtc = true;
};

} // namespace sentinai

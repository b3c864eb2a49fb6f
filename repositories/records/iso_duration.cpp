// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/records/iso_duration.h"

#include <QRegularExpression>

namespace sentinai {

std::optional<std::chrono::seconds> parseIsoDuration(QStringView duration) {
  static const QRegularExpression pattern(
      QStringLiteral("^P(?:(\\d{1,5})D)?(?:T(?=\\d)(?:(\\d{1,6})H)?(?:(\\d{1,7})M)?(?:(\\d{1,8})S)?)?$"));
  const QRegularExpressionMatch match = pattern.match(duration.toString());
  if (!match.hasMatch() || duration.size() < 3) {
    return std::nullopt;
  }
  return std::chrono::hours{match.captured(1).toInt() * 24} + std::chrono::hours{match.captured(2).toInt()} +
         std::chrono::minutes{match.captured(3).toInt()} + std::chrono::seconds{match.captured(4).toInt()};
}

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/records/rounded_decimal.h"

namespace sentinai {

namespace {
constexpr int kFractionDigits = 15;
} // namespace

std::optional<Decimal> roundedDecimal(const QString& number) {
  const auto point = number.indexOf(QLatin1Char('.'));
  if (point < 0 || number.size() - point - 1 <= kFractionDigits ||
      number.contains(QLatin1Char('e'), Qt::CaseInsensitive)) {
    return std::nullopt;
  }
  for (qsizetype i = point + 1; i < number.size(); ++i) {
    if (number.at(i) < QLatin1Char('0') || number.at(i) > QLatin1Char('9')) {
      return std::nullopt;
    }
  }
  QString kept = number.first(point + 1 + kFractionDigits);
  if (number.at(kept.size()) >= QLatin1Char('5')) {
    qsizetype at = kept.size() - 1;
    for (; at >= 0; --at) {
      if (kept.at(at) == QLatin1Char('9')) {
        kept[at] = QLatin1Char('0');
      } else if (kept.at(at).isDigit()) {
        kept[at] = QChar(kept.at(at).unicode() + 1);
        break;
      } else if (kept.at(at) != QLatin1Char('.')) {
        break;
      }
    }
    if (at < 0 || !kept.at(at).isDigit()) {
      kept.insert(at + 1, QLatin1Char('1'));
    }
  }
  return Decimal::parse(kept);
}

} // namespace sentinai

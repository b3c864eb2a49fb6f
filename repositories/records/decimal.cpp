// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/records/decimal.h"

#include <algorithm>

namespace sentinai {

namespace {
constexpr qsizetype kMaxIntegerDigits = 30;
constexpr qsizetype kMaxFractionDigits = 15;
constexpr int kMaxExponent = 60;

bool isDigit(QChar c) {
  return c >= QLatin1Char('0') && c <= QLatin1Char('9');
}

/// As the database gives it, mostly: then it is taken as it is.
bool isCanonical(QStringView text) {
  const qsizetype begin = !text.isEmpty() && text[0] == QLatin1Char('-') ? 1 : 0;
  qsizetype at = begin;
  while (at < text.size() && isDigit(text[at])) {
    ++at;
  }
  const qsizetype integers = at - begin;
  if (integers == 0 || integers > kMaxIntegerDigits || (text[begin] == QLatin1Char('0') && integers > 1)) {
    return false;
  }
  if (at == text.size()) {
    return begin == 0 || text[begin] != QLatin1Char('0');
  }
  const qsizetype fractions = text.size() - at - 1;
  if (text[at] != QLatin1Char('.') || fractions == 0 || fractions > kMaxFractionDigits ||
      text.last(1) == QLatin1String("0")) {
    return false;
  }
  return std::all_of(text.begin() + at + 1, text.end(), &isDigit);
}
} // namespace

std::optional<Decimal> Decimal::parse(QStringView text) {
  if (isCanonical(text)) {
    return Decimal(text.toString());
  }
  qsizetype at = 0;
  const bool negative = !text.isEmpty() && text[0] == QLatin1Char('-');
  if (negative || (!text.isEmpty() && text[0] == QLatin1Char('+'))) {
    ++at;
  }
  QString digits;
  qsizetype pointAfter = -1;
  for (; at < text.size(); ++at) {
    if (isDigit(text[at])) {
      digits += text[at];
    } else if (text[at] == QLatin1Char('.') && pointAfter < 0) {
      pointAfter = digits.size();
    } else {
      break;
    }
  }
  if (digits.isEmpty() || digits.size() > 2 * kMaxExponent) {
    return std::nullopt;
  }
  if (pointAfter < 0) {
    pointAfter = digits.size();
  }
  if (at < text.size()) {
    if (text[at] != QLatin1Char('e') && text[at] != QLatin1Char('E')) {
      return std::nullopt;
    }
    bool ok = false;
    const int exponent = text.sliced(at + 1).toInt(&ok);
    if (!ok || exponent < -kMaxExponent || exponent > kMaxExponent) {
      return std::nullopt;
    }
    pointAfter += exponent;
  }
  if (pointAfter < 0) {
    digits.prepend(QString(-pointAfter, QLatin1Char('0')));
    pointAfter = 0;
  } else if (pointAfter > digits.size()) {
    digits.append(QString(pointAfter - digits.size(), QLatin1Char('0')));
  }
  QString integer = digits.first(pointAfter);
  QString fraction = digits.sliced(pointAfter);
  while (integer.startsWith(QLatin1Char('0'))) {
    integer.remove(0, 1);
  }
  while (fraction.endsWith(QLatin1Char('0'))) {
    fraction.chop(1);
  }
  if (integer.size() > kMaxIntegerDigits || fraction.size() > kMaxFractionDigits) {
    return std::nullopt;
  }
  QString canonical = integer.isEmpty() ? QStringLiteral("0") : integer;
  if (!fraction.isEmpty()) {
    canonical += QLatin1Char('.') + fraction;
  }
  if (negative && canonical != QLatin1String("0")) {
    canonical.prepend(QLatin1Char('-'));
  }
  return Decimal(canonical);
}

} // namespace sentinai

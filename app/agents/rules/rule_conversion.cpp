// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/rules/rule_conversion.h"

#include "app/agents/rules/rule_text_builder.h"

#include <QByteArray>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <string_view>

namespace sentinai {

namespace {
using Kind = RuleValue::Kind;

constexpr double kNoNumber = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr QStringView kInfinityText = u"Infinity";

bool isBlank(QChar c) {
  constexpr char16_t byteOrderMark = 0xFEFF;
  const char16_t code = c.unicode();
  return (code >= '\t' && code <= '\r') || code == byteOrderMark || c.category() == QChar::Separator_Space ||
         c.category() == QChar::Separator_Line || c.category() == QChar::Separator_Paragraph;
}

QStringView withoutLeadingBlanks(QStringView text) {
  while (!text.isEmpty() && isBlank(text.front())) {
    text = text.sliced(1);
  }
  return text;
}

QStringView withoutBlanks(QStringView text) {
  text = withoutLeadingBlanks(text);
  while (!text.isEmpty() && isBlank(text.back())) {
    text.chop(1);
  }
  return text;
}

qsizetype digitsFrom(QStringView text, qsizetype from) {
  qsizetype end = from;
  while (end < text.size() && text[end] >= u'0' && text[end] <= u'9') {
    ++end;
  }
  return end - from;
}

/// How many characters at the beginning are a decimal number with its sign, `Infinity` included.
qsizetype decimalLength(QStringView text) {
  const qsizetype sign = !text.isEmpty() && (text.front() == u'+' || text.front() == u'-') ? 1 : 0;
  if (text.sliced(sign).startsWith(kInfinityText)) {
    return sign + kInfinityText.size();
  }
  qsizetype end = sign + digitsFrom(text, sign);
  qsizetype digits = end - sign;
  if (end < text.size() && text[end] == u'.') {
    const qsizetype fraction = digitsFrom(text, end + 1);
    if (digits + fraction > 0) {
      end += 1 + fraction;
    }
    digits += fraction;
  }
  if (digits == 0) {
    return 0;
  }
  if (end < text.size() && (text[end] == u'e' || text[end] == u'E')) {
    qsizetype exponent = end + 1;
    if (exponent < text.size() && (text[exponent] == u'+' || text[exponent] == u'-')) {
      ++exponent;
    }
    if (const qsizetype length = digitsFrom(text, exponent); length > 0) {
      end = exponent + length;
    }
  }
  return end;
}

/// Whether a number without sign, but with too large or small an exponent, is too large.
bool isHuge(std::string_view number) {
  const std::size_t mark = std::min(number.find_first_of("eE"), number.size());
  const bool isExponentNegative = mark + 1 < number.size() && number[mark + 1] == '-';
  const std::string_view mantissa = number.substr(0, mark);
  const std::size_t point = std::min(mantissa.find('.'), mark);
  const std::size_t first = mantissa.find_first_not_of("0.");
  // How many digits stand between the point and the first that counts; negative where it stands behind the point.
  const auto places = static_cast<qint64>(point) - static_cast<qint64>(first);
  qint64 exponent = 0;
  const std::size_t digits = number.find_first_of("0123456789", mark);
  if (digits != std::string_view::npos &&
      std::from_chars(number.data() + digits, number.data() + number.size(), exponent).ec != std::errc()) {
    return !isExponentNegative;
  }
  return places + (isExponentNegative ? -exponent : exponent) > 0;
}

/// The value of what decimalLength() took for a number.
double decimalNumber(QStringView text) {
  const bool isNegative = text.front() == u'-';
  if (text.endsWith(kInfinityText)) {
    return isNegative ? -kInfinity : kInfinity;
  }
  const QByteArray digits = text.sliced(isNegative || text.front() == u'+' ? 1 : 0).toLatin1();
  double magnitude = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), magnitude);
  if (read.ec == std::errc::result_out_of_range) {
    magnitude = isHuge(std::string_view(digits.data(), static_cast<std::size_t>(digits.size()))) ? kInfinity : 0;
  }
  return isNegative ? -magnitude : magnitude;
}

/// `0x1f`, `0o17` and `0b11`, which have no sign; NaN for anything else.
double prefixedNumber(QStringView text) {
  constexpr qsizetype prefix = 2;
  if (text.size() <= prefix || text.front() != u'0') {
    return kNoNumber;
  }
  const char16_t letter = text[1].toLower().unicode();
  const int base = letter == u'x' ? 16 : letter == u'o' ? 8 : letter == u'b' ? 2 : 0;
  double number = 0;
  for (const QChar c : text.sliced(prefix)) {
    const char16_t code = c.unicode();
    const int digit = code >= u'0' && code <= u'9'   ? code - u'0'
                      : code >= u'a' && code <= u'f' ? code - u'a' + 10
                      : code >= u'A' && code <= u'F' ? code - u'A' + 10
                                                     : base;
    if (digit >= base) {
      return kNoNumber;
    }
    number = number * base + digit;
  }
  return number;
}

void addText(RuleTextBuilder& text, const RuleValue& value, RuleWorkspace& workspace) {
  if (!value.is(Kind::Array)) {
    text.add(textOf(value, workspace));
    return;
  }
  workspace.spend(static_cast<qint64>(value.elements().size()));
  bool isFirst = true;
  for (const RuleValue& element : value.elements()) {
    if (!std::exchange(isFirst, false)) {
      text.add(u",");
    }
    if (!element.isNullish()) {
      addText(text, element, workspace);
    }
  }
}

} // namespace

bool isTruthy(const RuleValue& value) {
  switch (value.kind()) {
  case Kind::Undefined:
  case Kind::Null:
    return false;
  case Kind::Boolean:
    return value.toBoolean();
  case Kind::Number:
    return value.toNumber() != 0 && !std::isnan(value.toNumber());
  case Kind::Text:
    return !value.toText().isEmpty();
  case Kind::Array:
    return !value.elements().empty();
  case Kind::Object:
    return true;
  }
  return false;
}

QString numberText(double number) {
  if (std::isnan(number)) {
    return QStringLiteral("NaN");
  }
  if (std::isinf(number)) {
    return number < 0 ? QStringLiteral("-Infinity") : kInfinityText.toString();
  }
  if (number == 0) {
    return QStringLiteral("0");
  }
  // -d.ddde±x: the digits, and where the point stands, counted from before the first.
  std::array<char, 32> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number, std::chars_format::scientific);
  QString digits = QString::fromLatin1(buffer.data(), end.ptr - buffer.data());
  const qsizetype mark = digits.indexOf(QLatin1Char('e'));
  const int exponent = digits.sliced(mark + 1).toInt();
  digits.truncate(mark);
  const QString sign = number < 0 ? QStringLiteral("-") : QString();
  digits.remove(QLatin1Char('-')).remove(QLatin1Char('.'));
  const qsizetype point = exponent + 1;

  constexpr qsizetype longest = 21;
  constexpr qsizetype mostZeros = 6;
  if (point >= digits.size() && point <= longest) {
    return sign + digits.leftJustified(point, QLatin1Char('0'));
  }
  if (point > 0 && point <= longest) {
    return sign + digits.insert(point, QLatin1Char('.'));
  }
  if (point > -mostZeros && point <= 0) {
    return sign + QStringLiteral("0.") + QString(-point, QLatin1Char('0')) + digits;
  }
  if (digits.size() > 1) {
    digits.insert(1, QLatin1Char('.'));
  }
  return sign + digits + QLatin1Char('e') + (exponent < 0 ? QLatin1Char('-') : QLatin1Char('+')) +
         QString::number(std::abs(exponent));
}

double textNumber(QStringView text) {
  text = withoutBlanks(text);
  if (text.isEmpty()) {
    return 0;
  }
  return decimalLength(text) == text.size() ? decimalNumber(text) : prefixedNumber(text);
}

QStringView textOf(const RuleValue& value, RuleWorkspace& workspace) {
  switch (value.kind()) {
  case Kind::Undefined:
    return u"undefined";
  case Kind::Null:
    return u"null";
  case Kind::Boolean:
    return value.toBoolean() ? QStringView(u"true") : QStringView(u"false");
  case Kind::Number:
    return workspace.keep(numberText(value.toNumber()));
  case Kind::Text:
    return value.toText();
  case Kind::Array: {
    RuleTextBuilder text(workspace);
    addText(text, value, workspace);
    return text.finish();
  }
  case Kind::Object:
    return u"[object Object]";
  }
  return {};
}

double numberOf(const RuleValue& value, RuleWorkspace& workspace) {
  switch (value.kind()) {
  case Kind::Undefined:
  case Kind::Object:
    return kNoNumber;
  case Kind::Null:
    return 0;
  case Kind::Boolean:
    return value.toBoolean() ? 1 : 0;
  case Kind::Number:
    return value.toNumber();
  case Kind::Text:
    workspace.spendOnText(value.toText().size());
    return textNumber(value.toText());
  case Kind::Array:
    return numberOf(primitiveOf(value, workspace), workspace);
  }
  return kNoNumber;
}

double leadingNumberOf(const RuleValue& value, RuleWorkspace& workspace) {
  if (value.is(Kind::Number)) {
    return value.toNumber() == 0 ? 0 : value.toNumber(); // Its text has no sign of zero.
  }
  if (!value.is(Kind::Text) && !value.is(Kind::Array)) {
    return kNoNumber;
  }
  const QStringView whole = textOf(value, workspace);
  workspace.spendOnText(whole.size());
  const QStringView text = withoutLeadingBlanks(whole);
  const qsizetype length = decimalLength(text);
  return length == 0 ? kNoNumber : decimalNumber(text.first(length));
}

RuleValue primitiveOf(const RuleValue& value, RuleWorkspace& workspace) {
  return value.isContainer() ? RuleValue::text(textOf(value, workspace)) : value;
}

bool isStrictlyEqual(const RuleValue& a, const RuleValue& b, RuleWorkspace& workspace) {
  if (a.kind() != b.kind()) {
    return false;
  }
  switch (a.kind()) {
  case Kind::Undefined:
  case Kind::Null:
    return true;
  case Kind::Boolean:
    return a.toBoolean() == b.toBoolean();
  case Kind::Number:
    return a.toNumber() == b.toNumber();
  case Kind::Text:
    workspace.spendOnText(std::min(a.toText().size(), b.toText().size()));
    return a.toText() == b.toText();
  case Kind::Array:
  case Kind::Object:
    return a.isSameContainer(b);
  }
  return false;
}

bool isLooselyEqual(const RuleValue& a, const RuleValue& b, RuleWorkspace& workspace) {
  if (a.isNullish() || b.isNullish()) {
    return a.isNullish() && b.isNullish();
  }
  if (a.kind() == b.kind() || (a.isContainer() && b.isContainer())) {
    return isStrictlyEqual(a, b, workspace);
  }
  const RuleValue left = primitiveOf(a, workspace);
  const RuleValue right = primitiveOf(b, workspace);
  if (left.is(Kind::Text) && right.is(Kind::Text)) {
    return isStrictlyEqual(left, right, workspace);
  }
  return numberOf(left, workspace) == numberOf(right, workspace);
}

std::partial_ordering compare(const RuleValue& a, const RuleValue& b, RuleWorkspace& workspace) {
  const RuleValue left = primitiveOf(a, workspace);
  const RuleValue right = primitiveOf(b, workspace);
  if (left.is(Kind::Text) && right.is(Kind::Text)) {
    workspace.spendOnText(std::min(left.toText().size(), right.toText().size()));
    return left.toText().compare(right.toText()) <=> 0;
  }
  return numberOf(left, workspace) <=> numberOf(right, workspace);
}

} // namespace sentinai

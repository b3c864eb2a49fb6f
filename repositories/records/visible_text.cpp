// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/records/visible_text.h"

#include <algorithm>

namespace sentinai {

namespace {

constexpr char16_t kControlPictures = 0x2400;
constexpr char16_t kDeletePicture = 0x2421;

void appendVisible(QString& out, QStringView units) {
  const char32_t character = characterOf(units);
  if (character < 0x20) {
    out += QChar(static_cast<char16_t>(kControlPictures + character));
  } else if (character == 0x7F) {
    out += QChar(kDeletePicture);
  } else if (isHidden(character)) {
    out += QStringLiteral("⟨U+%1⟩").arg(QString::number(character, 16).toUpper().rightJustified(4, QLatin1Char('0')));
  } else {
    out += units;
  }
}

/// That is shown as it is, without a look at what stands beside it.
bool isPlainUnit(QChar c) {
  return !c.isSurrogate() && !isHidden(c.unicode());
}

} // namespace

QStringView firstCharacter(QStringView text) {
  const bool isPair = text.size() > 1 && text[0].isHighSurrogate() && text[1].isLowSurrogate();
  return text.first(isPair ? 2 : 1);
}

char32_t characterOf(QStringView units) {
  return units.size() == 2 ? QChar::surrogateToUcs4(units[0], units[1]) : units[0].unicode();
}

bool isHidden(char32_t character) {
  if (character < 0x80) { // Nearly all are.
    return character < 0x20 || character == 0x7F;
  }
  switch (QChar::category(character)) {
  case QChar::Other_Control:
  case QChar::Other_Format:
  case QChar::Other_Surrogate:
  case QChar::Separator_Line:
  case QChar::Separator_Paragraph:
    return true;
  default:
    return false;
  }
}

QString visibleLine(const QString& text, qsizetype maxLength) {
  const bool isPlain = text.size() <= maxLength && std::all_of(text.begin(), text.end(), isPlainUnit);
  return isPlain ? text : visibleLine(QStringView(text), maxLength); // Nearly all texts are: nothing is copied.
}

QString visibleLine(QStringView text, qsizetype maxLength) {
  QString out;
  out.reserve(std::min(text.size(), maxLength) + 1);
  while (!text.isEmpty()) {
    const QStringView units = firstCharacter(text);
    text = text.sliced(units.size());
    if (out.size() + units.size() > maxLength - (text.isEmpty() ? 0 : 1)) {
      return out + QChar(0x2026);
    }
    appendVisible(out, units);
  }
  return out;
}

QString visibleText(QStringView text) {
  QString out;
  out.reserve(text.size());
  while (!text.isEmpty()) {
    const QStringView units = firstCharacter(text);
    text = text.sliced(units.size());
    if (units.front() == QLatin1Char('\n') || units.front() == QLatin1Char('\t')) {
      out += units;
    } else {
      appendVisible(out, units);
    }
  }
  return out;
}

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/records/visible_text.h"

#include <algorithm>

namespace sentinai {

namespace {

constexpr char16_t kControlPictures = 0x2400;
constexpr char16_t kDeletePicture = 0x2421;

bool deceives(QChar c) {
  const char16_t u = c.unicode();
  return u == 0x061C || (u >= 0x200B && u <= 0x200F) || (u >= 0x202A && u <= 0x202E) || (u >= 0x2060 && u <= 0x206F) ||
         u == 0xFEFF || u == 0x2028 || u == 0x2029 || (u >= 0x80 && u <= 0x9F) || (u >= 0xFFF9 && u <= 0xFFFB);
}

bool isReplaced(QChar c) {
  return c.unicode() < 0x20 || c.unicode() == 0x7F || deceives(c);
}

void appendVisible(QString& out, QChar c) {
  const char16_t u = c.unicode();
  if (u < 0x20) {
    out += QChar(static_cast<char16_t>(kControlPictures + u));
  } else if (u == 0x7F) {
    out += QChar(kDeletePicture);
  } else if (deceives(c)) {
    out += QStringLiteral("⟨U+%1⟩").arg(QString::number(u, 16).toUpper().rightJustified(4, QLatin1Char('0')));
  } else {
    out += c;
  }
}

} // namespace

QString visibleLine(const QString& text, qsizetype maxLength) {
  const bool isPlain = text.size() <= maxLength && std::none_of(text.begin(), text.end(), isReplaced);
  return isPlain ? text : visibleLine(QStringView(text), maxLength); // Nearly all texts are: nothing is copied.
}

QString visibleLine(QStringView text, qsizetype maxLength) {
  QString out;
  out.reserve(std::min(text.size(), maxLength) + 1);
  for (qsizetype i = 0; i < text.size(); ++i) {
    if (out.size() >= maxLength - 1 && i + 1 < text.size()) {
      if (out.back().isHighSurrogate()) {
        out.chop(1);
      }
      return out + QChar(0x2026);
    }
    appendVisible(out, text[i]);
  }
  return out;
}

QString visibleText(QStringView text) {
  QString out;
  out.reserve(text.size());
  for (const QChar c : text) {
    if (c == QLatin1Char('\n') || c == QLatin1Char('\t')) {
      out += c;
    } else {
      appendVisible(out, c);
    }
  }
  return out;
}

} // namespace sentinai

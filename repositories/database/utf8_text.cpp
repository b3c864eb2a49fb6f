// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/database/utf8_text.h"

#include <algorithm>

namespace sentinai {

namespace {

constexpr char16_t kStrayBytes = 0xDC00; ///< Plus the byte.

bool isStrayByte(QChar c) {
  return c.unicode() >= kStrayBytes + 0x80 && c.unicode() <= kStrayBytes + 0xFF;
}

/// How many bytes the first character has; 0 where it is none.
qsizetype characterLength(QByteArrayView utf8) {
  const auto lead = static_cast<uchar>(utf8.front());
  const qsizetype length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  return length <= utf8.size() && utf8.first(length).isValidUtf8() ? length : 0;
}

} // namespace

QString textFromUtf8(QByteArrayView utf8) {
  if (utf8.isValidUtf8() && !utf8.startsWith("\xEF\xBB\xBF")) {
    return QString::fromUtf8(utf8);
  }
  QString text;
  text.reserve(utf8.size());
  while (!utf8.isEmpty()) {
    const qsizetype length = characterLength(utf8);
    if (length == 0) {
      text += QChar(static_cast<char16_t>(kStrayBytes + static_cast<uchar>(utf8.front())));
    } else if (utf8.startsWith("\xEF\xBB\xBF")) {
      text += QChar(QChar::ByteOrderMark);
    } else {
      text += QString::fromUtf8(utf8.first(length));
    }
    utf8 = utf8.sliced(std::max<qsizetype>(length, 1));
  }
  return text;
}

QByteArray utf8FromText(const QString& text) {
  if (text.isValidUtf16()) {
    return text.toUtf8();
  }
  QByteArray utf8;
  utf8.reserve(text.size());
  qsizetype done = 0;
  for (qsizetype i = 0; i < text.size(); ++i) {
    if (text[i].isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate()) {
      ++i; // Both halves of a character.
    } else if (isStrayByte(text[i])) {
      utf8 += QStringView(text).sliced(done, i - done).toUtf8();
      utf8 += static_cast<char>(text[i].unicode() - kStrayBytes);
      done = i + 1;
    }
  }
  return utf8 + QStringView(text).sliced(done).toUtf8();
}

QString jsonArrayOf(const QStringList& texts) {
  QString json = QStringLiteral("[");
  for (const QString& text : texts) {
    json += json.size() > 1 ? QStringLiteral(",\"") : QStringLiteral("\"");
    for (const QChar c : text) {
      if (c.unicode() < 0x20) {
        json += QStringLiteral("\\u%1").arg(c.unicode(), 4, 16, QLatin1Char('0'));
        continue;
      }
      if (c == QLatin1Char('"') || c == QLatin1Char('\\')) {
        json += QLatin1Char('\\');
      }
      json += c;
    }
    json += QLatin1Char('"');
  }
  return json + QLatin1Char(']');
}

} // namespace sentinai

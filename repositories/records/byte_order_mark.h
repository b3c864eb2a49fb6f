// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QJsonValue>

namespace sentinai {

// U+FEFF shows nowhere, and Qt drops it from the front of a text that it reads from UTF-8: the text is then another
// than the one that is stored.

/// The JSON with each such mark within it as an escape, of which Qt drops none.
[[nodiscard]] inline QByteArray withMarksEscaped(QByteArray json) {
  constexpr QByteArrayView mark("\xEF\xBB\xBF");
  if (json.startsWith(mark)) {
    json.remove(0, mark.size()); // It belongs to no text.
  }
  return json.contains(mark) ? json.replace(mark, "\\ufeff") : json;
}

[[nodiscard]] inline bool holdsByteOrderMark(const QJsonValue& value) {
  return value.toString().contains(QChar::ByteOrderMark);
}

} // namespace sentinai

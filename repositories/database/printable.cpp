// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/database/printable.h"

namespace sentinai {

QString printable(const QString& text) {
  QString safe;
  safe.reserve(text.size());
  for (const QChar c : text) {
    const ushort code = c.unicode();
    const bool directional = (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
    if (c.category() == QChar::Other_Control || directional) {
      safe += QStringLiteral("\\u%1").arg(code, 4, 16, QLatin1Char('0'));
    } else {
      safe += c;
    }
  }
  return safe;
}

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/database/printable.h"

#include "repositories/records/visible_text.h"

namespace sentinai {

QString printable(const QString& text) {
  QString safe;
  safe.reserve(text.size());
  const QStringView all(text);
  qsizetype done = 0;
  for (qsizetype at = 0; at < all.size();) {
    const QStringView units = firstCharacter(all.sliced(at));
    at += units.size();
    if (!isHidden(characterOf(units))) {
      continue;
    }
    safe += all.sliced(done, at - units.size() - done);
    for (const QChar unit : units) {
      safe += QStringLiteral("\\u%1").arg(unit.unicode(), 4, 16, QLatin1Char('0'));
    }
    done = at;
  }
  safe += all.sliced(done);
  return safe;
}

} // namespace sentinai

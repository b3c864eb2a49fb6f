// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/database/name_check.h"

#include "repositories/records/visible_text.h"

namespace sentinai {

namespace {

/// Letters, marks and symbols by category that show nothing all the same: Unicode's Default_Ignorable_Code_Point, and
/// the blank pattern of Braille.
bool showsNothing(char32_t c) {
  return c == 0x034F || c == 0x115F || c == 0x1160 || c == 0x17B4 || c == 0x17B5 || (c >= 0x180B && c <= 0x180F) ||
         c == 0x2800 || c == 0x3164 || (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFFA0 || (c >= 0xE0000 && c <= 0xE0FFF);
}

bool hasHidden(QStringView text) {
  while (!text.isEmpty()) {
    const QStringView units = firstCharacter(text);
    if (isHidden(characterOf(units)) || showsNothing(characterOf(units))) {
      return true;
    }
    text = text.sliced(units.size());
  }
  return false;
}

} // namespace

Result<Done> checkName(const QString& what, const QString& name) {
  if (name.trimmed().isEmpty()) {
    return failure(DbError::Kind::InvalidInput, QStringLiteral("A %1 needs a name.").arg(what));
  }
  if (name != name.trimmed()) {
    return failure(DbError::Kind::InvalidInput,
                   QStringLiteral("The name of a %1 must not begin or end with a space.").arg(what));
  }
  if (hasHidden(name)) {
    return failure(
        DbError::Kind::InvalidInput,
        QStringLiteral("The name of a %1 must not contain control characters, or others that cannot be seen.")
            .arg(what));
  }
  return Done{};
}

Result<Done> checkPackNames(const QString& subject, const QJsonObject& pack) {
  const Result<Done> fits = checkName(QStringLiteral("pack's domain or tenant"), subject);
  const QJsonValue name = pack.value(QLatin1String("name"));
  return fits && name.isString() ? checkName(QStringLiteral("pack"), name.toString()) : fits;
}

} // namespace sentinai

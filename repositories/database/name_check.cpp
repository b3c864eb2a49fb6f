// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/database/name_check.h"

#include "repositories/records/visible_text.h"

namespace sentinai {

namespace {

bool hasHidden(QStringView text) {
  while (!text.isEmpty()) {
    const QStringView units = firstCharacter(text);
    if (isHidden(characterOf(units))) {
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

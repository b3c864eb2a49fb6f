// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/database/schema_manifest.h"

#include <QMap>

namespace sentinai {

namespace {

QMap<QString, QString> byObject(const QStringList& lines) {
  const QString separator = QString::fromLatin1(kManifestSeparator);
  QMap<QString, QString> objects;
  for (const QString& line : lines) {
    const qsizetype at = line.indexOf(separator);
    objects.insert(at < 0 ? line : line.first(at), at < 0 ? QString() : line.sliced(at + separator.size()));
  }
  return objects;
}

} // namespace

QStringList schemaDifferences(const QStringList& expected, const QStringList& present) {
  const QMap<QString, QString> wanted = byObject(expected);
  const QMap<QString, QString> found = byObject(present);
  QStringList differences;
  for (auto it = wanted.begin(); it != wanted.end(); ++it) {
    const auto other = found.find(it.key());
    if (other == found.end()) {
      differences << QStringLiteral("missing ") + it.key();
    } else if (*other != *it) {
      differences << QStringLiteral("changed %1: is %2, should be %3").arg(it.key(), *other, *it);
    }
  }
  for (auto it = found.begin(); it != found.end(); ++it) {
    if (!wanted.contains(it.key())) {
      differences << QStringLiteral("extra ") + it.key() +
                         (it->isEmpty() ? QString() : QString::fromLatin1(kManifestSeparator) + *it);
    }
  }
  differences.sort();
  return differences;
}

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/packs/starter_packs.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>

// A static library's resources are not registered by themselves. The macro declares a function of the global namespace.
static void registerPacks() {
  Q_INIT_RESOURCE(packs);
}

namespace sentinai {

namespace {

const QString kSuffix = QStringLiteral(".json");

QString folder() {
  registerPacks();
  return QStringLiteral(":/sentinai/packs/");
}

} // namespace

QStringList starterPacks() {
  QStringList names = QDir(folder()).entryList({QLatin1Char('*') + kSuffix}, QDir::Files, QDir::Name);
  for (QString& name : names) {
    name.chop(kSuffix.size());
  }
  return names;
}

Result<QJsonObject> parsePack(const QByteArray& json) {
  QJsonParseError error{};
  const QJsonDocument document = QJsonDocument::fromJson(json, &error);
  if (error.error != QJsonParseError::NoError) {
    const auto line = json.first(std::min<qsizetype>(error.offset, json.size())).count('\n') + 1;
    return failure(DbError::Kind::InvalidInput,
                   QStringLiteral("The pack is not JSON: line %1: %2.").arg(line).arg(error.errorString()));
  }
  if (!document.isObject()) {
    return failure(DbError::Kind::InvalidInput, QStringLiteral("The pack must be a JSON object."));
  }
  return document.object();
}

Result<QJsonObject> loadPack(const QString& nameOrPath) {
  const bool isStarter = starterPacks().contains(nameOrPath);
  QFile file(isStarter ? folder() + nameOrPath + kSuffix : nameOrPath);
  if (!file.exists()) {
    return failure(DbError::Kind::NotFound,
                   QStringLiteral("There is no file %1, and no pack of that name comes with the program; these do: %2.")
                       .arg(nameOrPath, starterPacks().join(QStringLiteral(", "))));
  }
  if (!file.open(QIODevice::ReadOnly)) {
    return failure(DbError::Kind::InvalidInput,
                   QStringLiteral("The pack %1 cannot be read: %2").arg(nameOrPath, file.errorString()));
  }
  return parsePack(file.readAll());
}

} // namespace sentinai

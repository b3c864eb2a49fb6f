// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exchange/mapping_json.h"

#include "app/exchange/mapping_parser.h"
#include "repositories/database/time_reader.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>

// A static library's resources are not registered by themselves. The macro declares a function of the global namespace.
static void registerMappings() {
  Q_INIT_RESOURCE(mappings);
}

namespace sentinai {

namespace {

QString folder() {
  registerMappings();
  return QStringLiteral(":/sentinai/mappings/");
}
} // namespace

Result<Mapping> parseMapping(const QByteArray& json) {
  QJsonParseError error{};
  const QJsonDocument document = QJsonDocument::fromJson(json, &error);
  if (document.isNull()) {
    const auto line = json.first(std::min<qsizetype>(error.offset, json.size())).count('\n') + 1;
    return failure(DbError::Kind::InvalidInput,
                   QCoreApplication::translate("Import", "The mapping is not JSON: line %1: %2.")
                       .arg(line)
                       .arg(error.errorString()));
  }
  if (!document.isObject()) {
    return failure(DbError::Kind::InvalidInput,
                   QCoreApplication::translate("Import", "The mapping must be a JSON object."));
  }
  MappingParser parser(document.object());
  Result<Mapping> mapping = parser.parse();
  if (!mapping) {
    return mapping;
  }
  const Result<TimeReader> times = TimeReader::make(mapping->timeFormats, mapping->timeZone);
  if (!times) {
    return failure(DbError::Kind::InvalidInput,
                   QCoreApplication::translate("Import", "The mapping's time: %1").arg(times.error().message));
  }
  return mapping;
}

Result<Mapping> loadMapping(const QString& nameOrPath) {
  const QByteArray bundled = bundledMappingText(nameOrPath);
  if (!bundled.isEmpty()) {
    return parseMapping(bundled);
  }
  QFile file(nameOrPath);
  if (!file.exists()) {
    return failure(
        DbError::Kind::NotFound,
        QCoreApplication::translate("Import", "There is no mapping file %1, and no mapping of that name comes with the "
                                              "program; these do: %2.")
            .arg(nameOrPath, bundledMappings().join(QStringLiteral(", "))));
  }
  if (!file.open(QIODevice::ReadOnly)) {
    return failure(
        DbError::Kind::InvalidInput,
        QCoreApplication::translate("Import", "Cannot read the mapping %1: %2").arg(nameOrPath, file.errorString()));
  }
  return parseMapping(file.readAll());
}

QStringList bundledMappings() {
  QStringList names = QDir(folder()).entryList({QStringLiteral("*.json")}, QDir::Files, QDir::Name);
  for (QString& name : names) {
    name.chop(static_cast<int>(qstrlen(".json")));
  }
  return names;
}

QByteArray bundledMappingText(const QString& name) {
  if (!bundledMappings().contains(name)) {
    return {};
  }
  QFile file(folder() + name + QStringLiteral(".json"));
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace sentinai

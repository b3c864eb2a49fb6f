// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/tools/tool_schemas.h"

#include "repositories/database/json_pointer.h"
#include "repositories/database/json_schema.h"

#include <QFile>
#include <QJsonDocument>

// A static library's resources are not registered by themselves. The macro declares a function of the global namespace.
static void registerToolSchemas() {
  Q_INIT_RESOURCE(tool_schemas);
}

namespace sentinai {

namespace {

JsonSchema load(const char* name) {
  registerToolSchemas();
  QFile file(QStringLiteral(":/sentinai/schemas/tools/%1.schema.json").arg(QString::fromLatin1(name)));
  if (!file.open(QIODevice::ReadOnly)) {
    qFatal("no schema %s", name);
  }
  return JsonSchema(QJsonDocument::fromJson(file.readAll()).object());
}

Result<Done> check(const JsonSchema& schema, const QJsonObject& config) {
  const Result<std::optional<JsonSchema::Problem>> problem = schema.problemIn(config);
  if (!problem) {
    return failure(problem.error());
  }
  if (!*problem) {
    return Done{};
  }
  const QString place = jsonPointer((*problem)->place);
  return failure(DbError::Kind::InvalidInput,
                 QStringLiteral("The configuration does not fit its schema at %1: %2")
                     .arg(place.isEmpty() ? QStringLiteral("its top") : place, (*problem)->reason));
}

} // namespace

Result<Done> checkHttpToolSchema(const QJsonObject& config) {
  static const JsonSchema schema = load("http_tool");
  return check(schema, config);
}

Result<Done> checkEmailToolSchema(const QJsonObject& config) {
  static const JsonSchema schema = load("email_tool");
  return check(schema, config);
}

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/tools/tool_schemas.h"

#include "repositories/database/json_schema.h"

// A static library's resources are not registered by themselves. The macro declares a function of the global namespace.
static void registerToolSchemas() {
  Q_INIT_RESOURCE(tool_schemas);
}

namespace sentinai {

namespace {

JsonSchema load(const char* name) {
  registerToolSchemas();
  return JsonSchema::bundled(QStringLiteral(":/sentinai/schemas/tools/%1.schema.json").arg(QString::fromLatin1(name)));
}

} // namespace

Result<Done> checkHttpToolSchema(const QJsonObject& config) {
  static const JsonSchema schema = load("http_tool");
  return schema.check(config, QStringLiteral("The configuration"));
}

Result<Done> checkEmailToolSchema(const QJsonObject& config) {
  static const JsonSchema schema = load("email_tool");
  return schema.check(config, QStringLiteral("The configuration"));
}

} // namespace sentinai

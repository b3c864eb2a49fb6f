// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/packs/pack_schemas.h"

#include "repositories/database/json_pointer.h"
#include "repositories/database/json_schema.h"

#include <QFile>
#include <QJsonDocument>

// A static library's resources are not registered by themselves. The macro declares a function of the global namespace.
static void registerPackSchemas() {
  Q_INIT_RESOURCE(pack_schemas);
}

namespace sentinai {

namespace {

JsonSchema load(const char* name) {
  registerPackSchemas();
  QFile file(QStringLiteral(":/sentinai/schemas/%1.schema.json").arg(QString::fromLatin1(name)));
  if (!file.open(QIODevice::ReadOnly)) {
    qFatal("no schema %s", name);
  }
  return JsonSchema(QJsonDocument::fromJson(file.readAll()).object());
}

Result<Done> check(const JsonSchema& schema, const QJsonObject& pack) {
  const Result<std::optional<JsonSchema::Problem>> problem = schema.problemIn(pack);
  if (!problem) {
    return failure(problem.error());
  }
  if (!*problem) {
    return Done{};
  }
  const QString place = jsonPointer((*problem)->place);
  return failure(DbError::Kind::InvalidInput,
                 QStringLiteral("The pack does not fit its schema at %1: %2")
                     .arg(place.isEmpty() ? QStringLiteral("its top") : place, (*problem)->reason));
}

} // namespace

Result<Done> checkDomainPackSchema(const QJsonObject& pack) {
  static const JsonSchema schema = load("domain_pack");
  return check(schema, pack);
}

Result<Done> checkTenantPolicySchema(const QJsonObject& pack) {
  static const JsonSchema schema = load("tenant_policy_pack");
  return check(schema, pack);
}

} // namespace sentinai

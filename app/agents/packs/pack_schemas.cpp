// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/packs/pack_schemas.h"

#include "repositories/database/json_schema.h"

// A static library's resources are not registered by themselves. The macro declares a function of the global namespace.
static void registerPackSchemas() {
  Q_INIT_RESOURCE(pack_schemas);
}

namespace sentinai {

namespace {

JsonSchema load(const char* name) {
  registerPackSchemas();
  return JsonSchema::bundled(QStringLiteral(":/sentinai/schemas/%1.schema.json").arg(QString::fromLatin1(name)));
}

} // namespace

Result<Done> checkDomainPackSchema(const QJsonObject& pack) {
  static const JsonSchema schema = load("domain_pack");
  return schema.check(pack, QStringLiteral("The pack"));
}

Result<Done> checkTenantPolicySchema(const QJsonObject& pack) {
  static const JsonSchema schema = load("tenant_policy_pack");
  return schema.check(pack, QStringLiteral("The pack"));
}

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/packs/pack_facts.h"

#include "repositories/database/exception_state.h"

namespace sentinai {

QJsonObject packFacts(const Exception& exception, const QJsonValue& event, Instant now, const QJsonObject& pack) {
  QJsonObject row = toStateJson(exception);
  row.insert(QStringLiteral("exception_id"), exception.exceptionId);
  row.insert(QStringLiteral("tenant_id"), exception.tenantId);
  row.insert(QStringLiteral("version"), exception.version);
  row.insert(QStringLiteral("created_at"), toIsoText(exception.createdAt));
  row.insert(QStringLiteral("updated_at"), toIsoText(exception.updatedAt));
  row.insert(QStringLiteral("resolved_at"),
             exception.resolvedAt ? QJsonValue(toIsoText(*exception.resolvedAt)) : QJsonValue());
  QJsonObject about;
  for (const QString& member : {QStringLiteral("name"), QStringLiteral("domain"), QStringLiteral("values")}) {
    about.insert(member, pack.value(member));
  }
  return {{QStringLiteral("exception"), row},
          {QStringLiteral("event"), event},
          {QStringLiteral("now"), toIsoText(now)},
          {QStringLiteral("pack"), about}};
}

} // namespace sentinai

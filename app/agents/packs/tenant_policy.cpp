// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/packs/tenant_policy.h"

#include "app/agents/packs/merge_patch.h"
#include "app/agents/packs/pack_schemas.h"

#include <QJsonArray>

namespace sentinai {

Result<TenantPolicy> TenantPolicy::fromJson(const QJsonObject& json) {
  if (const Result<Done> checked = checkTenantPolicySchema(json); !checked) {
    return failure(checked.error());
  }
  TenantPolicy policy;
  policy.m_json = json;
  return policy;
}

QJsonObject TenantPolicy::overlaid(const QJsonObject& domainPack) const {
  const QJsonObject overlays = m_json.value(QLatin1String("overlays")).toObject();
  const QString domain = domainPack.value(QLatin1String("domain")).toString();
  return overlays.contains(domain) ? mergePatch(domainPack, overlays.value(domain)).toObject() : domainPack;
}

PolicyDecision TenantPolicy::limited(PolicyDecision decision, const Exception& exception, Severity severity,
                                     const std::optional<ResolutionDecision>& resolution) const {
  const QJsonObject limits = approvalLimits();
  const auto exceed = [&decision](const char* limit, const QString& reason) {
    decision.rules << QStringLiteral("approval_limits/") + QString::fromLatin1(limit);
    decision.reasons << reason;
    decision.outcome = std::max(decision.outcome, PolicyDecision::Outcome::ApprovalRequired);
  };
  if (const QJsonValue most = limits.value(QLatin1String("amount"));
      most.isDouble() && exception.amount && exception.amount->toDouble() > most.toDouble()) {
    exceed("amount", QStringLiteral("The amount %1 is above %2.").arg(exception.amount->text()).arg(most.toDouble()));
  }
  if (const auto from = fromText<Severity>(limits.value(QLatin1String("severity")).toString());
      from && severity >= *from) {
    exceed("severity", QStringLiteral("The severity is %1.").arg(toText(severity)));
  }
  if (const QJsonValue least = limits.value(QLatin1String("confidence"));
      least.isDouble() && resolution && resolution->confidence < least.toDouble()) {
    exceed("confidence",
           QStringLiteral("The confidence %1 is below %2.").arg(resolution->confidence).arg(least.toDouble()));
  }
  return decision;
}

QJsonObject TenantPolicy::approvalLimits() const {
  return m_json.value(QLatin1String("approval_limits")).toObject();
}

bool TenantPolicy::allowsTool(const QString& name) const {
  const QJsonValue allowed = m_json.value(QLatin1String("allowed_tools"));
  return !allowed.isArray() || allowed.toArray().contains(name);
}

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/cases/agent_event.h"

#include "repositories/database/event_id.h"

namespace sentinai {

NewExceptionEvent agentEvent(const QString& agent, const QString& exceptionId, const char* type, const QString& answers,
                             QJsonObject payload, Instant at) {
  NewExceptionEvent event;
  event.eventType = QString::fromLatin1(type);
  event.eventId = deterministicEventId({u"agent", exceptionId, agent, event.eventType, answers});
  event.exceptionId = exceptionId;
  event.actor = {ActorType::Agent, agent};
  event.payload = std::move(payload);
  event.createdAt = at;
  return event;
}

QJsonObject packVersions(const EffectivePack& pack) {
  QJsonObject versions{{QStringLiteral("pack_subject"), pack.pack.domain()}};
  if (pack.packVersion) {
    versions.insert(QStringLiteral("pack_version"), *pack.packVersion);
  }
  if (pack.policyVersion) {
    versions.insert(QStringLiteral("policy_version"), *pack.policyVersion);
  }
  return versions;
}

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/database/work_call.h"

#include "repositories/records/event_types.h"

#include <QSet>

namespace sentinai {

bool isAgentAtWork(const Actor& actor) {
  static const QSet<QString> agents{QStringLiteral("triage"), QStringLiteral("policy"), QStringLiteral("resolution"),
                                    QStringLiteral("playbook"), QStringLiteral("feedback")};
  return actor.type == ActorType::Agent && actor.id && agents.contains(*actor.id);
}

bool callsForWork(const ExceptionEvent& event, Status statusAfter) {
  static const QSet<QString> calling{
      QString::fromLatin1(event_types::kExceptionCreated), QString::fromLatin1(event_types::kExceptionNormalized),
      QString::fromLatin1(event_types::kResolutionSuggested), QString::fromLatin1(event_types::kResolutionApproved),
      QString::fromLatin1(event_types::kResolutionRejected)};
  if (isAgentAtWork(event.actor)) {
    return false;
  }
  const QJsonObject changes = event.payloadObject().value(QLatin1String("changes")).toObject();
  if (!calling.contains(event.eventType) && changes.isEmpty()) {
    return false;
  }
  const QJsonValue to = changes.value(QLatin1String("status")).toObject().value(QLatin1String("to"));
  return statusAfter != Status::Resolved ||
         (to.toString() == toText(Status::Resolved) && !event.eventType.contains(QLatin1Char('.')));
}

} // namespace sentinai

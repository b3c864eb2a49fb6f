// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/database/work_call.h"

#include "repositories/database/exception_state.h"
#include "repositories/records/event_types.h"

#include <QSet>
#include <algorithm>

namespace sentinai {

bool isAgentAtWork(const Actor& actor) {
  static const QSet<QString> agents{QStringLiteral("triage"), QStringLiteral("policy"), QStringLiteral("resolution"),
                                    QStringLiteral("playbook"), QStringLiteral("feedback")};
  return actor.type == ActorType::Agent && actor.id && agents.contains(*actor.id);
}

namespace {

/// Whether its source tells of it: the type is foreign.
bool isTheSources(const ExceptionEvent& event) {
  return event.eventType.contains(QLatin1Char('.'));
}

} // namespace

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
  return statusAfter != Status::Resolved || (resolves(event) && !isTheSources(event));
}

bool endsWork(const std::vector<ExceptionEvent>& events, Status statusAfter) {
  return statusAfter == Status::Resolved && std::ranges::any_of(events, resolves) &&
         std::ranges::all_of(events,
                             [](const ExceptionEvent& event) { return !resolves(event) || isTheSources(event); });
}

} // namespace sentinai

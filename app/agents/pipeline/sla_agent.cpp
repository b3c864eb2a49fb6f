// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/pipeline/sla_agent.h"

#include "app/agents/cases/agent_event.h"
#include "repositories/records/event_types.h"

#include <algorithm>

namespace sentinai {

namespace {
const QString kDeadline = QStringLiteral("deadline");
}

std::optional<Instant> SlaAgent::due(const AgentCase& subject) {
  const Exception& exception = subject.exception;
  if (exception.status == Status::Resolved || !exception.slaDeadline) {
    return std::nullopt;
  }
  const QString deadline = toIsoText(*exception.slaDeadline);
  const bool isTold = std::ranges::any_of(subject.timeline, [&deadline](const ExceptionEvent& event) {
    return event.eventType == QLatin1String(event_types::kSlaBreached) &&
           event.payloadObject().value(kDeadline) == deadline;
  });
  return isTold ? std::nullopt : exception.slaDeadline;
}

std::optional<NewExceptionEvent> SlaAgent::next(const AgentCase& subject, Instant at) {
  const std::optional<Instant> deadline = due(subject);
  if (!deadline || *deadline > at) {
    return std::nullopt;
  }
  const QString text = toIsoText(*deadline);
  return agentEvent(QStringLiteral("triage"), subject.exception.exceptionId, event_types::kSlaBreached, text,
                    {{kDeadline, text}, {QStringLiteral("exception_version"), subject.exception.version}}, at);
}

} // namespace sentinai

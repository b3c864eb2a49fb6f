// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/pipeline/sla_agent.h"

#include "app/agents/cases/agent_event.h"
#include "repositories/database/exception_state.h"
#include "repositories/records/event_types.h"

#include <algorithm>

namespace sentinai {

namespace {

const QString kDeadline = QStringLiteral("deadline");

/// Whether the exception was unresolved at `deadline`, or, where that is still to come, is.
bool wasUnresolved(const AgentCase& subject, Instant deadline) {
  Exception then;
  for (const ExceptionEvent& event : subject.timeline) {
    const bool isFirst = then.exceptionId.isEmpty(); // A deadline may lie before it.
    if ((isFirst || event.createdAt <= deadline) && !applyEvent(then, event)) {
      return subject.exception.status != Status::Resolved; // The times are in another order than the events.
    }
  }
  return then.status != Status::Resolved;
}

} // namespace

std::optional<Instant> SlaAgent::due(const AgentCase& subject) {
  const std::optional<Instant> deadline = subject.exception.slaDeadline;
  if (!deadline) {
    return std::nullopt;
  }
  const QString text = toIsoText(*deadline);
  const bool isTold = std::ranges::any_of(subject.timeline, [&text](const ExceptionEvent& event) {
    return event.eventType == QLatin1String(event_types::kSlaBreached) &&
           event.payloadObject().value(kDeadline) == text;
  });
  return isTold || !wasUnresolved(subject, *deadline) ? std::nullopt : deadline;
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

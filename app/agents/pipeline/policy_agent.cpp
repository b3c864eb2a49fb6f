// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/pipeline/policy_agent.h"

#include "app/agents/pipeline/agent_event.h"
#include "app/agents/pipeline/rule_inputs.h"
#include "repositories/records/event_types.h"

#include <QJsonArray>
#include <QSet>

namespace sentinai {

namespace {

/// The last event since triage that made the case another than policy has seen: triage itself, or a change that is no
/// part of carrying out what was decided. Null before triage.
const ExceptionEvent* lastChange(const AgentCase& subject) {
  static const QSet<QString> ofCourse{
      QString::fromLatin1(event_types::kPolicyEvaluated),    QString::fromLatin1(event_types::kResolutionSuggested),
      QString::fromLatin1(event_types::kResolutionApproved), QString::fromLatin1(event_types::kResolutionRejected),
      QString::fromLatin1(event_types::kPlaybookStarted),    QString::fromLatin1(event_types::kPlaybookStepCompleted),
      QString::fromLatin1(event_types::kPlaybookStepFailed), QString::fromLatin1(event_types::kPlaybookCompleted),
      QString::fromLatin1(event_types::kToolCalled)};
  const ExceptionEvent* triage = subject.last({event_types::kTriageCompleted});
  const ExceptionEvent* last = triage;
  for (const ExceptionEvent& event : subject.timeline) {
    if (triage != nullptr && event.seq > triage->seq && !ofCourse.contains(event.eventType) &&
        !event.payloadObject().value(QLatin1String("changes")).toObject().isEmpty()) {
      last = &event;
    }
  }
  return last;
}

} // namespace

Result<std::optional<NewExceptionEvent>> PolicyAgent::next(const AgentCase& subject, const EffectivePack& pack,
                                                           Instant at) {
  const Exception& exception = subject.exception;
  const ExceptionEvent* answered = lastChange(subject);
  const ExceptionEvent* done = subject.last({event_types::kPolicyEvaluated});
  if (exception.status == Status::Resolved || answered == nullptr || (done != nullptr && done->seq > answered->seq)) {
    return std::nullopt;
  }
  const Result<RuleData> facts = subject.facts(*answered, pack);
  if (!facts) {
    return failure(facts.error());
  }
  Result<PolicyDecision> guarded = pack.pack.policy(*facts);
  if (!guarded) {
    return failure(guarded.error());
  }
  const Result<std::optional<ResolutionDecision>> resolution = pack.pack.resolution(*facts);
  if (!resolution) {
    return failure(resolution.error());
  }
  const PolicyDecision decision = pack.policy.limited(std::move(*guarded), exception, exception.severity, *resolution);
  QJsonObject payload = subject.basis(*answered, pack);
  payload.insert(QStringLiteral("outcome"), toText(decision.outcome));
  payload.insert(QStringLiteral("requires_approval"), decision.outcome == PolicyDecision::Outcome::ApprovalRequired);
  payload.insert(QStringLiteral("rules"), QJsonArray::fromStringList(decision.rules));
  payload.insert(QStringLiteral("reasons"), QJsonArray::fromStringList(decision.reasons));
  payload.insert(QStringLiteral("rationale"), decision.reasons.isEmpty()
                                                  ? QStringLiteral("No guardrail holds and no limit is exceeded.")
                                                  : decision.reasons.join(QLatin1Char(' ')));
  payload.insert(QStringLiteral("inputs"),
                 ruleInputs(pack.pack.json(), QStringLiteral("guardrails"), decision.rules, *facts));
  return agentEvent(QStringLiteral("policy"), exception.exceptionId, event_types::kPolicyEvaluated,
                    answered->eventId.toString(QUuid::WithoutBraces), payload, at);
}

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/pipeline/triage_agent.h"

#include "app/agents/cases/agent_event.h"
#include "app/agents/pipeline/rule_inputs.h"
#include "repositories/records/event_types.h"

#include <QJsonArray>

namespace sentinai {

namespace {

/// How sure the severity is, by the kind of reason that it has: 1 where a rule or what the source says of the exception
/// itself decided, less where a default for many did, least where nothing was known of it. Calibration shows how often
/// each turns out right.
double confidenceIn(const TriageDecision& decision, const QJsonObject& answered) {
  constexpr double kKnown = 1;
  constexpr double kByType = 0.75;
  constexpr double kGuessed = 0.5;
  switch (decision.basis) {
  case TriageDecision::Basis::Rule:
    return kKnown;
  case TriageDecision::Basis::Type:
    return kByType;
  case TriageDecision::Basis::Default:
    return kGuessed;
  case TriageDecision::Basis::Source:
    break;
  }
  const bool isAssumed =
      answered.value(QLatin1String("assumed")).toArray().contains(QJsonValue(QStringLiteral("severity")));
  return isAssumed ? kGuessed : kKnown;
}

} // namespace

Result<std::optional<NewExceptionEvent>> TriageAgent::next(const AgentCase& subject, const EffectivePack& pack,
                                                           Instant at) {
  const Exception& exception = subject.exception;
  const ExceptionEvent* answered = subject.last({event_types::kExceptionCreated, event_types::kExceptionNormalized});
  const ExceptionEvent* done = subject.last({event_types::kTriageCompleted});
  if (exception.status == Status::Resolved || answered == nullptr || (done != nullptr && done->seq > answered->seq)) {
    return std::nullopt;
  }
  return judge(exception, {answered->eventId, {}, {}, {}, answered->payloadObject(), decidedAt(*answered), {}}, pack,
               at);
}

Result<NewExceptionEvent> TriageAgent::judge(const Exception& exception, const NewExceptionEvent& answered,
                                             const EffectivePack& pack, Instant at) {
  const Result<RuleData> facts = ruleFacts(exception, answered.payload, answered.createdAt, pack);
  if (!facts) {
    return failure(facts.error());
  }
  const Result<TriageDecision> decision = pack.pack.triage(exception, *facts);
  if (!decision) {
    return failure(decision.error());
  }
  ExceptionPatch patch;
  patch.setSeverity(decision->severity);
  QJsonValue deadline;
  if (decision->slaDeadline) {
    patch.setSlaDeadline(decision->slaDeadline);
    deadline = toIsoText(*decision->slaDeadline);
  }
  if (exception.status == Status::Open) {
    patch.setStatus(Status::Analyzing);
  }
  QJsonObject payload = decisionBasis(exception, answered.eventId, pack);
  payload.insert(QStringLiteral("severity"), toText(decision->severity));
  payload.insert(QStringLiteral("sla_deadline"), deadline);
  payload.insert(QStringLiteral("rule"), decision->rule);
  payload.insert(QStringLiteral("confidence"), confidenceIn(*decision, answered.payload));
  payload.insert(QStringLiteral("rationale"), decision->reason);
  payload.insert(QStringLiteral("reasons"), QJsonArray{decision->reason});
  payload.insert(QStringLiteral("inputs"),
                 ruleInputs(pack.pack, QStringLiteral("severity_rules"), {decision->rule}, *facts));
  payload.insert(QStringLiteral("changes"), changesBetween(exception, patch));
  return agentEvent(QStringLiteral("triage"), exception.exceptionId, event_types::kTriageCompleted,
                    answered.eventId.toString(QUuid::WithoutBraces), payload, at);
}

} // namespace sentinai

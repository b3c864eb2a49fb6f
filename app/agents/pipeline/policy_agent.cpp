// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/pipeline/policy_agent.h"

#include "app/agents/cases/agent_event.h"
#include "app/agents/pipeline/rule_inputs.h"
#include "repositories/database/standing_approval.h"
#include "repositories/records/event_types.h"

#include <QJsonArray>
#include <QSet>
#include <algorithm>

namespace sentinai {

namespace {

using Outcome = PolicyDecision::Outcome;

/// The last event since triage that made the case another than policy has seen: triage itself, or a change that is no
/// part of carrying out what was decided. Null before triage.
const ExceptionEvent* lastChange(const AgentCase& subject) {
  static const QSet<QString> ofCourse{
      QString::fromLatin1(event_types::kPolicyEvaluated), QString::fromLatin1(event_types::kResolutionSuggested),
      QString::fromLatin1(event_types::kResolutionApproved), QString::fromLatin1(event_types::kResolutionRejected)};
  const ExceptionEvent* triage = subject.last({event_types::kTriageCompleted});
  const ExceptionEvent* last = triage;
  for (const ExceptionEvent& event : subject.timeline) {
    if (triage != nullptr && event.seq > triage->seq && !ofCourse.contains(event.eventType) &&
        changesWhatWasDecided(event)) {
      last = &event;
    }
  }
  return last;
}

/// Whether this version of a playbook has been gone through since triage.
bool isDone(const AgentCase& subject, const PlaybookDefinition& definition) {
  const ExceptionEvent* triage = subject.last({event_types::kTriageCompleted});
  return std::ranges::any_of(subject.timeline, [&](const ExceptionEvent& event) {
    const QJsonObject payload = event.payloadObject();
    return event.seq > triage->seq && event.eventType == QLatin1String(event_types::kPlaybookCompleted) &&
           payload.value(QLatin1String("playbook_id")).toInt() == definition.playbook.playbookId &&
           payload.value(QLatin1String("outcome")) != QLatin1String("cancelled");
  });
}

/// The playbook that the resolution rule names, else the first that matches; null where there is none, or it has been
/// gone through.
Result<const PlaybookDefinition*> choose(const AgentCase& subject, const AgentKit& kit, const RuleData& facts,
                                         const std::optional<ResolutionDecision>& resolution,
                                         PolicyDecision& decision) {
  const bool isNamed = resolution && resolution->playbook;
  const Result<const PlaybookDefinition*> chosen =
      isNamed ? playbookNamed(kit.playbooks, *resolution->playbook) : matchingPlaybook(kit.playbooks, facts);
  if (chosen && *chosen == nullptr && isNamed) {
    decision.rules << QStringLiteral("playbook");
    decision.reasons << QStringLiteral("There is no active playbook %1.").arg(*resolution->playbook);
  }
  if (chosen && *chosen != nullptr && isDone(subject, **chosen)) {
    return nullptr;
  }
  return chosen;
}

} // namespace

Result<std::optional<NewExceptionEvent>> PolicyAgent::next(const AgentCase& subject, const AgentKit& kit, Instant at) {
  const EffectivePack& pack = kit.pack;
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
  PolicyDecision decision = pack.policy.limited(std::move(*guarded), exception, exception.severity, *resolution);
  Result<const PlaybookDefinition*> playbook = choose(subject, kit, *facts, *resolution, decision);
  if (!playbook) {
    return failure(playbook.error());
  }
  if (decision.outcome == Outcome::Denied) {
    playbook = nullptr;
  }
  if (*playbook != nullptr && (*playbook)->needsPerson()) {
    decision.outcome = Outcome::ApprovalRequired;
    decision.rules << QStringLiteral("playbook/force_settle");
    decision.reasons << QStringLiteral("The playbook %1 settles by force.").arg((*playbook)->playbook.name);
  }
  QJsonObject payload = subject.basis(*answered, pack);
  QJsonObject fields{{QStringLiteral("current_playbook_id"), QJsonValue()},
                     {QStringLiteral("current_step"), QJsonValue()}};
  if (*playbook != nullptr) {
    const int playbookId = (*playbook)->playbook.playbookId;
    const std::vector<PlaybookStep>& steps = (*playbook)->steps;
    // A run of the same playbook goes on where it is, once it is allowed again.
    const QJsonValue step = exception.currentPlaybookId == playbookId && exception.currentStep ? *exception.currentStep
                            : steps.empty()                                                    ? QJsonValue()
                                            : QJsonValue(steps.front().stepOrder);
    fields = {{QStringLiteral("current_playbook_id"), playbookId}, {QStringLiteral("current_step"), step}};
    payload.insert(QStringLiteral("playbook_id"), playbookId);
    payload.insert(QStringLiteral("playbook"), (*playbook)->playbook.name);
    payload.insert(QStringLiteral("step"), step);
  }
  const Result<ExceptionPatch> patch = ExceptionPatch::fromJson(fields);
  if (!patch) {
    return failure(patch.error());
  }
  if (const QJsonObject changes = changesBetween(exception, *patch); !changes.isEmpty()) {
    payload.insert(QStringLiteral("changes"), changes);
  }
  payload.insert(QStringLiteral("outcome"), toText(decision.outcome));
  payload.insert(QStringLiteral("requires_approval"), decision.outcome == Outcome::ApprovalRequired);
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

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

/// What a person has asked for since, and nobody has rejected: policy answers late, and what it would have chosen
/// before takes the place of nothing that came after. Null where there is no such thing.
const ExceptionEvent* overtaking(const AgentCase& subject, const ExceptionEvent& answered) {
  const StandingApproval standing = StandingApproval::of(subject.timeline);
  const ExceptionEvent* wish = standing.suggestion;
  const bool stands = wish != nullptr && wish->seq > answered.seq && wish->actor.type == ActorType::User &&
                      standing.rejection == nullptr && !standing.lapsed;
  return stands ? wish : nullptr;
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

/// Which playbook is to run, and why this one, or none.
struct Choice {
  const PlaybookDefinition* playbook = nullptr;
  QString reason;
  std::optional<double> priority; ///< Of the conditions that chose it.
  QStringList read;               ///< What of the facts these read.
};

/// The playbook that the resolution rule names, else the first that matches; none where it has been gone through, or
/// nothing may be done.
Result<Choice> choose(const AgentCase& subject, const AgentKit& kit, const RuleData& facts,
                      const std::optional<ResolutionDecision>& resolution, PolicyDecision& decision) {
  Choice choice;
  if (resolution && resolution->playbook) {
    choice.playbook = playbookNamed(kit.playbooks, *resolution->playbook);
    choice.reason = QStringLiteral("The resolution rule %1 names it.").arg(resolution->rule);
    if (choice.playbook == nullptr) {
      choice.reason = QStringLiteral("There is no active playbook %1.").arg(*resolution->playbook);
    }
  } else {
    const Result<const PlaybookDefinition*> matching = matchingPlaybook(kit.playbooks, facts);
    if (!matching) {
      return failure(matching.error());
    }
    choice.playbook = *matching;
    choice.reason = QStringLiteral("The conditions of no active playbook hold.");
    if (choice.playbook != nullptr) {
      const Result<PlaybookCondition> condition = PlaybookCondition::fromJson(choice.playbook->playbook.conditions);
      if (!condition) {
        return failure(condition.error());
      }
      choice.reason =
          QStringLiteral("Of the active playbooks whose conditions hold it is the first by priority and name.");
      choice.priority = condition->priority();
      choice.read = condition->paths();
    }
  }
  if (choice.playbook != nullptr && isDone(subject, *choice.playbook)) {
    return Choice{nullptr, QStringLiteral("The playbook %1 has been gone through.").arg(choice.playbook->playbook.name),
                  std::nullopt, choice.read};
  }
  if (choice.playbook != nullptr && decision.outcome == Outcome::Denied) {
    return Choice{nullptr, QStringLiteral("A guardrail denies what is to be done."), std::nullopt, choice.read};
  }
  return choice;
}

/// What was read to come to the decision: by the guardrails, whether they held or not, the tenant's limits, the
/// resolution rule and the conditions of the playbook.
QJsonObject inputsOf(const EffectivePack& pack, const std::optional<ResolutionDecision>& resolution,
                     const Choice& choice, const RuleData& facts) {
  const QString guardrails = QStringLiteral("guardrails");
  const QJsonObject limits = pack.policy.approvalLimits();
  QStringList asked = pack.pack.json().value(guardrails).toObject().keys();
  for (const QString& limit : limits.keys()) {
    asked << QStringLiteral("approval_limits/") + limit;
  }
  QJsonObject inputs = ruleInputs(pack.pack, guardrails, asked, facts);
  const auto add = [&inputs](const QJsonObject& more) {
    for (auto input = more.begin(); input != more.end(); ++input) {
      inputs.insert(input.key(), input.value());
    }
  };
  if (resolution) {
    add(ruleInputs(pack.pack, QStringLiteral("resolution_rules"), {resolution->rule}, facts));
    if (limits.contains(QLatin1String("confidence"))) {
      add({{QStringLiteral("resolution.confidence"), resolution->confidence}});
    }
  }
  add(inputsAt(choice.read, facts));
  return inputs;
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
  const Result<Choice> choice = choose(subject, kit, *facts, *resolution, decision);
  if (!choice) {
    return failure(choice.error());
  }
  const PlaybookDefinition* playbook = choice->playbook;
  if (playbook != nullptr && playbook->needsPerson()) {
    decision.outcome = Outcome::ApprovalRequired;
    decision.rules << QStringLiteral("playbook/force_settle");
    decision.reasons << QStringLiteral("The playbook %1 settles by force.").arg(playbook->playbook.name);
  }
  QJsonObject payload = subject.basis(*answered, pack);
  QJsonObject fields{{QStringLiteral("current_playbook_id"), QJsonValue()},
                     {QStringLiteral("current_step"), QJsonValue()}};
  if (playbook != nullptr) {
    const int playbookId = playbook->playbook.playbookId;
    const std::vector<PlaybookStep>& steps = playbook->steps;
    // A run of the same playbook goes on where it is, once it is allowed again.
    const QJsonValue step = exception.currentPlaybookId == playbookId && exception.currentStep ? *exception.currentStep
                            : steps.empty()                                                    ? QJsonValue()
                                            : QJsonValue(steps.front().stepOrder);
    fields = {{QStringLiteral("current_playbook_id"), playbookId}, {QStringLiteral("current_step"), step}};
    payload.insert(QStringLiteral("playbook_id"), playbookId);
    payload.insert(QStringLiteral("playbook"), playbook->playbook.name);
    payload.insert(QStringLiteral("step"), step);
  }
  if (const ExceptionEvent* wish = overtaking(subject, *answered)) {
    fields = {};
    payload.insert(QStringLiteral("overtaken_by"), wish->eventId.toString(QUuid::WithoutBraces));
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
  payload.insert(QStringLiteral("guardrails"),
                 QJsonArray::fromStringList(pack.pack.json().value(QLatin1String("guardrails")).toObject().keys()));
  if (const QJsonObject limits = pack.policy.approvalLimits(); !limits.isEmpty()) {
    payload.insert(QStringLiteral("limits"), limits);
  }
  if (*resolution) {
    payload.insert(QStringLiteral("resolution_rule"), (*resolution)->rule);
  }
  payload.insert(QStringLiteral("playbook_reason"), choice->reason);
  if (choice->priority) {
    payload.insert(QStringLiteral("playbook_priority"), *choice->priority);
  }
  payload.insert(QStringLiteral("inputs"), inputsOf(pack, *resolution, *choice, *facts));
  return agentEvent(QStringLiteral("policy"), exception.exceptionId, event_types::kPolicyEvaluated,
                    answered->eventId.toString(QUuid::WithoutBraces), payload, at);
}

} // namespace sentinai

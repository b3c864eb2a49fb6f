// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/pipeline/resolution_agent.h"

#include "app/agents/cases/action_hash.h"
#include "app/agents/cases/agent_event.h"
#include "app/agents/pipeline/rule_inputs.h"
#include "repositories/database/standing_approval.h"
#include "repositories/database/work_call.h"
#include "repositories/records/event_types.h"

#include <QJsonArray>
#include <algorithm>

namespace sentinai {

namespace {

using Outcome = PolicyDecision::Outcome;

Outcome outcomeOf(const ExceptionEvent& policy) {
  return fromText<Outcome>(policy.payloadObject().value(QLatin1String("outcome")).toString()).value_or(Outcome::Denied);
}

QJsonArray evidenceOf(const AgentCase& subject) {
  QJsonArray evidence;
  for (const SimilarException& similar : subject.similar) {
    evidence.append(QJsonObject{{QStringLiteral("exception_id"), similar.exception.exceptionId},
                                {QStringLiteral("score"), similar.score},
                                {QStringLiteral("reasons"), QJsonArray::fromStringList(similar.reasons)}});
  }
  return evidence;
}

/// What the pack suggests, with the playbook that policy has chosen; that alone where the pack suggests nothing.
std::optional<ResolutionDecision> proposed(const std::optional<ResolutionDecision>& found, const QString& playbook) {
  if (found || playbook.isEmpty()) {
    return found;
  }
  return ResolutionDecision{{},
                            QStringLiteral("Run the playbook %1").arg(playbook),
                            1,
                            QStringLiteral("It is the playbook for such exceptions."),
                            std::nullopt};
}

/// The event that policy answered: a resolution rule is asked about the same as it was for policy.
const ExceptionEvent& answeredBy(const AgentCase& subject, const ExceptionEvent& policy) {
  const QString id = policy.payloadObject().value(QLatin1String("answers")).toString();
  const auto found = std::ranges::find_if(subject.timeline, [&id](const ExceptionEvent& event) {
    return event.eventId.toString(QUuid::WithoutBraces) == id;
  });
  return found == subject.timeline.end() ? policy : *found;
}

Result<std::optional<NewExceptionEvent>> suggestion(const AgentCase& subject, const ExceptionEvent& policy,
                                                    const AgentKit& kit, Instant at) {
  const EffectivePack& pack = kit.pack;
  const Result<RuleData> facts = subject.facts(answeredBy(subject, policy), pack);
  if (!facts) {
    return failure(facts.error());
  }
  const Result<std::optional<ResolutionDecision>> found = pack.pack.resolution(*facts);
  if (!found) {
    return failure(found.error());
  }
  const QJsonObject allowed = policy.payloadObject();
  const QString playbook = allowed.value(QLatin1String("playbook")).toString();
  const std::optional<ResolutionDecision> decision = proposed(*found, playbook);
  if (!decision) {
    return std::nullopt;
  }
  QJsonObject payload = subject.basis(policy, pack);
  payload.insert(QStringLiteral("summary"), decision->action);
  payload.insert(QStringLiteral("confidence"), decision->confidence);
  payload.insert(QStringLiteral("rationale"), decision->rationale);
  if (!decision->rule.isEmpty()) {
    payload.insert(QStringLiteral("rule"), decision->rule);
  }
  payload.insert(QStringLiteral("inputs"),
                 ruleInputs(pack.pack, QStringLiteral("resolution_rules"), {decision->rule}, *facts));
  payload.insert(QStringLiteral("evidence"), evidenceOf(subject));
  payload.insert(QStringLiteral("requires_approval"), outcomeOf(policy) == Outcome::ApprovalRequired);
  std::optional<ActionPlaybook> toRun;
  if (!playbook.isEmpty()) {
    toRun = ActionPlaybook{allowed.value(QLatin1String("playbook_id")).toInt(), {}, std::nullopt};
    payload.insert(QStringLiteral("playbook"), playbook);
    payload.insert(QStringLiteral("playbook_id"), toRun->playbookId);
    if (const PlaybookDefinition* definition = kit.playbook(toRun->playbookId)) {
      toRun->contentHash = definition->contentHash();
      payload.insert(QStringLiteral("playbook_hash"), toRun->contentHash);
    }
  }
  payload.insert(QStringLiteral("action_hash"), actionHash(subject.exception, decision->action, toRun));
  NewExceptionEvent event =
      agentEvent(QStringLiteral("resolution"), subject.exception.exceptionId, event_types::kResolutionSuggested,
                 policy.eventId.toString(QUuid::WithoutBraces), {}, at);
  payload.insert(QStringLiteral("suggestion_id"), event.eventId.toString(QUuid::WithoutBraces));
  event.payload = payload;
  return event;
}

/// Whether policy, which allows what is to be done with the case, need not ask a person about this suggestion: one of
/// the agents', or a person's wish to have a playbook run that does nothing that only people may allow.
bool isForPolicy(const ExceptionEvent& suggested, const AgentKit& kit) {
  if (suggested.actor.type != ActorType::User) {
    return suggested.actor.id == QStringLiteral("resolution");
  }
  const QJsonObject payload = suggested.payloadObject();
  const int playbookId = payload.value(QLatin1String("playbook_id")).toInt();
  const PlaybookDefinition* wished = kit.playbook(playbookId);
  return wished != nullptr && !wished->needsPerson() && payload.contains(QLatin1String("action_hash"));
}

NewExceptionEvent approval(const AgentCase& subject, const ExceptionEvent& policy, const ExceptionEvent& suggested,
                           const EffectivePack& pack, Instant at) {
  const QJsonObject suggestion = suggested.payloadObject();
  QJsonObject payload = subject.basis(suggested, pack);
  for (const QString& member : {QStringLiteral("suggestion_id"), QStringLiteral("action_hash")}) {
    payload.insert(member, suggestion.value(member));
  }
  const QJsonObject decided = policy.payloadObject();
  const QJsonValue rationale = decided.value(QLatin1String("rationale"));
  payload.insert(QStringLiteral("comment"), rationale);
  payload.insert(QStringLiteral("reasons"), QJsonArray{rationale});
  payload.insert(QStringLiteral("policy_event"), policy.eventId.toString(QUuid::WithoutBraces));
  for (const QString& member :
       {QStringLiteral("rules"), QStringLiteral("guardrails"), QStringLiteral("limits"), QStringLiteral("inputs")}) {
    if (decided.contains(member)) {
      payload.insert(member, decided.value(member));
    }
  }
  if (const QString rule = QStringLiteral("rule"); suggestion.contains(rule)) {
    payload.insert(rule, suggestion.value(rule));
  }
  return agentEvent(QStringLiteral("policy"), subject.exception.exceptionId, event_types::kResolutionApproved,
                    suggested.eventId.toString(QUuid::WithoutBraces), payload, at);
}

} // namespace

bool ResolutionAgent::wantsEvidence(const AgentCase& subject) {
  const ExceptionEvent* policy = subject.last({event_types::kPolicyEvaluated});
  return subject.exception.status != Status::Resolved && subject.isJudgedAnew() &&
         outcomeOf(*policy) != Outcome::Denied;
}

Instant ResolutionAgent::evidenceUntil(const AgentCase& subject) {
  const auto last = std::ranges::find_if(subject.timeline.rbegin(), subject.timeline.rend(),
                                         [](const ExceptionEvent& event) { return !isAgentAtWork(event.actor); });
  return last == subject.timeline.rend() ? Instant{} : last->recordedAt;
}

Result<std::optional<NewExceptionEvent>> ResolutionAgent::next(const AgentCase& subject, const AgentKit& kit,
                                                               Instant at) {
  const EffectivePack& pack = kit.pack;
  const ExceptionEvent* policy = subject.last({event_types::kPolicyEvaluated});
  if (wantsEvidence(subject)) {
    return suggestion(subject, *policy, kit, at);
  }
  const StandingApproval standing = StandingApproval::of(subject.timeline);
  if (subject.exception.status == Status::Resolved || policy == nullptr || outcomeOf(*policy) != Outcome::Allowed ||
      standing.suggestion == nullptr || standing.approval != nullptr || standing.rejection != nullptr ||
      standing.lapsed || !isForPolicy(*standing.suggestion, kit)) {
    return std::nullopt;
  }
  return approval(subject, *policy, *standing.suggestion, pack, at);
}

} // namespace sentinai

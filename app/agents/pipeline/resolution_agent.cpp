// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/pipeline/resolution_agent.h"

#include "app/agents/pipeline/agent_event.h"
#include "app/agents/pipeline/rule_inputs.h"
#include "repositories/records/event_types.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>

namespace sentinai {

namespace {

constexpr std::size_t kMostEvidence = 5;

using Outcome = PolicyDecision::Outcome;

Outcome outcomeOf(const ExceptionEvent& policy) {
  return fromText<Outcome>(policy.payloadObject().value(QLatin1String("outcome")).toString()).value_or(Outcome::Denied);
}

/// What an approval is bound to: another action, or the same after the exception has changed, has another.
QString actionHash(const Exception& exception, const ResolutionDecision& decision) {
  const QJsonObject bound{{QStringLiteral("exception_id"), exception.exceptionId},
                          {QStringLiteral("exception_version"), exception.version},
                          {QStringLiteral("action"), decision.action},
                          {QStringLiteral("playbook"), decision.playbook.value_or(QString())}};
  const QByteArray canonical = QJsonDocument(bound).toJson(QJsonDocument::Compact);
  return QString::fromLatin1(QCryptographicHash::hash(canonical, QCryptographicHash::Sha256).toHex());
}

QJsonArray evidenceOf(const AgentCase& subject) {
  QJsonArray evidence;
  for (const SimilarException& similar : subject.similar) {
    if (similar.exception.status == Status::Resolved && evidence.size() < qsizetype{kMostEvidence}) {
      evidence.append(QJsonObject{{QStringLiteral("exception_id"), similar.exception.exceptionId},
                                  {QStringLiteral("score"), similar.score},
                                  {QStringLiteral("reasons"), QJsonArray::fromStringList(similar.reasons)}});
    }
  }
  return evidence;
}

Result<std::optional<NewExceptionEvent>> suggestion(const AgentCase& subject, const ExceptionEvent& policy,
                                                    const EffectivePack& pack, Instant at) {
  const Result<RuleData> facts = subject.facts(policy, pack);
  if (!facts) {
    return failure(facts.error());
  }
  const Result<std::optional<ResolutionDecision>> found = pack.pack.resolution(*facts);
  if (!found) {
    return failure(found.error());
  }
  if (!*found) {
    return std::nullopt;
  }
  const ResolutionDecision& decision = **found;
  QJsonObject payload = subject.basis(policy, pack);
  payload.insert(QStringLiteral("summary"), decision.action);
  payload.insert(QStringLiteral("confidence"), decision.confidence);
  payload.insert(QStringLiteral("rationale"), decision.rationale);
  payload.insert(QStringLiteral("rule"), decision.rule);
  payload.insert(QStringLiteral("inputs"),
                 ruleInputs(pack.pack.json(), QStringLiteral("resolution_rules"), {decision.rule}, *facts));
  payload.insert(QStringLiteral("evidence"), evidenceOf(subject));
  payload.insert(QStringLiteral("requires_approval"), outcomeOf(policy) == Outcome::ApprovalRequired);
  payload.insert(QStringLiteral("action_hash"), actionHash(subject.exception, decision));
  if (decision.playbook) {
    payload.insert(QStringLiteral("playbook"), *decision.playbook);
  }
  NewExceptionEvent event =
      agentEvent(QStringLiteral("resolution"), subject.exception.exceptionId, event_types::kResolutionSuggested,
                 policy.eventId.toString(QUuid::WithoutBraces), {}, at);
  payload.insert(QStringLiteral("suggestion_id"), event.eventId.toString(QUuid::WithoutBraces));
  event.payload = payload;
  return event;
}

NewExceptionEvent approval(const AgentCase& subject, const ExceptionEvent& policy, const ExceptionEvent& suggested,
                           const EffectivePack& pack, Instant at) {
  const QJsonObject suggestion = suggested.payloadObject();
  QJsonObject payload = subject.basis(suggested, pack);
  for (const QString& member : {QStringLiteral("suggestion_id"), QStringLiteral("action_hash")}) {
    payload.insert(member, suggestion.value(member));
  }
  payload.insert(QStringLiteral("comment"), policy.payloadObject().value(QLatin1String("rationale")));
  return agentEvent(QStringLiteral("policy"), subject.exception.exceptionId, event_types::kResolutionApproved,
                    suggested.eventId.toString(QUuid::WithoutBraces), payload, at);
}

} // namespace

bool ResolutionAgent::wantsEvidence(const AgentCase& subject) {
  const ExceptionEvent* policy = subject.last({event_types::kPolicyEvaluated});
  const ExceptionEvent* suggested = subject.last({event_types::kResolutionSuggested});
  return subject.exception.status != Status::Resolved && policy != nullptr && outcomeOf(*policy) != Outcome::Denied &&
         (suggested == nullptr || suggested->seq < policy->seq);
}

Result<std::optional<NewExceptionEvent>> ResolutionAgent::next(const AgentCase& subject, const EffectivePack& pack,
                                                               Instant at) {
  const ExceptionEvent* policy = subject.last({event_types::kPolicyEvaluated});
  if (wantsEvidence(subject)) {
    return suggestion(subject, *policy, pack, at);
  }
  const ExceptionEvent* suggested = subject.last({event_types::kResolutionSuggested});
  const ExceptionEvent* judged = subject.last({event_types::kResolutionApproved, event_types::kResolutionRejected});
  const QString agent = QStringLiteral("resolution");
  if (subject.exception.status == Status::Resolved || policy == nullptr || outcomeOf(*policy) != Outcome::Allowed ||
      suggested == nullptr || suggested->actor.id != agent || (judged != nullptr && judged->seq > suggested->seq)) {
    return std::nullopt;
  }
  return approval(subject, *policy, *suggested, pack, at);
}

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/cases/agent_case.h"

#include "app/agents/cases/agent_event.h"
#include "app/agents/packs/pack_facts.h"
#include "repositories/records/event_types.h"

#include <QJsonDocument>
#include <algorithm>

namespace sentinai {

const ExceptionEvent* AgentCase::last(std::initializer_list<const char*> types) const {
  const auto isOne = [&types](const ExceptionEvent& event) {
    return std::ranges::any_of(types, [&event](const char* type) { return event.eventType == QLatin1String(type); });
  };
  const auto found = std::find_if(timeline.rbegin(), timeline.rend(), isOne);
  return found == timeline.rend() ? nullptr : &*found;
}

bool AgentCase::isJudgedAnew() const {
  const ExceptionEvent* policy = last({event_types::kPolicyEvaluated});
  const ExceptionEvent* suggested = last({event_types::kResolutionSuggested});
  return policy != nullptr && (suggested == nullptr || (suggested->seq < policy->seq &&
                                                        policy->payloadObject().value(QLatin1String("overtaken_by")) !=
                                                            suggested->eventId.toString(QUuid::WithoutBraces)));
}

Result<Done> AgentCase::advance(const NewExceptionEvent& event) {
  ExceptionEvent appended;
  appended.eventId = event.eventId;
  appended.exceptionId = event.exceptionId;
  appended.seq = timeline.empty() ? 1 : timeline.back().seq + 1;
  appended.eventType = event.eventType;
  appended.actor = event.actor;
  appended.payload = QJsonDocument(event.payload).toJson(QJsonDocument::Compact);
  appended.createdAt = event.createdAt;
  Result<Done> applied = applyEvent(exception, event);
  if (applied) {
    timeline.push_back(std::move(appended));
  }
  return applied;
}

Result<RuleData> AgentCase::facts(const ExceptionEvent& answered, const EffectivePack& pack) const {
  return ruleFacts(exception, answered.payloadObject(), decidedAt(answered), pack);
}

QJsonObject AgentCase::basis(const ExceptionEvent& answered, const EffectivePack& pack) const {
  return decisionBasis(exception, answered.eventId, pack);
}

Result<RuleData> ruleFacts(const Exception& exception, const QJsonObject& payload, Instant at,
                           const EffectivePack& pack) {
  RuleResult<RuleData> facts = RuleData::fromJson(packFacts(exception, payload, at, pack.pack.json()));
  if (!facts) {
    return failure(DbError::Kind::InvalidInput, facts.error().message());
  }
  return std::move(*facts);
}

QJsonObject decisionBasis(const Exception& exception, const QUuid& answered, const EffectivePack& pack) {
  QJsonObject basis = packVersions(pack);
  basis.insert(QStringLiteral("answers"), answered.toString(QUuid::WithoutBraces));
  basis.insert(QStringLiteral("exception_version"), exception.version);
  return basis;
}

Instant decidedAt(const ExceptionEvent& answered) {
  // A person may date an event back, and would be judged by that time otherwise.
  const bool isDatedByPerson = answered.actor.type == ActorType::User;
  return isDatedByPerson ? std::max(answered.createdAt, answered.recordedAt) : answered.createdAt;
}

Task<AgentCase> loadCase(Session* session, QString exceptionId, CancelToken token) {
  // The exception, then its events: whoever writes in between makes the version another, and appending is refused.
  Result<Exception> exception = co_await session->exceptions().get(exceptionId, token);
  if (!exception) {
    co_return failure(exception.error());
  }
  AgentCase subject{std::move(*exception), {}, {}};
  EventQuery query;
  query.limit = kMaxPageSize;
  do {
    Result<Page<ExceptionEvent>> page = co_await session->events().timeline(exceptionId, query, token);
    if (!page) {
      co_return failure(page.error());
    }
    std::ranges::move(page->rows, std::back_inserter(subject.timeline));
    query.after = page->next;
  } while (query.after);
  std::ranges::sort(subject.timeline, {}, &ExceptionEvent::seq);
  co_return subject;
}

} // namespace sentinai

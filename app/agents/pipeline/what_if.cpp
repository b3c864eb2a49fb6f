// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/pipeline/what_if.h"

#include "app/agents/pipeline/policy_agent.h"
#include "app/agents/pipeline/resolution_agent.h"
#include "app/agents/pipeline/triage_agent.h"

namespace sentinai {

namespace {

constexpr int kAtOnce = 200;

QJsonObject membersOf(const QJsonObject& payload, const std::vector<const char*>& names) {
  QJsonObject members;
  for (const char* name : names) {
    members.insert(QLatin1String(name), payload.value(QLatin1String(name)));
  }
  return members;
}

/// The case with which an exception began. InvalidInput where the events open none.
Result<AgentCase> opened(std::vector<ExceptionEvent> events) {
  AgentCase subject;
  for (const ExceptionEvent& event : events) {
    if (const Result<Done> applied = applyEvent(subject.exception, event); !applied) {
      return failure(applied.error());
    }
  }
  if (events.empty()) {
    return failure(DbError::Kind::InvalidInput, QStringLiteral("No event says how it was opened."));
  }
  subject.timeline = std::move(events);
  return subject;
}

/// What the agents decide about it one after the other, at the time when it was opened.
Result<WhatIfDecision> decided(AgentCase subject, const AgentKit& kit) {
  WhatIfDecision decision;
  const Instant at = subject.timeline.back().createdAt;
  const auto triage = [](const AgentCase& one, const AgentKit& with, Instant when) {
    return TriageAgent::next(one, with.pack, when);
  };
  using Agent = Result<std::optional<NewExceptionEvent>> (*)(const AgentCase&, const AgentKit&, Instant);
  struct Asked {
    Agent agent;
    QJsonObject* written;
    std::vector<const char*> members;
  };
  for (const auto& [agent, written, members] :
       {Asked{Agent(triage), &decision.triage, {"severity", "sla_deadline", "rule", "rationale"}},
        Asked{PolicyAgent::next, &decision.policy, {"outcome", "rules", "reasons", "playbook"}},
        Asked{ResolutionAgent::next, &decision.resolution, {"summary", "rule", "confidence", "rationale"}}}) {
    const Result<std::optional<NewExceptionEvent>> event = agent(subject, kit, at);
    if (!event) {
      return failure(event.error());
    }
    if (*event) {
      *written = membersOf((*event)->payload, members);
      if (const Result<Done> advanced = subject.advance(**event); !advanced) {
        return failure(advanced.error());
      }
    }
  }
  return decision;
}

} // namespace

Task<WhatIfReport> whatIf(Session* session, EffectivePack active, EffectivePack candidate, Instant since,
                          std::function<void(const WhatIfChange&)> sink,
                          std::function<void(const Exception&, const DbError&)> undecided, CancelToken token) {
  const Result<std::vector<PlaybookDefinition>> playbooks = co_await activePlaybooks(session, token);
  if (!playbooks) {
    co_return failure(playbooks.error());
  }
  ExceptionQuery query;
  query.filter.domains = {candidate.pack.domain()};
  query.filter.created.from = since;
  query.limit = kAtOnce;
  const AgentKit before{std::move(active), *playbooks};
  const AgentKit after{std::move(candidate), *playbooks};
  WhatIfReport report;
  do {
    const Result<Page<Exception>> page = co_await session->exceptions().list(query, token);
    if (!page) {
      co_return failure(page.error());
    }
    QStringList ids;
    for (const Exception& exception : page->rows) {
      ids << exception.exceptionId;
    }
    Result<std::vector<ExceptionEvent>> events = co_await session->events().openings(ids, token);
    if (!events) {
      co_return failure(events.error());
    }
    QHash<QString, std::vector<ExceptionEvent>> openings;
    for (ExceptionEvent& event : *events) {
      openings[event.exceptionId].push_back(std::move(event));
    }
    for (const Exception& exception : page->rows) {
      ++report.examined;
      const Result<AgentCase> subject = opened(openings.take(exception.exceptionId));
      const Result<WhatIfDecision> was = subject ? decided(*subject, before) : failure(subject.error());
      const Result<WhatIfDecision> would = was ? decided(*subject, after) : was;
      if (!would) {
        ++report.undecided;
        undecided(exception, would.error());
        continue;
      }
      if (*was == *would) {
        continue;
      }
      ++report.changed;
      const QString from = was->triage.value(QLatin1String("severity")).toString();
      const QString to = would->triage.value(QLatin1String("severity")).toString();
      if (from != to) {
        ++report.severities[from + QStringLiteral(" → ") + to];
      }
      sink({subject->exception, *was, *would});
    }
    query.after = page->next;
  } while (query.after);
  co_return report;
}

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/pipeline/agent_run.h"

#include "app/agents/pipeline/feedback_agent.h"
#include "app/agents/pipeline/leased_work.h"
#include "app/agents/pipeline/playbook_runner.h"
#include "app/agents/pipeline/policy_agent.h"
#include "app/agents/pipeline/resolution_agent.h"
#include "app/agents/pipeline/sla_agent.h"
#include "app/agents/pipeline/triage_agent.h"
#include "repositories/records/event_types.h"

namespace sentinai {

namespace {

constexpr int kAttempts = 5;

/// What the agents append to the case, one after the other; `subject` is then as it will be.
Task<std::vector<NewExceptionEvent>> decide(Session* session, const AgentKit* kit, AgentCase* subject,
                                            CancelToken token) {
  std::vector<NewExceptionEvent> events;
  const Instant at = currentInstant();
  while (std::optional<NewExceptionEvent> feedback = FeedbackAgent::next(*subject, at)) {
    const Result<Done> advanced = subject->advance(*feedback);
    if (!advanced) {
      co_return failure(advanced.error());
    }
    events.push_back(std::move(*feedback));
  }
  const auto triage = [](const AgentCase& one, const AgentKit& with, Instant when) {
    return TriageAgent::next(one, with.pack, when);
  };
  const auto deadline = [](const AgentCase& one, const AgentKit&, Instant when) {
    return Result<std::optional<NewExceptionEvent>>(SlaAgent::next(one, when));
  };
  using Agent = Result<std::optional<NewExceptionEvent>> (*)(const AgentCase&, const AgentKit&, Instant);
  for (const Agent agent : {Agent(triage), Agent(PolicyAgent::next), Agent(deadline), Agent(ResolutionAgent::next),
                            Agent(ResolutionAgent::next)}) {
    if (agent == Agent(ResolutionAgent::next) && ResolutionAgent::wantsEvidence(*subject)) {
      auto similar =
          co_await session->exceptions().similar(subject->exception.exceptionId, ResolutionAgent::kMostEvidence,
                                                 ResolutionAgent::evidenceUntil(*subject), token);
      if (!similar) {
        co_return failure(similar.error());
      }
      subject->similar = std::move(*similar);
    }
    Result<std::optional<NewExceptionEvent>> event = agent(*subject, *kit, at);
    if (!event) {
      co_return failure(event.error());
    }
    if (!*event) {
      continue;
    }
    const Result<Done> advanced = subject->advance(**event);
    if (!advanced) {
      co_return failure(advanced.error());
    }
    events.push_back(std::move(**event));
  }
  co_return events;
}

std::optional<Instant> earlier(const std::optional<Instant>& a, const std::optional<Instant>& b) {
  return a && b ? std::min(*a, *b) : a ? a : b;
}

/// Writes them, decided on when the exception had that version. Conflict where it has another by now; but what a tool
/// has been called for is told whatever has changed meanwhile.
Task<Done> write(Session* session, std::vector<NewExceptionEvent> events, int version, WorkDone* done,
                 CancelToken token) {
  if (events.empty()) {
    co_return Done{};
  }
  if (events.front().eventType != QLatin1String(event_types::kToolCalled)) {
    events.front().expectedVersion = version;
  }
  const auto written = co_await session->events().appendBatch(events, token);
  if (!written) {
    co_return failure(written.error());
  }
  for (const NewExceptionEvent& event : events) {
    done->events << event.eventType;
  }
  co_return Done{};
}

/// Has the agents decide, and the playbook go on until it waits or has ended; what its steps have changed the agents
/// then look at. Conflict where the exception changes meanwhile: what was written until then stays, and reading it
/// again leads on from there.
Task<Done> advance(Session* session, const AgentKit* kit, const ToolClient* tools, AgentCase subject, WorkDone* done,
                   CancelToken token, CancelToken pause) {
  int version = subject.exception.version;
  Result<std::vector<NewExceptionEvent>> events = co_await decide(session, kit, &subject, token);
  PlaybookRunner runner(session, kit, tools);
  bool stepped = false; // Since they looked last.
  while (events) {
    const Result<Done> written = co_await write(session, std::move(*events), version, done, token);
    if (!written) {
      co_return failure(written.error());
    }
    version = subject.exception.version;
    if (pause.isCancelled()) {
      done->again = currentInstant();
      co_return Done{};
    }
    Result<PlaybookRunner::Step> step = co_await runner.next(&subject, token);
    if (!step) {
      co_return failure(step.error());
    }
    if (!step->events.empty()) {
      stepped = true;
      events = std::move(step->events);
    } else if (std::exchange(stepped, false)) {
      events = co_await decide(session, kit, &subject, token);
    } else {
      done->again = earlier(step->again, SlaAgent::due(subject));
      co_return Done{};
    }
  }
  co_return failure(events.error());
}

} // namespace

Task<WorkDone> workException(Session* session, const AgentKit* kit, const ToolClient* tools, QString exceptionId,
                             CancelToken token, CancelToken pause) {
  WorkDone done;
  for (int attempt = 1;; ++attempt) {
    Result<AgentCase> subject = co_await loadCase(session, exceptionId, token);
    if (!subject) {
      co_return failure(subject.error());
    }
    const qsizetype before = done.events.size();
    const Result<Done> advanced = co_await advance(session, kit, tools, std::move(*subject), &done, token, pause);
    if (advanced) {
      co_return done;
    }
    attempt = done.events.size() > before ? 1 : attempt;
    if (advanced.error().kind != DbError::Kind::Conflict || attempt >= kAttempts) {
      co_return failure(advanced.error());
    }
  }
}

Task<AgentRunReport> runAgents(Session* session, const ToolClient* tools, qint64 limit,
                               std::function<void(const QString&, const DbError&)> failed, CancelToken token) {
  AgentRunReport report;
  std::map<QString, std::optional<AgentKit>> kits;
  ExceptionQuery query;
  query.filter.statuses = {Status::Open, Status::Analyzing, Status::Escalated};
  query.sort = {ExceptionField::ExceptionId, Qt::AscendingOrder};
  query.limit = kMaxPageSize;
  do {
    const Result<Page<Exception>> page = co_await session->exceptions().list(query, token);
    if (!page) {
      co_return failure(page.error());
    }
    for (const Exception& exception : page->rows) {
      if (report.worked >= limit) {
        co_return report;
      }
      ++report.examined;
      if (!kits.contains(exception.domain)) {
        Result<AgentKit> kit = co_await agentKit(session, exception.domain, token);
        if (!kit && kit.error().kind != DbError::Kind::NotFound) {
          co_return failure(kit.error());
        }
        kits.emplace(exception.domain, kit ? std::optional(std::move(*kit)) : std::nullopt);
      }
      const std::optional<AgentKit>& kit = kits.at(exception.domain);
      if (!kit) {
        ++report.withoutPack;
        continue;
      }
      const Result<TakenWork> item = co_await takeException(session, exception.exceptionId, {}, token);
      if (!item && item.error().kind == DbError::Kind::Conflict) {
        ++report.held;
        continue;
      }
      if (!item) {
        co_return failure(item.error());
      }
      const Result<WorkDone> done = co_await workTaken(session, &*kit, tools, *item, token);
      if (!done && done.error().kind != DbError::Kind::InvalidInput && done.error().kind != DbError::Kind::Conflict) {
        co_return failure(done.error());
      }
      if (!done) {
        ++report.failed;
        failed(exception.exceptionId, done.error());
        continue;
      }
      report.worked += done->events.isEmpty() ? 0 : 1;
      for (const QString& type : done->events) {
        ++report.events[type];
      }
    }
    query.after = page->next;
  } while (query.after);
  co_return report;
}

} // namespace sentinai

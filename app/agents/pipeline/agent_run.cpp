// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/pipeline/agent_run.h"

#include "app/agents/pipeline/policy_agent.h"
#include "app/agents/pipeline/resolution_agent.h"
#include "app/agents/pipeline/triage_agent.h"

#include <algorithm>

namespace sentinai {

namespace {

constexpr int kAttempts = 5;
constexpr int kSimilar = 20;

/// The exception, then its events: whoever writes in between makes the version another, and the append is refused.
Task<AgentCase> load(Session* session, QString exceptionId, CancelToken token) {
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

/// What the agents append to the case, one after the other.
Task<std::vector<NewExceptionEvent>> decide(Session* session, const EffectivePack* pack, AgentCase subject,
                                            CancelToken token) {
  std::vector<NewExceptionEvent> events;
  const int version = subject.exception.version;
  const Instant at = currentInstant();
  for (const auto agent : {&TriageAgent::next, &PolicyAgent::next, &ResolutionAgent::next, &ResolutionAgent::next}) {
    if (agent == &ResolutionAgent::next && ResolutionAgent::wantsEvidence(subject)) {
      auto similar = co_await session->exceptions().similar(subject.exception.exceptionId, kSimilar, token);
      if (!similar) {
        co_return failure(similar.error());
      }
      subject.similar = std::move(*similar);
    }
    Result<std::optional<NewExceptionEvent>> event = agent(subject, *pack, at);
    if (!event) {
      co_return failure(event.error());
    }
    if (!*event) {
      continue;
    }
    const Result<Done> advanced = subject.advance(**event);
    if (!advanced) {
      co_return failure(advanced.error());
    }
    events.push_back(std::move(**event));
  }
  if (!events.empty()) {
    events.front().expectedVersion = version;
  }
  co_return events;
}

} // namespace

Task<QStringList> workException(Session* session, const EffectivePack* pack, QString exceptionId, CancelToken token) {
  for (int attempt = 1;; ++attempt) {
    Result<AgentCase> subject = co_await load(session, exceptionId, token);
    if (!subject) {
      co_return failure(subject.error());
    }
    const auto events = co_await decide(session, pack, std::move(*subject), token);
    if (!events) {
      co_return failure(events.error());
    }
    QStringList types;
    if (events->empty()) {
      co_return types;
    }
    const auto written = co_await session->events().appendBatch(*events, token);
    if (written) {
      for (const NewExceptionEvent& event : *events) {
        types << event.eventType;
      }
      co_return types;
    }
    if (written.error().kind != DbError::Kind::Conflict || attempt == kAttempts) {
      co_return failure(written.error());
    }
  }
}

Task<AgentRunReport> runAgents(Session* session, qint64 limit,
                               std::function<void(const QString&, const DbError&)> failed, CancelToken token) {
  AgentRunReport report;
  std::map<QString, std::optional<EffectivePack>> packs;
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
      if (!packs.contains(exception.domain)) {
        Result<EffectivePack> pack = co_await activePack(session, exception.domain, token);
        if (!pack && pack.error().kind != DbError::Kind::NotFound) {
          co_return failure(pack.error());
        }
        packs.emplace(exception.domain, pack ? std::optional(std::move(*pack)) : std::nullopt);
      }
      const std::optional<EffectivePack>& pack = packs.at(exception.domain);
      if (!pack) {
        ++report.withoutPack;
        continue;
      }
      const Result<QStringList> types = co_await workException(session, &*pack, exception.exceptionId, token);
      if (!types && types.error().kind != DbError::Kind::InvalidInput &&
          types.error().kind != DbError::Kind::Conflict) {
        co_return failure(types.error());
      }
      if (!types) {
        ++report.failed;
        failed(exception.exceptionId, types.error());
        continue;
      }
      report.worked += types->isEmpty() ? 0 : 1;
      for (const QString& type : *types) {
        ++report.events[type];
      }
    }
    query.after = page->next;
  } while (query.after);
  co_return report;
}

} // namespace sentinai

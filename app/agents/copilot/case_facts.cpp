// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/copilot/case_facts.h"

#include "repositories/database/exception_state.h"
#include "repositories/records/event_types.h"

#include <algorithm>

namespace sentinai {

namespace {

constexpr int kFirstEvents = 20;
constexpr int kLastEvents = 60;
constexpr int kSimilar = 8;
constexpr int kEntityHistory = 10;
constexpr int kEntityDue = 5;
constexpr qint64 kCountedEvents = 1'000'000;
constexpr qint64 kCountedOthers = 10'000;
const EventFilter kEveryEvent;

/// The first and the last events, without what the co-pilot itself was asked and said: an answer is no evidence.
Task<std::vector<ExceptionEvent>> ends(Session* session, QString exceptionId, qint64 count, CancelToken token) {
  EventQuery query;
  query.limit = kFirstEvents + kLastEvents;
  const bool isWhole = count <= query.limit;
  query.limit = isWhole ? query.limit : kFirstEvents;
  Result<Page<ExceptionEvent>> page = co_await session->events().timeline(exceptionId, query, token);
  if (!page) {
    co_return failure(page.error());
  }
  std::vector<ExceptionEvent> events = std::move(page->rows);
  if (!isWhole) {
    query.skip = count - kLastEvents;
    query.limit = 2 * kLastEvents; // More may have come meanwhile.
    page = co_await session->events().timeline(exceptionId, query, token);
    if (!page) {
      co_return failure(page.error());
    }
    std::ranges::move(page->rows, std::back_inserter(events));
  }
  std::erase_if(events, [](const ExceptionEvent& event) {
    return event.eventType == QLatin1String(event_types::kCopilotQuestionAsked) ||
           event.eventType == QLatin1String(event_types::kCopilotAnswerGiven) ||
           event.eventType == QLatin1String(event_types::kLlmDecisionProposed);
  });
  co_return events;
}

Task<SimilarCase> withResolution(Session* session, SimilarException found, CancelToken token) {
  SimilarCase similar{std::move(found), {}, {}};
  const QString id = similar.found.exception.exceptionId;
  if (similar.found.exception.status != Status::Resolved) {
    co_return similar;
  }
  const Result<RowCount> count = co_await session->events().count(id, kEveryEvent, kCountedEvents, token);
  if (!count) {
    co_return failure(count.error());
  }
  const Result<std::vector<ExceptionEvent>> events = co_await ends(session, id, count->value, token);
  if (!events) {
    co_return failure(events.error());
  }
  for (const ExceptionEvent& event : *events) {
    if (event.eventType == QLatin1String(event_types::kResolutionSuggested)) {
      similar.suggestion = event;
    } else if (resolves(event)) {
      similar.resolution = event;
    }
  }
  co_return similar;
}

/// Others of the same entity; nothing where none is named.
Task<CaseFacts> withEntity(Session* session, CaseFacts facts, CancelToken token) {
  if (facts.exception.entity.isEmpty()) {
    co_return facts;
  }
  const auto isItself = [id = facts.exception.exceptionId](const Exception& other) { return other.exceptionId == id; };
  ExceptionQuery query;
  query.filter.entities = {facts.exception.entity};
  query.limit = kEntityHistory + 1;
  Result<Page<Exception>> page = co_await session->exceptions().list(query, token);
  if (!page) {
    co_return failure(page.error());
  }
  facts.entityHistory = std::move(page->rows);
  const Result<RowCount> count = co_await session->exceptions().count(query.filter, kCountedOthers, token);
  if (!count) {
    co_return failure(count.error());
  }
  facts.entityCount = {std::max<qint64>(0, count->value - 1), count->exact};
  query.filter.statuses = {Status::Open, Status::Analyzing, Status::Escalated};
  query.filter.sla.from = fromEpochMicros(0); // Whatever has a deadline.
  query.sort = {ExceptionField::SlaDeadline, Qt::AscendingOrder};
  query.limit = kEntityDue + 1;
  page = co_await session->exceptions().list(query, token);
  if (!page) {
    co_return failure(page.error());
  }
  facts.entityDue = std::move(page->rows);
  std::erase_if(facts.entityHistory, isItself);
  std::erase_if(facts.entityDue, isItself);
  co_return facts;
}

void number(CaseFacts& facts) {
  facts.sources.add(facts.exception);
  for (const ExceptionEvent& event : facts.timeline) {
    facts.sources.add(event);
  }
  for (const SimilarCase& similar : facts.similar) {
    facts.sources.add(similar.found.exception);
    for (const std::optional<ExceptionEvent>& event : {similar.suggestion, similar.resolution}) {
      if (event) {
        facts.sources.add(*event);
      }
    }
  }
  for (const std::vector<Exception>* others : {&facts.entityHistory, &facts.entityDue}) {
    for (const Exception& other : *others) {
      facts.sources.add(other);
    }
  }
}

} // namespace

Task<CaseFacts> retrieveCase(Session* session, QString exceptionId, Instant now, CancelToken token) {
  CaseFacts facts;
  facts.now = now;
  Result<Exception> exception = co_await session->exceptions().get(exceptionId, token);
  if (!exception) {
    co_return failure(exception.error());
  }
  facts.exception = std::move(*exception);
  const Result<RowCount> count = co_await session->events().count(exceptionId, kEveryEvent, kCountedEvents, token);
  if (!count) {
    co_return failure(count.error());
  }
  facts.events = count->value;
  Result<std::vector<ExceptionEvent>> timeline = co_await ends(session, exceptionId, count->value, token);
  if (!timeline) {
    co_return failure(timeline.error());
  }
  facts.timeline = std::move(*timeline);
  if (facts.events <= kFirstEvents + kLastEvents) {
    facts.events = static_cast<qint64>(facts.timeline.size()); // Without its own.
  }
  Result<std::vector<SimilarException>> similar =
      co_await session->exceptions().similar(exceptionId, kSimilar, std::nullopt, token);
  if (!similar) {
    co_return failure(similar.error());
  }
  for (SimilarException& found : *similar) {
    Result<SimilarCase> one = co_await withResolution(session, found, token);
    if (!one) {
      co_return failure(one.error());
    }
    facts.similar.push_back(std::move(*one));
  }
  Result<CaseFacts> whole = co_await withEntity(session, std::move(facts), token);
  if (whole) {
    number(*whole);
  }
  co_return whole;
}

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/pipeline/record_intake.h"

#include <QSet>
#include <algorithm>

namespace sentinai {

namespace {

/// A record with the events that open its exception.
struct Opening {
  RawRecord record;
  std::vector<NewExceptionEvent> events;

  [[nodiscard]] const QUuid& id() const { return events.front().eventId; }
};

/// Whether the error is the record's own, rather than one that every record would meet.
bool isOfRecord(const DbError& error) {
  return error.kind == DbError::Kind::Conflict || error.kind == DbError::Kind::InvalidInput ||
         error.kind == DbError::Kind::Constraint;
}

Result<std::vector<Opening>> openingsOf(const IntakeAgent& agent, std::vector<RawRecord> records,
                                        IntakeOutcome& outcome) {
  std::vector<Opening> openings;
  QSet<QUuid> known;
  const Instant now = currentInstant();
  for (RawRecord& record : records) {
    Result<std::vector<NewExceptionEvent>> events = agent.opening(record.content, now);
    if (!events) {
      if (!isOfRecord(events.error())) {
        return failure(events.error());
      }
      outcome.refused.push_back({std::move(record), events.error().message});
    } else if (const QUuid id = events->front().eventId; known.contains(id)) {
      ++outcome.repeated;
    } else {
      known.insert(id);
      openings.push_back({std::move(record), std::move(*events)});
    }
  }
  return openings;
}

} // namespace

Task<IntakeOutcome> takeIn(Session* session, const IntakeAgent* agent, std::vector<RawRecord> records,
                           CancelToken token) {
  IntakeOutcome outcome;
  Result<std::vector<Opening>> openings = openingsOf(*agent, std::move(records), outcome);
  if (!openings) {
    co_return failure(openings.error());
  }
  // A second round is for those that another has opened between the look and the write: then they are there.
  for (const bool isLast : {false, true}) {
    std::vector<QUuid> ids;
    for (const Opening& opening : *openings) {
      ids.push_back(opening.id());
    }
    const auto existing = co_await session->events().existing(ids, token);
    if (!existing) {
      co_return failure(existing.error());
    }
    outcome.repeated += static_cast<qint64>(
        std::erase_if(*openings, [&existing](const Opening& opening) { return existing->contains(opening.id()); }));
    if (openings->empty()) {
      break;
    }
    std::vector<NewExceptionEvent> events;
    for (const Opening& opening : *openings) {
      events.insert(events.end(), opening.events.begin(), opening.events.end());
    }
    const auto written = co_await session->events().appendEach(std::move(events), token);
    if (!written) {
      co_return failure(written.error());
    }
    std::vector<Opening> again;
    std::size_t at = 0;
    for (Opening& opening : *openings) {
      const Result<AppendOutcome>& first = (*written)[at];
      at += opening.events.size();
      if (first) {
        ++outcome.opened;
      } else if (!isOfRecord(first.error())) {
        co_return failure(first.error());
      } else if (first.error().kind == DbError::Kind::Conflict && !isLast) {
        again.push_back(std::move(opening));
      } else {
        outcome.refused.push_back({std::move(opening.record), first.error().message});
      }
    }
    *openings = std::move(again);
    if (openings->empty()) {
      break;
    }
  }
  std::ranges::stable_sort(outcome.refused, {}, [](const RefusedRecord& refused) { return refused.record.line; });
  co_return outcome;
}

} // namespace sentinai

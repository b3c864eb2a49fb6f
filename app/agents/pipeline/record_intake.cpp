// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/pipeline/record_intake.h"

#include "app/agents/pipeline/triage_agent.h"
#include "repositories/database/exception_state.h"

#include <algorithm>
#include <iterator>

namespace sentinai {

namespace {

/// Whether the error is the record's own, rather than one that every record would meet.
bool isOfRecord(const DbError& error) {
  return error.kind == DbError::Kind::Conflict || error.kind == DbError::Kind::InvalidInput ||
         error.kind == DbError::Kind::Constraint;
}

/// Triage of what these events open; it answers the last of them and looks at no other. Where a rule cannot be
/// evaluated, that is for triage to say when it is asked again.
std::optional<NewExceptionEvent> triage(const QString& tenantId, const std::vector<NewExceptionEvent>& opening,
                                        const EffectivePack& pack) {
  Exception exception;
  for (const NewExceptionEvent& event : opening) {
    if (!applyEvent(exception, event)) {
      return std::nullopt;
    }
  }
  exception.tenantId = tenantId; // No event says that.
  const NewExceptionEvent& answered = opening.back();
  const Result<NewExceptionEvent> judged = TriageAgent::judge(exception, answered, pack, answered.createdAt);
  return judged ? std::optional(*judged) : std::nullopt;
}

} // namespace

Task<IntakeOutcome> RecordIntake::take(std::vector<RawRecord> records, CancelToken token) {
  if (const Result<Done> opened = open(std::move(records)); !opened) {
    co_return failure(opened.error());
  }
  start(token);
  while (m_underWay.size() > kAtOnce) {
    const Result<Done> settled = co_await settleFirst();
    if (!settled) {
      co_return failure(settled.error());
    }
  }
  co_return std::exchange(m_settled, {});
}

Task<IntakeOutcome> RecordIntake::finish(CancelToken token) {
  while (!m_underWay.empty()) {
    const Result<Done> settled = co_await settleFirst();
    if (!settled) {
      co_return failure(settled.error());
    }
    start(token);
  }
  co_return std::exchange(m_settled, {});
}

Result<Done> RecordIntake::open(std::vector<RawRecord> records) {
  const Instant now = currentInstant();
  for (RawRecord& record : records) {
    Result<std::vector<NewExceptionEvent>> events = m_agent.opening(record.content, now);
    if (!events && !isOfRecord(events.error())) {
      return failure(events.error());
    }
    if (!events) {
      m_settled.refused.push_back({std::move(record), events.error().message});
      continue;
    }
    Opening opening{std::move(record), std::move(*events)};
    if (m_ids.contains(opening.id())) {
      m_waiting.push_back(std::move(opening));
    } else {
      m_ids.insert(opening.id());
      m_next.push_back(std::move(opening));
    }
  }
  return Done();
}

void RecordIntake::start(CancelToken token) {
  if (m_next.empty()) {
    return;
  }
  for (Opening& opening : m_next) {
    if (std::optional<NewExceptionEvent> judged = triage(m_session.tenantId(), opening.events, m_agent.pack())) {
      opening.events.push_back(std::move(*judged));
    }
  }
  m_underWay.push_back(write(&m_session, std::exchange(m_next, {}), std::move(token)));
}

Task<Done> RecordIntake::settleFirst() {
  Result<Written> written = co_await m_underWay.front();
  m_underWay.pop_front();
  if (!written) {
    co_return failure(written.error());
  }
  m_settled.opened += written->outcome.opened;
  m_settled.repeated += written->outcome.repeated;
  std::ranges::move(written->outcome.refused, std::back_inserter(m_settled.refused));
  for (const QUuid& id : written->ids) {
    m_ids.remove(id);
  }
  // Those behind one that was refused try in its stead; the others repeat it.
  for (Opening& opening : std::exchange(m_waiting, {})) {
    const QUuid id = opening.id();
    if (m_ids.contains(id)) {
      m_waiting.push_back(std::move(opening));
    } else if (written->refused.contains(id)) {
      m_ids.insert(id);
      m_next.push_back(std::move(opening));
    } else {
      ++m_settled.repeated;
    }
  }
  co_return Done();
}

Task<RecordIntake::Written> RecordIntake::write(Session* session, std::vector<Opening> openings, CancelToken token) {
  Written written;
  IntakeOutcome& outcome = written.outcome;
  for (const Opening& opening : openings) {
    written.ids.push_back(opening.id());
  }
  // A second round is for those that another has opened between the look and the write: then they are there.
  for (const bool isLast : {false, true}) {
    std::vector<QUuid> ids;
    ids.reserve(openings.size());
    for (const Opening& opening : openings) {
      ids.push_back(opening.id());
    }
    const auto existing = co_await session->events().existing(ids, token);
    if (!existing) {
      co_return failure(existing.error());
    }
    outcome.repeated += static_cast<qint64>(
        std::erase_if(openings, [&existing](const Opening& opening) { return existing->contains(opening.id()); }));
    if (openings.empty()) {
      break;
    }
    std::vector<NewExceptionEvent> events;
    for (const Opening& opening : openings) {
      events.insert(events.end(), opening.events.begin(), opening.events.end());
    }
    const auto answers = co_await session->events().appendEach(std::move(events), token);
    if (!answers) {
      co_return failure(answers.error());
    }
    std::vector<Opening> again;
    std::size_t at = 0;
    for (Opening& opening : openings) {
      const Result<AppendOutcome>& first = (*answers)[at];
      at += opening.events.size();
      if (first) {
        ++outcome.opened;
      } else if (!isOfRecord(first.error())) {
        co_return failure(first.error());
      } else if (first.error().kind == DbError::Kind::Conflict && !isLast) {
        again.push_back(std::move(opening));
      } else {
        written.refused.insert(opening.id());
        outcome.refused.push_back({std::move(opening.record), first.error().message});
      }
    }
    openings = std::move(again);
    if (openings.empty()) {
      break;
    }
  }
  std::ranges::stable_sort(outcome.refused, {}, [](const RefusedRecord& refused) { return refused.record.line; });
  co_return written;
}

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/database/replaying_event_repository.h"

#include "repositories/database/chain_verifier.h"
#include "repositories/database/event_validator.h"
#include "repositories/database/exception_state.h"
#include "repositories/database/in_parallel.h"

namespace sentinai {

namespace {

constexpr int kReplayPageSize = 2000;
constexpr qint64 kFirstSeq = 1;

DbError missing(const QString& exceptionId) {
  DbError error;
  error.kind = DbError::Kind::NotFound;
  error.message = QStringLiteral("There is no exception %1 in this tenant.").arg(exceptionId);
  return error;
}

/// What validateEvent() says of each.
Task<std::vector<Result<Done>>> validated(std::shared_ptr<const std::vector<NewExceptionEvent>> events) {
  const auto verdicts = std::make_shared<std::vector<Result<Done>>>(events->size());
  const std::function<void(std::size_t)> validate = [events, verdicts](std::size_t i) {
    (*verdicts)[i] = validateEvent((*events)[i]);
  };
  co_await inParallel(events->size(), validate);
  Result<std::vector<Result<Done>>> all = std::move(*verdicts);
  co_return all;
}

} // namespace

Task<AppendOutcome> ReplayingEventRepository::append(NewExceptionEvent event, CancelToken token) {
  const auto keepAlive = shared_from_this();
  std::vector<NewExceptionEvent> events;
  events.push_back(std::move(event));
  const Result<std::vector<AppendOutcome>> outcomes = co_await appendBatch(std::move(events), token);
  if (!outcomes) {
    co_return failure(outcomes.error());
  }
  co_return outcomes->front();
}

Task<std::vector<AppendOutcome>> ReplayingEventRepository::appendBatch(std::vector<NewExceptionEvent> events,
                                                                       CancelToken token) {
  const auto keepAlive = shared_from_this();
  std::vector<AppendOutcome> appended;
  if (events.empty()) {
    co_return appended;
  }
  const auto given = std::make_shared<std::vector<NewExceptionEvent>>(std::move(events));
  const Result<std::vector<Result<Done>>> verdicts = co_await validated(given);
  for (const Result<Done>& valid : *verdicts) {
    if (!valid) {
      co_return failure(valid.error());
    }
  }
  Result<std::vector<Result<AppendOutcome>>> outcomes =
      co_await write(std::move(*given), Atomicity::AllOrNothing, token);
  if (!outcomes) {
    co_return failure(outcomes.error());
  }
  appended.reserve(outcomes->size());
  for (const Result<AppendOutcome>& outcome : *outcomes) {
    if (!outcome) {
      co_return failure(outcome.error());
    }
    appended.push_back(*outcome);
  }
  co_return appended;
}

Task<std::vector<Result<AppendOutcome>>> ReplayingEventRepository::appendEach(std::vector<NewExceptionEvent> events,
                                                                              CancelToken token) {
  const auto keepAlive = shared_from_this();
  const auto given = std::make_shared<std::vector<NewExceptionEvent>>(std::move(events));
  const Result<std::vector<Result<Done>>> verdicts = co_await validated(given);
  // An exception with an invalid event is left out whole; its events report the first problem.
  QHash<QString, DbError> refused;
  for (std::size_t i = 0; i < given->size(); ++i) {
    const Result<Done>& valid = (*verdicts)[i];
    if (const QString& id = (*given)[i].exceptionId; !valid && !refused.contains(id)) {
      refused.insert(id, valid.error());
    }
  }
  std::vector<Result<AppendOutcome>> results(given->size());
  std::vector<NewExceptionEvent> accepted;
  std::vector<std::size_t> positions;
  for (std::size_t i = 0; i < given->size(); ++i) {
    const auto refusal = refused.constFind((*given)[i].exceptionId);
    if (refusal != refused.constEnd()) {
      results[i] = failure(*refusal);
    } else {
      accepted.push_back(std::move((*given)[i]));
      positions.push_back(i);
    }
  }
  if (accepted.empty()) {
    co_return results;
  }
  Result<std::vector<Result<AppendOutcome>>> written =
      co_await write(std::move(accepted), Atomicity::PerException, token);
  if (!written) {
    co_return failure(written.error());
  }
  for (std::size_t i = 0; i < written->size(); ++i) {
    results[positions[i]] = std::move((*written)[i]);
  }
  co_return results;
}

Task<ChainVerdict> ReplayingEventRepository::verifyChain(QString exceptionId, CancelToken token) {
  const auto keepAlive = shared_from_this();
  ChainVerifier verifier;
  EventPosition position{exceptionId};
  for (;;) {
    const Result<std::vector<ExceptionEvent>> events = co_await bySeq(position, kReplayPageSize, token);
    if (!events) {
      co_return failure(events.error());
    }
    for (const ExceptionEvent& event : *events) {
      if (!verifier.take(event)) {
        co_return verifier.verdict();
      }
      position.pass(event);
    }
    if (static_cast<int>(events->size()) < kReplayPageSize) {
      break;
    }
  }
  if (position.passed == 0) {
    co_return failure(missing(exceptionId));
  }
  co_return verifier.verdict();
}

Task<Exception> ReplayingEventRepository::stateAfter(QString exceptionId, qint64 seq, CancelToken token) {
  const auto keepAlive = shared_from_this();
  Exception state;
  EventPosition position{exceptionId, kFirstSeq};
  qint64 last = 0;
  while (last < seq) {
    const int wanted = static_cast<int>(std::min<qint64>(seq - last, kReplayPageSize));
    const Result<std::vector<ExceptionEvent>> events = co_await bySeq(position, wanted, token);
    if (!events) {
      co_return failure(events.error());
    }
    for (const ExceptionEvent& event : *events) {
      if (event.seq > seq) {
        break;
      }
      if (const Result<Done> applied = applyEvent(state, event); !applied) {
        co_return failure(applied.error());
      }
      position.pass(event);
      last = event.seq;
    }
    if (static_cast<int>(events->size()) < wanted) {
      break;
    }
  }
  if (last == 0 || last < seq) {
    co_return failure(missing(exceptionId));
  }
  co_return state;
}

Task<Exception> ReplayingEventRepository::stateAt(QString exceptionId, Instant at, CancelToken token) {
  const auto keepAlive = shared_from_this();
  Exception state;
  EventPosition position{exceptionId, kFirstSeq};
  for (;;) {
    const Result<std::vector<ExceptionEvent>> events = co_await bySeq(position, kReplayPageSize, token);
    if (!events) {
      co_return failure(events.error());
    }
    for (const ExceptionEvent& event : *events) {
      position.pass(event);
      // The record tells what was known in order of recording; what was known at a time is the prefix up to the first
      // event that had not happened yet.
      if (event.createdAt > at) {
        if (state.exceptionId.isEmpty()) {
          co_return failure(missing(exceptionId));
        }
        co_return state;
      }
      if (const Result<Done> applied = applyEvent(state, event); !applied) {
        co_return failure(applied.error());
      }
    }
    if (static_cast<int>(events->size()) < kReplayPageSize) {
      break;
    }
  }
  if (state.exceptionId.isEmpty()) {
    co_return failure(missing(exceptionId));
  }
  co_return state;
}

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/exception_event_repository.h"

namespace sentinai {

/// What of ExceptionEventRepository is the same on every engine: validation before writing, chain verification and
/// replay. Held by shared_ptr, so that a pending call outlives its session.
class ReplayingEventRepository : public ExceptionEventRepository,
                                 public std::enable_shared_from_this<ReplayingEventRepository> {
public:
  Task<AppendOutcome> append(NewExceptionEvent event, CancelToken token) override;
  Task<std::vector<AppendOutcome>> appendBatch(std::vector<NewExceptionEvent> events, CancelToken token) override;
  Task<std::vector<Result<AppendOutcome>>> appendEach(std::vector<NewExceptionEvent> events,
                                                      CancelToken token) override;
  Task<ChainVerdict> verifyChain(QString exceptionId, CancelToken token) override;
  Task<Exception> stateAfter(QString exceptionId, qint64 seq, CancelToken token) override;
  Task<Exception> stateAt(QString exceptionId, Instant at, CancelToken token) override;

protected:
  enum class Atomicity : quint8 { AllOrNothing, PerException };

  /// Writes events that have passed validation. With AllOrNothing the first refusal is the whole call's error; with
  /// PerException it stands in the outcomes of that exception's events.
  [[nodiscard]] virtual Task<std::vector<Result<AppendOutcome>>> write(std::vector<NewExceptionEvent> events,
                                                                       Atomicity atomicity, CancelToken token) = 0;

  /// Up to `limit` events of the exception from `from` on, by seq.
  [[nodiscard]] virtual Task<std::vector<ExceptionEvent>> bySeq(EventPosition from, int limit, CancelToken token) = 0;
};

} // namespace sentinai

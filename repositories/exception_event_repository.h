// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/cancel_token.h"
#include "repositories/database/result.h"
#include "repositories/records/event_query.h"
#include "repositories/records/exception.h"
#include "repositories/records/exception_event.h"

#include <QHash>
#include <limits>

namespace sentinai {

/// What became of one appended event.
struct AppendOutcome {
  QUuid eventId;
  qint64 seq = 0;
  bool appended = false; ///< false: it was there already, with the same content.

  friend bool operator==(const AppendOutcome&, const AppendOutcome&) = default;
};

/// What an event is told by where its content does not matter.
struct RecordedEvent {
  QString eventType;
  Instant createdAt{};

  friend bool operator==(const RecordedEvent&, const RecordedEvent&) = default;
};

/// What a filter of a timeline can offer; each sorted, without repetition.
struct EventVocabulary {
  QStringList eventTypes;
  QStringList actorIds;

  friend bool operator==(const EventVocabulary&, const EventVocabulary&) = default;
};

/// Where reading a tenant's events, by exception and seq, goes on.
struct EventPosition {
  QString exceptionId;
  qint64 seq = std::numeric_limits<qint64>::min(); ///< Someone with the server in hand may have one below 1 …
  qint64 passed = 0;                               ///< … and several of one number; so many of them were read.

  /// Moves behind `event`, which was read here.
  void pass(const ExceptionEvent& event) {
    passed = event.seq == seq && event.exceptionId == exceptionId ? passed + 1 : 1;
    exceptionId = event.exceptionId;
    seq = event.seq;
  }
};

struct ChainVerdict {
  qint64 events = 0; ///< Checked.
  bool intact = true;
  std::optional<qint64> firstBadSeq;
  QString problem; ///< What is wrong at firstBadSeq.

  friend bool operator==(const ChainVerdict&, const ChainVerdict&) = default;
};

/// The append-only timelines of one tenant's exceptions, and the only way an exception changes.
///
/// Errors of all calls: Cancelled, ConnectionLost, Timeout, PermissionDenied, Internal; others as said.
class ExceptionEventRepository {
public:
  virtual ~ExceptionEventRepository() = default;

  /// Appends one event and applies its changes to the exception, in one transaction. Conflict where expectedVersion or
  /// a `from` does not match the present state, where an ExceptionCreated finds the exception there already, or where
  /// the event id exists with other content; NotFound where the exception does not exist; InvalidInput where type or
  /// payload do not fit (docs/events.md).
  [[nodiscard]] virtual Task<AppendOutcome> append(NewExceptionEvent event, CancelToken token) = 0;

  /// All or nothing, in the order given (each exception's events keep their order). The errors of append().
  [[nodiscard]] virtual Task<std::vector<AppendOutcome>> appendBatch(std::vector<NewExceptionEvent> events,
                                                                     CancelToken token) = 0;

  /// Each exception for itself: where one of its events is refused, none of that exception's events is written and each
  /// of them reports the error; the others are. Outcomes in the order given.
  [[nodiscard]] virtual Task<std::vector<Result<AppendOutcome>>> appendEach(std::vector<NewExceptionEvent> events,
                                                                            CancelToken token) = 0;

  /// Those of `eventIds` that this tenant has.
  [[nodiscard]] virtual Task<QHash<QUuid, RecordedEvent>> existing(std::vector<QUuid> eventIds, CancelToken token) = 0;

  /// The exception's events by (createdAt, seq). An unknown exception has an empty timeline.
  [[nodiscard]] virtual Task<Page<ExceptionEvent>> timeline(QString exceptionId, EventQuery query,
                                                            CancelToken token) = 0;

  /// The tenant's events by (createdAt, exceptionId, seq).
  [[nodiscard]] virtual Task<Page<ExceptionEvent>> list(EventQuery query, CancelToken token) = 0;

  [[nodiscard]] virtual Task<RowCount> count(std::optional<QString> exceptionId, EventFilter filter, qint64 limit,
                                             CancelToken token) = 0;

  /// The types and actors of all events of the exception; empty for an unknown one.
  [[nodiscard]] virtual Task<EventVocabulary> vocabulary(QString exceptionId, CancelToken token) = 0;

  /// Recomputes every hash of the exception's chain from the raw rows, here in the client. NotFound.
  [[nodiscard]] virtual Task<ChainVerdict> verifyChain(QString exceptionId, CancelToken token) = 0;

  /// Up to `limit` of the tenant's events from `from` on, by exception (by the bytes of its id) and seq: chain after
  /// chain.
  [[nodiscard]] virtual Task<std::vector<ExceptionEvent>> chains(EventPosition from, int limit, CancelToken token) = 0;

  /// The events with which each of the exceptions was opened, by exception and seq: its first, and what intake made of
  /// the record (ExceptionNormalized) where that is the second. Of unknown exceptions there are none.
  [[nodiscard]] virtual Task<std::vector<ExceptionEvent>> openings(QStringList exceptionIds, CancelToken token) = 0;

  /// The exception as it was after its event `seq`, replayed from the events. NotFound.
  [[nodiscard]] virtual Task<Exception> stateAfter(QString exceptionId, qint64 seq, CancelToken token) = 0;

  /// The exception as the record had it at `at`: replayed up to, not including, the first event in order of recording
  /// that happened later. NotFound if that is the first of all.
  [[nodiscard]] virtual Task<Exception> stateAt(QString exceptionId, Instant at, CancelToken token) = 0;
};

} // namespace sentinai

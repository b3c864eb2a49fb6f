// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/cancel_token.h"
#include "repositories/database/result.h"
#include "repositories/records/page.h"
#include "repositories/records/work_item.h"

#include <QStringList>

namespace sentinai {

/// The exceptions of one tenant that agents still have to look at, at most one item for each. Events that call for work
/// put them there as they are appended (docs/agents.md), and make those that are there due again.
///
/// A worker takes items under a lease and says of each what became of it. If it does not before the lease ends, another
/// may take the item; what the first says from then on is refused with Conflict and changes nothing. What was lost that
/// way is taken alone from then on, and known by TakenWork::wasLost: with nothing worked beside it in the same process,
/// an item that ends its workers does not take others along.
///
/// Errors of all calls: Cancelled, ConnectionLost, Timeout, PermissionDenied, Internal; others as said.
class WorkRepository {
public:
  /// As often as an item may fail, or be taken by workers that end without a word, before it is for a person.
  static constexpr int kMostAttempts = 6;
  static constexpr int kMostLost = 20;
  static constexpr int kMostErrorLength = 4000; ///< Characters; of a note as well.

  virtual ~WorkRepository() = default;

  /// Takes up to `most` items (1 to 1000) that are due, the longest due first. Two workers never get the same. Those of
  /// domains without an active pack wait for one.
  [[nodiscard]] virtual Task<std::vector<TakenWork>> take(int most, std::chrono::milliseconds lease, QString worker,
                                                          CancelToken token) = 0;

  /// Takes the item of that exception, whenever it is due and dead or not, and makes it where there is none. Absent:
  /// somebody else holds it. NotFound.
  [[nodiscard]] virtual Task<std::optional<TakenWork>> takeOne(QString exceptionId, std::chrono::milliseconds lease,
                                                               QString worker, CancelToken token) = 0;

  /// Has the leases last so long from now; gives those that are still held.
  [[nodiscard]] virtual Task<std::vector<QUuid>> extend(std::vector<QUuid> leases, std::chrono::milliseconds lease,
                                                        CancelToken token) = 0;

  /// The item is done; with `next`, to be looked at again then, but not within a second. What called for it meanwhile
  /// makes it due at once.
  [[nodiscard]] virtual Task<Done> finish(QUuid lease, std::optional<Instant> next, CancelToken token) = 0;

  /// The item could not be worked. It is due again after `delay`; but dead at once where that is of no use, and once it
  /// has failed kMostAttempts times. What called for it meanwhile makes it due at once.
  [[nodiscard]] virtual Task<Done> fail(QUuid lease, WorkErrorClass errorClass, QString error,
                                        std::chrono::milliseconds delay, CancelToken token) = 0;

  /// The item cannot be worked at the moment, for a reason that is not its own, which the item shows as its error: it
  /// is due again after `delay`, and no attempt is counted. What called for it meanwhile makes it due at once.
  [[nodiscard]] virtual Task<Done> postpone(QUuid lease, std::chrono::milliseconds delay, QString reason,
                                            CancelToken token) = 0;

  /// Gives items back as they were taken. Those no longer held are passed over.
  [[nodiscard]] virtual Task<Done> release(std::vector<QUuid> leases, CancelToken token) = 0;

  /// Has the exception looked at by `at`, if it is not due before; one that is dead as well. NotFound.
  [[nodiscard]] virtual Task<Done> schedule(QString exceptionId, Instant at, CancelToken token) = 0;

  [[nodiscard]] virtual Task<WorkStatus> status(CancelToken token) = 0;

  /// Up to `limit` items by exception, of one state or of any. InvalidInput for a limit out of range.
  [[nodiscard]] virtual Task<Page<WorkItem>> list(std::optional<WorkItem::State> state, int limit,
                                                  std::optional<QString> after, CancelToken token) = 0;

  [[nodiscard]] virtual Task<WorkItem> get(QString exceptionId, CancelToken token) = 0; ///< NotFound.

  /// Makes items due at once, dead ones as well, with all attempts before them. Gives those that there were.
  [[nodiscard]] virtual Task<QStringList> retry(QStringList exceptionIds, CancelToken token) = 0;

  /// NotFound; Conflict while a worker is at the item, and, naming both, where it is not as seen; InvalidInput for a
  /// note too long.
  [[nodiscard]] virtual Task<WorkItem> edit(QString exceptionId, WorkEdit edit, CancelToken token) = 0;

  /// Takes items away, until something calls for them again. Gives those that there were.
  [[nodiscard]] virtual Task<QStringList> drop(QStringList exceptionIds, CancelToken token) = 0;
};

} // namespace sentinai

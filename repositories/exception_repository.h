// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/cancel_token.h"
#include "repositories/database/exception_state.h"
#include "repositories/records/actor.h"
#include "repositories/records/exception_query.h"

#include <QUuid>
#include <functional>

namespace sentinai {

/// A wish to change one exception.
struct ExceptionUpdate {
  QString exceptionId;
  int expectedVersion = 0; ///< The version the caller saw; Conflict if it is another by now.
  ExceptionPatch patch;
  QString comment; ///< Recorded as CommentAdded with the change; empty: none. A comment alone is allowed.
  Actor actor;
  QUuid idempotencyKey; ///< Doing the same key again changes nothing and succeeds; null: made anew.
};

struct UpsertOutcome {
  enum class Kind : quint8 { Created, Updated, Unchanged };
  Kind kind = Kind::Unchanged;
  Exception exception;
};

/// What became of one row of a bulk update: the new row, or why it was refused.
struct BulkOutcome {
  QString exceptionId;
  Result<Exception> outcome;
};

struct SimilarException {
  Exception exception;
  double score = 0;    ///< 0 to 1, higher is more alike.
  QStringList reasons; ///< e.g. "same type", "same entity".
};

/// Takes the next rows of a stream.
using ExceptionSink = std::function<Result<Done>(std::vector<Exception>)>;

/// The exceptions of one tenant. Every change is an event: each of these writes appends to the timeline in the same
/// transaction. Calls may overlap; each completes on the thread that made it.
///
/// Errors of all calls: Cancelled, ConnectionLost, Timeout, PermissionDenied, Internal; others as said.
class ExceptionRepository {
public:
  virtual ~ExceptionRepository() = default;

  /// Records `exception` (its version, updatedAt and resolvedAt are the database's) with an ExceptionCreated event at
  /// `exception.createdAt`. Conflict if the id exists, unless made by the same idempotency key: then the present row.
  /// InvalidInput or Constraint where a value does not fit.
  [[nodiscard]] virtual Task<Exception> create(Exception exception, Actor actor, QUuid idempotencyKey,
                                               CancelToken token) = 0;

  /// NotFound if this tenant has no such exception.
  [[nodiscard]] virtual Task<Exception> get(QString exceptionId, CancelToken token) = 0;

  /// Those of `exceptionIds` that exist, in no particular order.
  [[nodiscard]] virtual Task<std::vector<Exception>> getAll(QStringList exceptionIds, CancelToken token) = 0;

  /// Appends one event per kind of change (StatusChanged, SeverityChanged, OwnerAssigned, AttributesChanged,
  /// CommentAdded) and returns the new row. NotFound, Conflict, InvalidInput. A patch that changes nothing, without a
  /// comment, succeeds and writes nothing.
  [[nodiscard]] virtual Task<Exception> update(ExceptionUpdate update, CancelToken token) = 0;

  /// Creates the exception, or brings the existing one to its values by AttributesChanged and its like. Doing it again
  /// changes nothing.
  [[nodiscard]] virtual Task<UpsertOutcome> upsert(Exception exception, Actor actor, CancelToken token) = 0;

  /// Each row for itself: one that is refused does not stop the others. Outcomes in the order asked.
  [[nodiscard]] virtual Task<std::vector<BulkOutcome>> bulkUpdate(std::vector<ExceptionUpdate> updates,
                                                                  CancelToken token) = 0;

  /// A page in the query's order; InvalidInput for a limit out of range or a cursor of another query. Passing over some
  /// thousand rows costs little; over more only where outline() has given no landmarks.
  [[nodiscard]] virtual Task<Page<Exception>> list(ExceptionQuery query, CancelToken token) = 0;

  /// Every match in the sort's order, in parts of at most some thousand rows, which come only as `sink` takes them, so
  /// memory does not grow with their number. `sink` is called on the thread of the call; an error that it returns ends
  /// the stream with that error.
  [[nodiscard]] virtual Task<Done> stream(ExceptionFilter filter, ExceptionSort sort, ExceptionSink sink,
                                          CancelToken token) = 0;

  /// The whole list's length and the ways into it. May read the whole list, so it is for the background.
  [[nodiscard]] virtual Task<ListOutline> outline(ExceptionFilter filter, ExceptionSort sort, CancelToken token) = 0;

  /// How many match; exact up to `limit`, beyond which counting stops and the count says so.
  [[nodiscard]] virtual Task<RowCount> count(ExceptionFilter filter, qint64 limit, CancelToken token) = 0;

  /// Distinct values of a text column (domain, type, source_system, entity, owner), most frequent first, that contain
  /// `text` case folded; for completion and filter menus. InvalidInput for another column.
  [[nodiscard]] virtual Task<QStringList> distinctValues(ExceptionField field, QString text, int limit,
                                                         CancelToken token) = 0;

  /// Others of the same domain and type, the most alike first: same entity, near amount, common words. With
  /// `resolvedBy` those only that had been resolved by then. NotFound.
  [[nodiscard]] virtual Task<std::vector<SimilarException>>
  similar(QString exceptionId, int limit, std::optional<Instant> resolvedBy, CancelToken token) = 0;

  /// Unresolved exceptions whose deadline is before `until`, most urgent first; breached ones included.
  [[nodiscard]] virtual Task<Page<Exception>> dueBefore(Instant until, int limit, std::optional<QString> after,
                                                        CancelToken token) = 0;
};

} // namespace sentinai

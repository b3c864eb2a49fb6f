// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/exchange/log_row.h"
#include "app/exchange/mapped_row.h"
#include "app/exchange/mapping.h"
#include "repositories/exception_event_repository.h"

#include <QSet>

namespace sentinai {

/// What the database held of a batch's cases when it was asked.
struct BatchContext {
  QHash<QUuid, RecordedEvent> existing; ///< Of the batch's event ids, ExceptionCreated included.
  QHash<QString, Exception> exceptions; ///< The batch's cases that exist.

  /// By case: the highest number of a row behind the batch that was imported before this import came to the case.
  QHash<QString, qint64> importedAhead;
  QSet<QString> misaligned; ///< The batch's cases whose last imported row before it had another event recorded.
};

/// The events that bring the database from there to the end of the batch.
struct BuiltBatch {
  std::vector<NewExceptionEvent> events;
  std::vector<LogReject> rejects;
  qint64 casesCreated = 0;
  qint64 casesExisting = 0;
  qint64 eventsAppended = 0;
  qint64 eventsExisting = 0;
  QSet<QString> misaligned; ///< As BatchContext::misaligned, at the end of the batch.
};

/// Turns mapped rows into events, whose changes lead from the state in the database. Pure; any thread.
///
/// A row whose event exists is passed over, so building the same rows against what they have become gives nothing. A
/// row that is new although a later one of its case exists is recorded without changes: the state has moved on.
///
/// A row is refused whose event exists with another type or time: it is another row that has got its number. So is a
/// new row that is known by its number only and follows such a one, as its own event may stand under another number.
[[nodiscard]] BuiltBatch buildBatch(const std::vector<MappedRow>& rows, const BatchContext& context,
                                    const QMap<Severity, std::chrono::seconds>& slaAfter);

} // namespace sentinai

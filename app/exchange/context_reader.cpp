// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exchange/context_reader.h"

#include "app/exchange/row_mapper.h"

namespace sentinai {

namespace {
constexpr std::size_t kIdsAtOnce = 5000;

struct NumberedRow {
  QString caseId;
  qint64 number = 0;
};

/// Which of these rows were imported.
Task<Done> noteImported(Session* session, QString eventPrefix, std::vector<NumberedRow> rows,
                        std::shared_ptr<BatchContext> context, CancelToken token) {
  if (rows.empty()) {
    co_return Done{};
  }
  std::vector<QUuid> ids;
  ids.reserve(rows.size());
  for (const NumberedRow& row : rows) {
    ids.push_back(RowMapper::numberedId(eventPrefix, row.caseId, row.number));
  }
  Result<QHash<QUuid, RecordedEvent>> existing = co_await session->events().existing(ids, token);
  if (!existing) {
    co_return failure(std::move(existing.error()));
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (existing->contains(ids[i])) {
      qint64& ahead = context->importedAhead[rows[i].caseId];
      ahead = std::max(ahead, rows[i].number);
    }
  }
  co_return Done{};
}
} // namespace

Task<Done> readContext(Session* session, std::shared_ptr<const std::vector<MappedRow>> rows,
                       std::shared_ptr<BatchContext> context, CancelToken token) {
  std::vector<QUuid> ids;
  QSet<QString> caseIds;
  ids.reserve(rows->size() * 2);
  for (const MappedRow& row : *rows) {
    ids.push_back(row.eventId);
    if (!caseIds.contains(row.caseId)) {
      caseIds.insert(row.caseId);
      ids.push_back(row.createdId);
    }
  }
  Result<QHash<QUuid, RecordedEvent>> existing = co_await session->events().existing(std::move(ids), token);
  if (!existing) {
    co_return failure(std::move(existing.error()));
  }
  QStringList names(caseIds.begin(), caseIds.end());
  Result<std::vector<Exception>> exceptions = co_await session->exceptions().getAll(std::move(names), token);
  if (!exceptions) {
    co_return failure(std::move(exceptions.error()));
  }
  context->existing = std::move(*existing);
  for (Exception& exception : *exceptions) {
    context->exceptions.insert(exception.exceptionId, exception);
  }
  co_return Done{};
}

Task<Done> lookAhead(Session* session, QString eventPrefix, std::shared_ptr<const std::vector<MappedRow>> rows,
                     std::shared_ptr<BatchContext> context, CancelToken token) {
  struct Span {
    qint64 last = 0; ///< In the batch.
    qint64 end = 0;  ///< Of the case.
    bool hasNew = false;
  };
  QHash<QString, Span> spans;
  for (const MappedRow& row : *rows) {
    if (context->exceptions.contains(row.caseId) && !context->importedAhead.contains(row.caseId)) {
      Span& span = spans[row.caseId];
      span.last = std::max(span.last, row.number);
      span.end = row.lastNumber;
      span.hasNew = span.hasNew || (row.isNumbered && !context->existing.contains(row.eventId));
    }
  }
  // Where a case was imported as a whole, its last row tells; only where not, all are asked for.
  std::vector<NumberedRow> ends;
  for (auto span = spans.constBegin(); span != spans.constEnd(); ++span) {
    if (span->hasNew) {
      context->importedAhead.insert(span.key(), 0);
      if (span->end > span->last) {
        ends.push_back({span.key(), span->end});
      }
    }
  }
  Result<Done> asked = co_await noteImported(session, eventPrefix, ends, context, token);
  if (!asked) {
    co_return asked;
  }
  std::vector<NumberedRow> between;
  for (const NumberedRow& end : ends) {
    const bool isThere = context->importedAhead.value(end.caseId) > 0;
    for (qint64 number = spans.value(end.caseId).last + 1; !isThere && number < end.number; ++number) {
      between.push_back({end.caseId, number});
      if (between.size() >= kIdsAtOnce) {
        Result<Done> some = co_await noteImported(session, eventPrefix, std::exchange(between, {}), context, token);
        if (!some) {
          co_return some;
        }
      }
    }
  }
  Result<Done> rest = co_await noteImported(session, eventPrefix, std::move(between), context, token);
  if (!rest) {
    co_return rest;
  }
  co_return Done{};
}

} // namespace sentinai

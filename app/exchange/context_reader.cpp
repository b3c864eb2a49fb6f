// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exchange/context_reader.h"

#include "app/exchange/row_mapper.h"

namespace sentinai {

namespace {
constexpr std::size_t kTimelinesAtOnce = 8;
constexpr std::size_t kIdsAtOnce = 5000;

struct Stretch {
  QString caseId;
  TimeRange time;
};

struct NumberedRow {
  QString caseId;
  qint64 number = 0;
};

/// The recorded events among `wanted` that happened within the stretch.
Task<Done> readStretch(Session* session, Stretch stretch, std::shared_ptr<const BatchContext> context,
                       std::shared_ptr<QHash<QUuid, RecordedEvent>> found, CancelToken token) {
  EventQuery query;
  query.limit = kMaxPageSize;
  query.filter.created = stretch.time;
  do {
    Result<Page<ExceptionEvent>> page = co_await session->events().timeline(stretch.caseId, query, token);
    if (!page) {
      co_return failure(std::move(page.error()));
    }
    for (const ExceptionEvent& event : page->rows) {
      if (context->existing.contains(event.eventId)) {
        found->insert(event.eventId, {event.eventType, event.createdAt});
      }
    }
    query.after = page->next;
  } while (query.after);
  co_return Done{};
}

/// The recorded events of all stretches, some of them at a time.
Task<Done> readStretches(Session* session, std::vector<Stretch> stretches, std::shared_ptr<const BatchContext> context,
                         std::shared_ptr<QHash<QUuid, RecordedEvent>> found, CancelToken token) {
  for (std::size_t at = 0; at < stretches.size(); at += kTimelinesAtOnce) {
    std::vector<Task<Done>> asked;
    for (std::size_t i = at; i < std::min(at + kTimelinesAtOnce, stretches.size()); ++i) {
      asked.push_back(readStretch(session, stretches[i], context, found, token));
    }
    // All are awaited, so that none is left behind where one fails.
    Result<Done> all = Done{};
    for (Task<Done>& one : asked) {
      Result<Done> read = co_await one;
      if (!read && all) {
        all = std::move(read);
      }
    }
    if (!all) {
      co_return all;
    }
  }
  co_return Done{};
}

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
  Result<QSet<QUuid>> existing = co_await session->events().existing(ids, token);
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
  Result<QSet<QUuid>> existing = co_await session->events().existing(std::move(ids), token);
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

Task<Done> compareWithRecord(Session* session, std::shared_ptr<const std::vector<MappedRow>> rows,
                             std::shared_ptr<BatchContext> context, CancelToken token) {
  QHash<QString, std::size_t> places;
  std::vector<Stretch> stretches;
  for (const MappedRow& row : *rows) {
    if (!context->existing.contains(row.eventId)) {
      continue;
    }
    const Instant behind = row.at + std::chrono::microseconds(1);
    const auto place = places.constFind(row.caseId);
    if (place == places.constEnd()) {
      places.insert(row.caseId, stretches.size());
      stretches.push_back({row.caseId, {row.at, behind}});
    } else {
      TimeRange& time = stretches[*place].time;
      time = {std::min(*time.from, row.at), std::max(*time.to, behind)};
    }
  }
  const auto found = std::make_shared<QHash<QUuid, RecordedEvent>>();
  Result<Done> read = co_await readStretches(session, std::move(stretches), context, found, token);
  if (!read) {
    co_return read;
  }
  // Where the event is not within the case's stretch of time, it happened at another time than all these rows did.
  QSet<QString> others;
  for (const MappedRow& row : *rows) {
    if (context->existing.contains(row.eventId) && !found->contains(row.eventId)) {
      others.insert(row.caseId);
    }
  }
  std::vector<Stretch> whole;
  for (const QString& caseId : std::as_const(others)) {
    whole.push_back({caseId, TimeRange()});
  }
  Result<Done> readAll = co_await readStretches(session, std::move(whole), context, found, token);
  if (!readAll) {
    co_return readAll;
  }
  for (const MappedRow& row : *rows) {
    const auto recorded = found->constFind(row.eventId);
    if (recorded != found->constEnd() && (recorded->eventType != row.eventType || recorded->createdAt != row.at)) {
      context->recorded.insert(row.eventId, *recorded);
    }
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

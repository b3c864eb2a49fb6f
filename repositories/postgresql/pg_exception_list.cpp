// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/postgresql/pg_exception_list.h"

#include "repositories/database/exception_order.h"
#include "repositories/postgresql/pg_exception_statements.h"
#include "repositories/postgresql/pg_records.h"

#include <algorithm>

namespace sentinai {

namespace {

Task<Page<Exception>> readPage(std::shared_ptr<PgClient> client, SqlStatement statement, ExceptionQuery query,
                               CancelToken token) {
  return client->run<Page<Exception>>(
      PgIntent::Read, std::move(statement),
      [tenantId = client->tenantId(), query](const PGresult* result) {
        return readRows(result, [&tenantId](PgRow& row) { return readException(row, tenantId); })
            .map([&query](std::vector<Exception>&& rows) { return exceptionPage(std::move(rows), query); });
      },
      std::move(token));
}

Task<Page<Exception>> readPage(std::shared_ptr<PgClient> client, Result<SqlStatement> statement, ExceptionQuery query,
                               CancelToken token) {
  if (!statement) {
    return PgClient::refuse<Page<Exception>>(statement.error());
  }
  return readPage(std::move(client), *std::move(statement), std::move(query), std::move(token));
}

Task<ExceptionGroups> readGroups(std::shared_ptr<PgClient> client, ExceptionFilter filter, ExceptionField sortedBy,
                                 CancelToken token) {
  return client->rows<ExceptionGroup>(
      exceptionGroupsStatement(filter, sortedBy),
      [](PgRow& row) {
        ExceptionGroup group;
        group.domain = row.next<QString>();
        group.status = row.next<QString>();
        group.severityRank = row.next<int>();
        group.value = row.next<QString>();
        group.rows = row.next<qint64>();
        group.total = row.next<qint64>();
        return group;
      },
      std::move(token));
}

Task<qint64> readNumber(std::shared_ptr<PgClient> client, SqlStatement statement, CancelToken token) {
  return client->one<qint64>(
      PgIntent::Read, std::move(statement), [](PgRow& row) { return row.next<qint64>(); }, {}, std::move(token));
}

struct LocatedHour {
  Instant start{};
  qint64 before = 0;
};

Task<std::vector<LocatedHour>> readHour(std::shared_ptr<PgClient> client, ExceptionFilter filter, Qt::SortOrder order,
                                        qint64 number, CancelToken token) {
  return client->rows<LocatedHour>(
      locateHourStatement(filter, order, number),
      [](PgRow& row) {
        const auto start = row.next<Instant>();
        return LocatedHour{start, row.next<qint64>()};
      },
      std::move(token));
}

/// Moves a query that passes over many rows close to its page: to the hour that the page begins in. Absent where the
/// list is not so long.
Task<std::optional<ExceptionQuery>> closeBy(std::shared_ptr<PgClient> client, ExceptionQuery query, CancelToken token) {
  const bool ascending = query.sort.order == Qt::AscendingOrder;
  Exception place; // Without an id: just before every row of its time, or behind it where the list descends.
  ExceptionFilter filter = query.filter;
  qint64 number = query.skip;
  if (query.sort.field != ExceptionField::CreatedAt) {
    Result<ExceptionGroups> groups = co_await readGroups(client, filter, query.sort.field, token);
    if (!groups) {
      co_return failure(groups.error());
    }
    std::map<QByteArray, std::vector<const ExceptionGroup*>> byValue;
    for (const ExceptionGroup& group : *groups) {
      byValue[valueOf(group, query.sort.field).toUtf8()].push_back(&group);
    }
    std::vector<std::vector<const ExceptionGroup*>> inOrder;
    inOrder.reserve(byValue.size());
    for (const auto& [value, same] : byValue) {
      inOrder.push_back(same);
    }
    if (!ascending) {
      std::reverse(inOrder.begin(), inOrder.end());
    }
    const ExceptionGroup* found = nullptr;
    for (const auto& same : inOrder) {
      qint64 rows = 0;
      for (const ExceptionGroup* group : same) {
        rows += group->rows;
      }
      if (number < rows) {
        found = same.front();
        break;
      }
      number -= rows;
    }
    if (found == nullptr) {
      co_return std::optional<ExceptionQuery>();
    }
    place.domain = found->domain;
    place.status = fromText<Status>(found->status).value_or(Status::Open);
    place.severity = static_cast<Severity>(found->severityRank - 1);
    if (query.sort.field == ExceptionField::Domain) {
      filter.domains = {place.domain};
    } else if (query.sort.field == ExceptionField::Status) {
      filter.statuses = {place.status};
    } else {
      filter.severities = {place.severity};
    }
  }
  // The hours know nothing of the filter's time: count what it leaves out before its first row.
  const std::optional<Instant> bound = ascending ? filter.created.from : filter.created.to;
  if (bound) {
    ExceptionFilter outside = filter;
    outside.created = ascending ? TimeRange{std::nullopt, bound} : TimeRange{bound, std::nullopt};
    const SqlStatement count = rolledUpCountStatement(outside);
    const Result<qint64> left = co_await readNumber(client, count, token);
    if (!left) {
      co_return failure(left.error());
    }
    number += *left;
  }
  const Result<std::vector<LocatedHour>> hours = co_await readHour(client, filter, query.sort.order, number, token);
  if (!hours) {
    co_return failure(hours.error());
  }
  if (hours->empty()) {
    co_return std::optional<ExceptionQuery>();
  }
  const LocatedHour& hour = hours->front();
  place.createdAt = ascending ? hour.start : hour.start + std::chrono::hours(1);
  const bool isFirstHour = bound && (ascending ? place.createdAt < *bound : place.createdAt > *bound);
  if (!isFirstHour) {
    query.after = ExceptionOrder(query.sort).cursorOf(place);
    query.skip = number - hour.before;
  }
  co_return std::optional<ExceptionQuery>(query);
}

/// How much further each way goes when the other has not led to the page.
constexpr qint64 kFurther = 4;

} // namespace

Task<Page<Exception>> listExceptions(std::shared_ptr<PgClient> client, ExceptionQuery query, CancelToken token,
                                     ExceptionListLimits limits) {
  Result<SqlStatement> plain = exceptionListStatement(SqlDialect::PostgreSql, {}, query);
  if (!plain) {
    co_return failure(plain.error());
  }
  if (query.skip > limits.farRows && !query.after && !query.before && isLocatable(query.filter, query.sort)) {
    Result<std::optional<ExceptionQuery>> near = co_await closeBy(client, query, token);
    if (!near) {
      co_return failure(near.error());
    }
    if (!*near) {
      co_return Page<Exception>();
    }
    if ((*near)->after) {
      const ExceptionQuery closer = **near;
      co_return co_await listExceptions(client, closer, token, limits);
    }
  }
  if (isIndexRange(query)) {
    // How many rows are passed over decides too.
    plain->planning = query.skip == 0 ? SqlPlanning::Once : SqlPlanning::EachTime;
    co_return co_await readPage(client, plain, query, token);
  }
  ExceptionGroups groups;
  const bool isOfName = isOfOneName(query.filter, query.sort.field);
  const bool isGrouped = isOfName || narrowsGroups(query.filter) || isGroupField(query.sort.field);
  qint64 most = -1; // Matches at most, where that is known.
  if (isGrouped) {
    Result<ExceptionGroups> found = co_await readGroups(client, query.filter, query.sort.field, token);
    if (!found) {
      co_return failure(found.error());
    }
    groups = std::move(*found);
    if (groups.empty()) {
      co_return Page<Exception>();
    }
    most = 0;
    for (const ExceptionGroup& group : groups) {
      most += group.rows;
    }
  }
  std::vector<ExceptionFilter> parts = furtherParts(query);
  // Of one name, the groups have every row in the order of creation.
  const bool isWhole =
      parts.empty() || (isOfName && parts.size() == 1 &&
                        (query.sort.field == ExceptionField::CreatedAt || isGroupField(query.sort.field)));
  const bool isText = !query.filter.text.isEmpty();
  if (isText) {
    parts.pop_back();
  }
  if (isGrouped && isWhole && (most < 0 || most > limits.fewRows)) {
    const Result<std::optional<SqlStatement>> merged = mergedStatement(query, groups, most, SearchBy::EachRow, limits);
    if (!merged) {
      co_return failure(merged.error());
    }
    if (*merged) {
      const SqlStatement statement = **merged;
      co_return co_await readPage(client, statement, query, token);
    }
  }
  SearchBy search = SearchBy::EachRow;
  // A race between two ways that nobody knows the length of: to read on in the list's order, or to read and sort what
  // matches one part of the filter. Each in turn may go four times as far, so that it takes little longer than the
  // quicker one would.
  qint64 few = limits.fewRows;
  for (qint64 rows = limits.stretchRows; most < 0 || most > few; rows *= kFurther) {
    Result<std::optional<SqlStatement>> stretch = groupedStretchStatement(query, groups, rows, limits);
    if (stretch && !*stretch && hasStretch(query)) {
      stretch = stretchStatement(query, rows).map([](SqlStatement&& text) { return std::optional(std::move(text)); });
    }
    if (!stretch) {
      co_return failure(stretch.error());
    }
    const bool isStretched = stretch->has_value();
    if (isStretched) {
      const SqlStatement statement = **stretch;
      Result<Page<Exception>> page = co_await readPage(client, statement, query, token);
      const bool isFull =
          page && (query.before ? page->rows.size() == static_cast<std::size_t>(query.limit) : page->next.has_value());
      if (!page || isFull) {
        co_return page;
      }
    }
    if (!parts.empty()) {
      const SqlStatement probe = probeStatement(parts, few);
      const Result<qint64> fewest = co_await readNumber(client, probe, token);
      if (!fewest) {
        co_return failure(fewest.error());
      }
      if (*fewest <= few) {
        most = *fewest;
        break;
      }
    }
    if (isText && rows == limits.stretchRows) {
      const SqlStatement probe = textProbeStatement(query.filter.text, few);
      const Result<qint64> found = co_await readNumber(client, probe, token);
      if (!found) {
        co_return failure(found.error());
      }
      if (*found <= few) {
        most = *found;
        search = SearchBy::Index;
        break;
      }
    }
    if (rows >= limits.longestStretch || !isStretched) {
      break;
    }
    few *= kFurther;
  }
  if (isGrouped && !isWhole && isGroupField(query.sort.field) && (most < 0 || most > few)) {
    const Result<std::optional<SqlStatement>> merged = mergedStatement(query, groups, most, search, limits);
    if (!merged) {
      co_return failure(merged.error());
    }
    if (*merged) {
      const SqlStatement statement = **merged;
      co_return co_await readPage(client, statement, query, token);
    }
  }
  const Result<SqlStatement> sorted = isOfName && groups.size() <= limits.groups
                                          ? sortedByNameStatement(query, groups, search)
                                          : sortedStatement(query, search);
  co_return co_await readPage(client, sorted, query, token);
}

Task<RowCount> countExceptions(std::shared_ptr<PgClient> client, ExceptionFilter filter, qint64 limit,
                               CancelToken token) {
  if (isRolledUp(filter)) {
    return client->one<RowCount>(
        PgIntent::Read, rolledUpCountStatement(filter),
        [](PgRow& row) {
          return RowCount{row.next<qint64>(), true};
        },
        {}, std::move(token));
  }
  return client->count(exceptionCountStatement(SqlDialect::PostgreSql, {}, withWhatFollows(std::move(filter)), limit),
                       limit, std::move(token));
}

Task<ListOutline> outlineExceptions(std::shared_ptr<PgClient> client, ExceptionFilter filter, ExceptionSort sort,
                                    CancelToken token) {
  if (isLocatable(filter, sort)) {
    return client->one<ListOutline>(
        PgIntent::Read, rolledUpCountStatement(filter),
        [](PgRow& row) {
          return ListOutline{row.next<qint64>(), {}};
        },
        {}, std::move(token));
  }
  return client->run<ListOutline>(
      PgIntent::Read, exceptionOutlineStatement(SqlDialect::PostgreSql, {}, filter, sort),
      [tenantId = client->tenantId(), sort](const PGresult* result) {
        const auto read = [&tenantId](PgRow& row) {
          OutlinePlace place;
          place.row = readException(row, tenantId);
          place.phase = row.next<int>();
          place.place = row.next<qint64>();
          return place;
        };
        return readRows(result, read).map([&sort](std::vector<OutlinePlace>&& places) {
          return exceptionOutline(places, sort);
        });
      },
      std::move(token));
}

} // namespace sentinai

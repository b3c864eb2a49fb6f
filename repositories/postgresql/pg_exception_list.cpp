// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/postgresql/pg_exception_list.h"

#include "repositories/database/exception_order.h"
#include "repositories/postgresql/pg_exception_statements.h"
#include "repositories/postgresql/pg_records.h"

#include <algorithm>
#include <numeric>

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

/// Whether nothing can match: only what is resolved has a time at which it was.
bool matchesNothing(const ExceptionFilter& filter) {
  return (filter.resolved.from || filter.resolved.to) && !filter.statuses.empty() &&
         std::find(filter.statuses.begin(), filter.statuses.end(), Status::Resolved) == filter.statuses.end();
}

/// What is known of a list that no single index has, and what is left of it to find out.
struct ListSearch {
  ExceptionQuery query;
  ExceptionListLimits limits;
  ExceptionGroups groups;             ///< That have every match; empty: not asked for.
  std::vector<ExceptionFilter> parts; ///< Of the filter, beyond what the groups know.
  std::optional<qint64> most;         ///< Matches, where so much is known.
  SearchBy text = SearchBy::EachRow;  ///< How the filter's text is looked for.
  qint64 few = 0;                     ///< Matches that are sorted rather than looked for in the list's order.

  [[nodiscard]] bool isFew() const { return most && *most <= few; }
  [[nodiscard]] bool hasText() const { return !query.filter.text.isEmpty(); }
};

/// Whether these are all rows of the page, not just as many as were found of them.
bool isFull(const Page<Exception>& page, const ExceptionQuery& query) {
  return query.before ? page.rows.size() == static_cast<std::size_t>(query.limit) : page.next.has_value();
}

/// The page merged from the groups; absent where to sort what matches is better.
Task<std::optional<Page<Exception>>> mergedPage(std::shared_ptr<PgClient> client, ListSearch search,
                                                CancelToken token) {
  const Result<std::optional<SqlStatement>> merged =
      mergedStatement(search.query, search.groups, search.most.value_or(-1), search.text, search.limits);
  if (!merged) {
    co_return failure(merged.error());
  }
  if (!*merged) {
    co_return std::optional<Page<Exception>>();
  }
  const SqlStatement statement = **merged;
  Result<Page<Exception>> page = co_await readPage(client, statement, search.query, token);
  co_return std::move(page).map([](Page<Exception>&& rows) { return std::optional(std::move(rows)); });
}

/// The matches among the next `rows` rows of the list. Absent where these are not read in its order.
Task<std::optional<Page<Exception>>> stretchPage(std::shared_ptr<PgClient> client, ListSearch search, qint64 rows,
                                                 CancelToken token) {
  Result<std::optional<SqlStatement>> stretch =
      groupedStretchStatement(search.query, search.groups, rows, search.limits);
  if (stretch && !*stretch && hasStretch(search.query)) {
    stretch =
        stretchStatement(search.query, rows).map([](SqlStatement&& text) { return std::optional(std::move(text)); });
  }
  if (!stretch) {
    co_return failure(stretch.error());
  }
  if (!*stretch) {
    co_return std::optional<Page<Exception>>();
  }
  const SqlStatement statement = **stretch;
  Result<Page<Exception>> page = co_await readPage(client, statement, search.query, token);
  co_return std::move(page).map([](Page<Exception>&& found) { return std::optional(std::move(found)); });
}

/// Learns whether few match one part of the filter, as which its text counts the first time.
Task<ListSearch> probed(std::shared_ptr<PgClient> client, ListSearch search, bool isFirst, CancelToken token) {
  if (!search.parts.empty()) {
    const SqlStatement probe = probeStatement(search.parts, search.few);
    const Result<qint64> fewest = co_await readNumber(client, probe, token);
    if (!fewest) {
      co_return failure(fewest.error());
    }
    if (*fewest <= search.few) {
      search.most = *fewest;
      co_return search;
    }
  }
  if (search.hasText() && isFirst) {
    const SqlStatement probe = textProbeStatement(search.query.filter.text, search.few);
    const Result<qint64> found = co_await readNumber(client, probe, token);
    if (!found) {
      co_return failure(found.error());
    }
    if (*found <= search.few) {
      search.most = *found;
      search.text = SearchBy::Index;
    }
  }
  co_return search;
}

/// A race between two ways that nobody knows the length of: to read on in the list's order, or to read and sort what
/// matches one part of the filter. Each in turn may go four times as far, so that it takes little longer than the
/// quicker one would.
Task<Page<Exception>> racedPage(std::shared_ptr<PgClient> client, ListSearch search, bool isMergeable,
                                CancelToken token) {
  for (qint64 rows = search.limits.stretchRows; !search.isFew(); rows *= kFurther) {
    const Result<std::optional<Page<Exception>>> stretch = co_await stretchPage(client, search, rows, token);
    if (!stretch) {
      co_return failure(stretch.error());
    }
    if (*stretch && isFull(**stretch, search.query)) {
      co_return **stretch;
    }
    Result<ListSearch> further = co_await probed(client, search, rows == search.limits.stretchRows, token);
    if (!further) {
      co_return failure(further.error());
    }
    search = std::move(*further);
    if (search.isFew() || !*stretch || rows >= search.limits.longestStretch) {
      break;
    }
    search.few *= kFurther;
  }
  if (isMergeable && !search.isFew()) {
    const Result<std::optional<Page<Exception>>> merged = co_await mergedPage(client, search, token);
    if (!merged) {
      co_return failure(merged.error());
    }
    if (*merged) {
      co_return **merged;
    }
  }
  const bool isByGroup =
      isOfOneName(search.query.filter, search.query.sort.field) && search.groups.size() <= search.limits.groups;
  const Result<SqlStatement> sorted = isByGroup ? sortedByNameStatement(search.query, search.groups, search.text)
                                                : sortedStatement(search.query, search.text);
  co_return co_await readPage(client, sorted, search.query, token);
}

} // namespace

Task<Page<Exception>> listExceptions(std::shared_ptr<PgClient> client, ExceptionQuery query, CancelToken token,
                                     ExceptionListLimits limits) {
  Result<SqlStatement> plain = exceptionListStatement(SqlDialect::PostgreSql, {}, query);
  if (!plain) {
    co_return failure(plain.error());
  }
  if (matchesNothing(query.filter)) {
    co_return Page<Exception>();
  }
  if (query.skip > limits.farRows && !query.after && !query.before && isLocatable(query.filter, query.sort)) {
    const Result<std::optional<ExceptionQuery>> near = co_await closeBy(client, query, token);
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
  // The order of creation is that of the table: rows next to each other cost least, and most filters' matches lie
  // close.
  if (query.sort.field == ExceptionField::CreatedAt) {
    const qint64 rows =
        std::clamp(kFurther * (query.skip + query.limit), limits.stretchRows, kFurther * limits.stretchRows);
    Result<Page<Exception>> page = co_await readPage(client, stretchStatement(query, rows), query, token);
    if (!page || isFull(*page, query)) {
      co_return page;
    }
  }
  ListSearch search;
  search.query = query;
  search.limits = limits;
  search.few = limits.fewRows;
  search.parts = furtherParts(query);
  const bool isOfName = isOfOneName(query.filter, query.sort.field);
  const bool isByGroup = isGroupField(query.sort.field);
  const bool isGrouped = isOfName || narrowsGroups(query.filter) || isByGroup;
  if (isGrouped) {
    Result<ExceptionGroups> found = co_await readGroups(client, query.filter, query.sort.field, token);
    if (!found) {
      co_return failure(found.error());
    }
    search.groups = std::move(*found);
    if (search.groups.empty()) {
      co_return Page<Exception>();
    }
    search.most = std::accumulate(search.groups.begin(), search.groups.end(), qint64{0},
                                  [](qint64 rows, const ExceptionGroup& group) { return rows + group.rows; });
  }
  // Of one name, the groups have every row in the order of creation.
  const bool isWhole = search.parts.empty() || (isOfName && search.parts.size() == 1 &&
                                                (query.sort.field == ExceptionField::CreatedAt || isByGroup));
  if (search.hasText()) {
    search.parts.pop_back();
  }
  if (isGrouped && isWhole && !search.isFew()) {
    const Result<std::optional<Page<Exception>>> merged = co_await mergedPage(client, search, token);
    if (!merged) {
      co_return failure(merged.error());
    }
    if (*merged) {
      co_return **merged;
    }
  }
  co_return co_await racedPage(client, search, isByGroup && !isWhole, token);
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
  return client->count(exceptionCountStatement(SqlDialect::PostgreSql, {}, filter, limit), limit, std::move(token));
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

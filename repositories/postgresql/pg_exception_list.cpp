// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/postgresql/pg_exception_list.h"

#include "repositories/database/exception_order.h"
#include "repositories/database/exception_select.h"
#include "repositories/postgresql/pg_records.h"
#include "repositories/postgresql/pg_rollup.h"

#include <algorithm>

namespace sentinai {

namespace {

using Groups = std::vector<ExceptionGroup>;

const QString kTable = QStringLiteral("sentinai.exception");

// ---- what a query asks for ------------------------------------------------------------------------------------------

bool isGroupField(ExceptionField field) {
  return field == ExceptionField::Domain || field == ExceptionField::Status || field == ExceptionField::Severity ||
         field == ExceptionField::Type || field == ExceptionField::SourceSystem;
}

bool narrowsGroups(const ExceptionFilter& filter) {
  return !filter.domains.isEmpty() || !filter.statuses.empty() || !filter.severities.empty() ||
         !filter.types.isEmpty() || !filter.sourceSystems.isEmpty();
}

bool isBounded(const TimeRange& range) {
  return range.from || range.to;
}

/// Each part of the filter that the groups do not know, as a filter of its own; but not the range of what the list is
/// sorted by, which is a range of its index.
std::vector<ExceptionFilter> furtherParts(const ExceptionQuery& query) {
  const ExceptionFilter& filter = query.filter;
  std::vector<ExceptionFilter> parts;
  ExceptionFilter part;
  const auto add = [&parts, &part] { parts.push_back(std::exchange(part, {})); };
  const auto addRange = [&](TimeRange ExceptionFilter::*range, std::optional<ExceptionField> sortedBy) {
    if (isBounded(filter.*range) && query.sort.field != sortedBy) {
      part.*range = filter.*range;
      add();
    }
  };
  if (!filter.entities.isEmpty()) {
    part.entities = filter.entities;
    add();
  }
  if (!filter.owners.isEmpty() || filter.unowned) {
    part.owners = filter.owners;
    part.unowned = filter.unowned;
    add();
  }
  addRange(&ExceptionFilter::created, ExceptionField::CreatedAt);
  addRange(&ExceptionFilter::updated, ExceptionField::UpdatedAt);
  addRange(&ExceptionFilter::sla, ExceptionField::SlaDeadline);
  addRange(&ExceptionFilter::resolved, std::nullopt);
  if ((filter.amountFrom || filter.amountTo) && query.sort.field != ExceptionField::Amount) {
    part.amountFrom = filter.amountFrom;
    part.amountTo = filter.amountTo;
    add();
  }
  if (!filter.text.isEmpty()) {
    part.text = filter.text;
    add();
  }
  return parts;
}

/// Whether one index has what matches in the order asked for.
bool isIndexRange(const ExceptionQuery& query) {
  if (isGroupField(query.sort.field)) {
    return false;
  }
  ExceptionFilter rest = query.filter;
  switch (query.sort.field) {
  case ExceptionField::CreatedAt: {
    rest.created = {};
    // Of one value of these, newest first is an index.
    ExceptionFilter single;
    int values = 0;
    for (QStringList ExceptionFilter::*list : {&ExceptionFilter::types, &ExceptionFilter::sourceSystems,
                                               &ExceptionFilter::entities, &ExceptionFilter::owners}) {
      values += static_cast<int>((rest.*list).size());
      single.*list = rest.*list;
    }
    single.unowned = rest.unowned;
    values += rest.unowned ? 1 : 0;
    return rest == single && values <= 1;
  }
  // Of one value, its rows stand together.
  case ExceptionField::Entity:
    if (rest.entities.size() == 1) {
      rest.entities.clear();
    }
    break;
  case ExceptionField::Owner:
    if (rest.owners.size() == 1 && !rest.unowned) {
      rest.owners.clear();
    }
    break;
  case ExceptionField::UpdatedAt:
    rest.updated = {};
    break;
  case ExceptionField::SlaDeadline:
    rest.sla = {};
    break;
  case ExceptionField::Amount:
    rest.amountFrom.reset();
    rest.amountTo.reset();
    break;
  default:
    break;
  }
  return rest == ExceptionFilter();
}

/// What follows from the filter and helps to find the matches: nothing is updated or resolved before it is created.
ExceptionFilter withWhatFollows(ExceptionFilter filter) {
  const std::optional<Instant> from = filter.created.from;
  if (from && (!filter.updated.from || *filter.updated.from < *from)) {
    filter.updated.from = from;
  }
  const std::optional<Instant> to = filter.updated.to;
  if (to && (!filter.created.to || *filter.created.to > *to)) {
    filter.created.to = to;
  }
  return filter;
}

// ---- statements -----------------------------------------------------------------------------------------------------

/// The numbers of matches of each part, counted up to `limit` + 1.
SqlStatement probeStatement(const std::vector<ExceptionFilter>& parts, qint64 limit) {
  SqlBinder binder(SqlDialect::PostgreSql);
  const QString most = binder.bind(limit + 1);
  QStringList counts;
  for (const ExceptionFilter& part : parts) {
    counts << (part.text.isEmpty()
                   ? QStringLiteral("(SELECT count(*) FROM (SELECT FROM %1 WHERE %2 LIMIT %3) AS matching)")
                         .arg(kTable, exceptionCondition(binder, {}, part), most)
                   : QStringLiteral("(SELECT count(*) FROM sentinai.search_exceptions(%1, %2))")
                         .arg(binder.bind(searchWords(part.text)), most));
  }
  return std::move(binder).statement(QStringLiteral("SELECT least(%1)").arg(counts.join(QStringLiteral(",\n  "))));
}

/// All matches, read by whatever index finds them, and sorted.
Result<SqlStatement> sortedStatement(const ExceptionQuery& query) {
  SqlBinder binder(SqlDialect::PostgreSql);
  const QString condition = exceptionCondition(binder, {}, withWhatFollows(query.filter));
  return exceptionListText(binder, QStringLiteral("matching"), exceptionColumns(), QStringLiteral("true"), query)
      .map([&](QString&& text) {
        return std::move(binder).statement(
            QStringLiteral("WITH matching AS MATERIALIZED (\n  SELECT %1, severity_rank, amount_sort FROM %2\n"
                           "  WHERE %3)\n%4")
                .arg(exceptionColumns(), kTable, condition, text));
      });
}

/// The matches among the next rows of the list.
Result<SqlStatement> stretchStatement(const ExceptionQuery& query, qint64 rows) {
  SqlBinder binder(SqlDialect::PostgreSql);
  ExceptionQuery stretch = query;
  stretch.limit = static_cast<int>(rows) - 1;
  stretch.skip = 0;
  // Where the filter bounds what the list is sorted by, the stretch begins there.
  ExceptionFilter bounds;
  const ExceptionFilter filter = withWhatFollows(query.filter);
  switch (query.sort.field) {
  case ExceptionField::CreatedAt:
    bounds.created = filter.created;
    break;
  case ExceptionField::UpdatedAt:
    bounds.updated = filter.updated;
    break;
  case ExceptionField::SlaDeadline:
    bounds.sla = filter.sla;
    break;
  case ExceptionField::Amount:
    bounds.amountFrom = filter.amountFrom;
    bounds.amountTo = filter.amountTo;
    break;
  default:
    break;
  }
  const QString columns = exceptionColumns() + QStringLiteral(", severity_rank, amount_sort, search_text");
  const QString boundCondition = exceptionCondition(binder, {}, bounds);
  return exceptionListText(binder, kTable, columns, boundCondition, stretch)
      .and_then([&](QString&& stretchRows) {
        const QString condition = exceptionCondition(binder, {}, filter, SearchBy::EachRow);
        return exceptionListText(binder, QStringLiteral("(\n%1) AS stretch").arg(stretchRows), exceptionColumns(),
                                 condition, query);
      })
      .map([&](QString&& text) { return std::move(binder).statement(std::move(text)); });
}

QString valueOf(const ExceptionGroup& group, ExceptionField field) {
  switch (field) {
  case ExceptionField::Domain:
    return group.domain;
  case ExceptionField::Status:
    return group.status;
  case ExceptionField::Severity:
    return QString::number(group.severityRank);
  default:
    return group.value;
  }
}

QString textOf(const SqlValue& key) {
  const auto* number = std::get_if<qint64>(&key);
  return number ? QString::number(*number) : std::get<QString>(key);
}

/// A part of the list that comes whole before or after the others.
struct ListPart {
  Groups groups;
  QString condition; ///< To follow others; may be empty.
  QStringList order; ///< What is to be ordered by inside a group.
};

/// A list sorted by what its groups share: the groups of the cursor's value, from the cursor on, then those of the
/// values that follow, as many as are needed.
std::vector<ListPart> partsByGroup(SqlBinder& binder, const ExceptionQuery& query, const ExceptionOrder& list,
                                   Qt::SortOrder order, Groups groups,
                                   const std::optional<std::vector<SqlValue>>& from) {
  const ExceptionField field = query.sort.field;
  const QStringList inside = list.terms().mid(1);
  // By code point, as the database sorts.
  const auto valueBytes = [field](const ExceptionGroup& group) { return valueOf(group, field).toUtf8(); };
  std::stable_sort(groups.begin(), groups.end(), [&](const ExceptionGroup& a, const ExceptionGroup& b) {
    return order == Qt::AscendingOrder ? valueBytes(a) < valueBytes(b) : valueBytes(b) < valueBytes(a);
  });
  ListPart same;
  ListPart later;
  later.order = inside;
  const std::optional<QByteArray> present = from ? std::optional(textOf(from->front()).toUtf8()) : std::nullopt;
  const bool countsTell = furtherParts(query).empty() && !isBounded(query.filter.created);
  const qint64 wanted = query.skip + query.limit + 1;
  qint64 rows = 0;
  std::optional<QByteArray> last;
  for (ExceptionGroup& group : groups) {
    const QByteArray value = valueBytes(group);
    if (present && value == *present) {
      same.groups.push_back(std::move(group));
    } else if (!present || (order == Qt::AscendingOrder ? value > *present : value < *present)) {
      if (countsTell && rows >= wanted && value != last) {
        break;
      }
      rows += group.rows;
      last = value;
      later.groups.push_back(std::move(group));
    }
  }
  std::vector<ListPart> parts;
  if (!same.groups.empty()) {
    same.order = inside;
    same.condition = QStringLiteral("\n    AND ") + behind(binder, inside, order, {from->begin() + 1, from->end()});
    parts.push_back(std::move(same));
  }
  if (!later.groups.empty()) {
    parts.push_back(std::move(later));
  }
  return parts;
}

/// Any other list: the rows with a value of the sort, then those without. Backwards the other way round.
std::vector<ListPart> partsByValue(SqlBinder& binder, const ExceptionQuery& query, const ExceptionOrder& list,
                                   Qt::SortOrder order, const Groups& groups,
                                   const std::optional<std::vector<SqlValue>>& from) {
  const QStringList& terms = list.terms();
  const bool fromValue = from && !std::holds_alternative<std::monostate>(from->front());
  const bool fromNull = from && !fromValue;
  std::vector<ListPart> parts;
  if (!fromNull || query.before) {
    QString condition = list.isNullable() ? QStringLiteral("\n    AND %1 IS NOT NULL").arg(terms.front()) : QString();
    if (fromValue) {
      condition += QStringLiteral("\n    AND ") + behind(binder, terms, order, *from);
    }
    parts.push_back({groups, condition, terms});
  }
  if (list.isNullable() && !(fromValue && query.before)) {
    QString condition = QStringLiteral("\n    AND %1 IS NULL").arg(terms.front());
    if (fromNull) {
      condition += QStringLiteral("\n    AND ") + behind(binder, terms.mid(1), order, {from->begin() + 1, from->end()});
    }
    parts.push_back({groups, condition, terms.mid(1)});
  }
  if (query.before) {
    std::reverse(parts.begin(), parts.end());
  }
  return parts;
}

/// Whether the list is read value by value of its sort, by type or source system, without regard to the other groups.
bool isReadByKind(const ExceptionQuery& query) {
  const ExceptionFilter& filter = query.filter;
  return (query.sort.field == ExceptionField::Type || query.sort.field == ExceptionField::SourceSystem) &&
         filter.domains.isEmpty() && filter.statuses.empty() && filter.severities.empty();
}

/// One group for each value.
Groups byValue(const Groups& groups) {
  std::map<QString, ExceptionGroup> merged;
  for (const ExceptionGroup& group : groups) {
    ExceptionGroup& sum = merged[group.value];
    sum.value = group.value;
    sum.rows += group.rows;
    sum.total = sum.rows; // By its own index.
  }
  Groups result;
  for (auto& [value, group] : merged) {
    result.push_back(std::move(group));
  }
  return result;
}

/// How many rows are read to merge a page, if what matches is spread evenly within each group.
qint64 mergingCost(const std::vector<ListPart>& parts, qint64 wanted) {
  qint64 cost = 0;
  for (const ListPart& part : parts) {
    for (const ExceptionGroup& group : part.groups) {
      cost += std::min(group.total, wanted * group.total / group.rows);
    }
  }
  return cost;
}

/// A page merged from groups, which have every one of the `matches`. Absent where to sort them is better: where there
/// are too many groups, or few matches in each, as of a single type.
Result<std::optional<SqlStatement>> mergedStatement(const ExceptionQuery& query, Groups groups, qint64 matches,
                                                    const ExceptionListLimits& limits) {
  const ExceptionOrder list(query.sort);
  std::optional<std::vector<SqlValue>> from;
  if (const std::optional<QString>& cursor = query.after ? query.after : query.before) {
    Result<std::vector<SqlValue>> keys = list.keysAt(*cursor);
    if (!keys) {
      return failure(keys.error());
    }
    from = std::move(*keys);
  }
  SqlBinder binder(SqlDialect::PostgreSql);
  const Qt::SortOrder order = query.before ? opposite(query.sort.order) : query.sort.order;
  const bool byKind = isReadByKind(query);
  if (byKind) {
    groups = byValue(groups);
  }
  const std::vector<ListPart> parts = isGroupField(query.sort.field)
                                          ? partsByGroup(binder, query, list, order, std::move(groups), from)
                                          : partsByValue(binder, query, list, order, groups, from);
  if (parts.empty()) {
    return std::optional(
        SqlStatement{QStringLiteral("SELECT %1 FROM %2 WHERE false").arg(exceptionColumns(), kTable), {}});
  }
  std::size_t count = 0;
  for (const ListPart& part : parts) {
    count += part.groups.size();
  }
  if (count > limits.groups ||
      mergingCost(parts, query.skip + query.limit + 1) > std::max(matches, limits.mergedRows)) {
    return std::optional<SqlStatement>();
  }
  const QString condition = exceptionCondition(binder, {}, withWhatFollows(query.filter));
  const QString limit = binder.bind(static_cast<qint64>(query.limit) + 1);
  const QString reach = query.skip == 0 ? limit : binder.bind(query.skip + query.limit + 1);
  QStringList keys;
  QStringList keyColumns;
  for (qsizetype i = 0; i + 1 < list.terms().size(); ++i) {
    keys << QStringLiteral("key_%1").arg(i);
    keyColumns << QStringLiteral("%1 AS key_%2").arg(list.terms()[i]).arg(i);
  }
  keys << QStringLiteral("exception_id");
  keyColumns << QStringLiteral("exception_id");
  const QString kind = query.sort.field == ExceptionField::Type ? QStringLiteral(" AND type = g_value")
                       : query.sort.field == ExceptionField::SourceSystem
                           ? QStringLiteral(" AND source_system = g_value")
                           : QString();
  QStringList texts;
  for (const ListPart& part : parts) {
    QStringList domains;
    QStringList statuses;
    QStringList ranks;
    QStringList values;
    for (const ExceptionGroup& group : part.groups) {
      domains << group.domain;
      statuses << group.status;
      ranks << QString::number(group.severityRank);
      values << group.value;
    }
    texts << QStringLiteral(R"(SELECT %1 AS part, rows.*
  FROM unnest(%2::text[], %3::text[], %4::text[], %5::text[]) AS g(g_domain, g_status, g_rank, g_value)
  CROSS JOIN LATERAL (
    SELECT %6 FROM %7
    WHERE %8%9
      AND %10)")
                     .arg(QString::number(texts.size()), binder.bind(domains), binder.bind(statuses),
                          binder.bind(ranks), binder.bind(values), keyColumns.join(QStringLiteral(", ")), kTable,
                          byKind ? QStringLiteral("true")
                                 : QStringLiteral("domain = g_domain AND status = g_status "
                                                  "AND severity_rank = g_rank::smallint"),
                          kind, condition) +
                 part.condition +
                 QStringLiteral("\n    ORDER BY %1 LIMIT %2) AS rows").arg(orderedBy(part.order, order), reach);
  }
  const QString ordered = QStringLiteral("part, ") + orderedBy(keys, order);
  QString text = QStringLiteral("SELECT * FROM (\n%1) AS merged\nORDER BY %2\nLIMIT %3")
                     .arg(texts.join(QStringLiteral("\nUNION ALL\n")), ordered, limit);
  if (query.skip > 0) {
    text += QStringLiteral(" OFFSET ") + binder.bind(query.skip);
  }
  text = QStringLiteral("SELECT %1 FROM (\n%2) AS page JOIN %3 USING (exception_id)\nORDER BY %4")
             .arg(exceptionColumns(), text, kTable, ordered);
  return std::optional(std::move(binder).statement(std::move(text)));
}

// ---- reading --------------------------------------------------------------------------------------------------------

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

Task<Groups> readGroups(std::shared_ptr<PgClient> client, ExceptionFilter filter, ExceptionField sortedBy,
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
    Result<Groups> groups = co_await readGroups(client, filter, query.sort.field, token);
    if (!groups) {
      co_return failure(groups.error());
    }
    std::map<QByteArray, std::vector<const ExceptionGroup*>> byValue;
    for (const ExceptionGroup& group : *groups) {
      byValue[valueOf(group, query.sort.field).toUtf8()].push_back(&group);
    }
    std::vector<std::vector<const ExceptionGroup*>> inOrder;
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

} // namespace

Task<Page<Exception>> listExceptions(std::shared_ptr<PgClient> client, ExceptionQuery query, CancelToken token,
                                     ExceptionListLimits limits) {
  const Result<SqlStatement> plain = exceptionListStatement(SqlDialect::PostgreSql, {}, query);
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
    co_return co_await readPage(client, plain, query, token);
  }
  Groups groups;
  const bool isGrouped = narrowsGroups(query.filter) || isGroupField(query.sort.field);
  qint64 most = -1; // Matches at most, where that is known.
  if (isGrouped) {
    Result<Groups> found = co_await readGroups(client, query.filter, query.sort.field, token);
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
  const std::vector<ExceptionFilter> parts = furtherParts(query);
  if (!parts.empty() && (most < 0 || most > limits.fewRows)) {
    // A word that is in many rows is soon met; to look it up in the index takes time in proportion to its rows.
    const bool isText = !query.filter.text.isEmpty();
    const bool hasStretch = !isGroupField(query.sort.field) && query.skip == 0;
    for (const bool probing : isText ? std::array{false, true} : std::array{true, false}) {
      if (probing) {
        const SqlStatement probe = probeStatement(parts, limits.fewRows);
        const Result<qint64> fewest = co_await readNumber(client, probe, token);
        if (!fewest) {
          co_return failure(fewest.error());
        }
        if (*fewest <= limits.fewRows) {
          most = *fewest;
          break;
        }
      } else if (hasStretch) {
        const Result<SqlStatement> stretch = stretchStatement(query, limits.stretchRows);
        Result<Page<Exception>> page = co_await readPage(client, stretch, query, token);
        const bool isFull = page && (query.before ? page->rows.size() == static_cast<std::size_t>(query.limit)
                                                  : page->next.has_value());
        if (!page || isFull) {
          co_return page;
        }
      }
    }
  }
  if (most >= 0 && most <= limits.fewRows) {
    const Result<SqlStatement> sorted = sortedStatement(query);
    co_return co_await readPage(client, sorted, query, token);
  }
  if (isGrouped && (parts.empty() || isGroupField(query.sort.field))) {
    const Result<std::optional<SqlStatement>> merged = mergedStatement(query, std::move(groups), most, limits);
    if (!merged) {
      co_return failure(merged.error());
    }
    if (*merged) {
      const SqlStatement statement = **merged;
      co_return co_await readPage(client, statement, query, token);
    }
  }
  const Result<SqlStatement> sorted = sortedStatement(query);
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

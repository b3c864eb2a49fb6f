// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/postgresql/pg_exception_statements.h"

#include "repositories/database/exception_order.h"

#include <algorithm>
#include <map>

namespace sentinai {

namespace {

using ExceptionGroups = std::vector<ExceptionGroup>;

const QString kTable = QStringLiteral("sentinai.exception");

bool isBounded(const TimeRange& range) {
  return range.from || range.to;
}

/// The groups' columns as arrays, and a row of them as `g`.
QString groupRows(SqlBinder& binder, const ExceptionGroups& groups) {
  QStringList domains;
  QStringList statuses;
  QStringList ranks;
  QStringList values;
  for (const ExceptionGroup& group : groups) {
    domains << group.domain;
    statuses << group.status;
    ranks << QString::number(group.severityRank);
    values << group.value;
  }
  return QStringLiteral("unnest(%1::text[], %2::text[], %3::text[], %4::text[]) "
                        "AS g(g_domain, g_status, g_rank, g_value)")
      .arg(binder.bind(domains), binder.bind(statuses), binder.bind(ranks), binder.bind(values));
}

const QString kOfGroup = QStringLiteral("domain = g_domain AND status = g_status AND severity_rank = g_rank::smallint");

/// Without what the groups are by, which must not be asked for twice: an index would be read by it, and out of order.
ExceptionFilter withinGroups(ExceptionFilter filter) {
  filter.domains.clear();
  filter.statuses.clear();
  filter.severities.clear();
  return filter;
}

/// What the filter bounds of the field that the list is sorted by.
ExceptionFilter boundsOf(const ExceptionFilter& filter, ExceptionField field) {
  ExceptionFilter bounds;
  switch (field) {
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
  // Of one value only, or the order would be lost.
  case ExceptionField::Type:
    if (filter.types.size() == 1) {
      bounds.types = filter.types;
    }
    break;
  case ExceptionField::SourceSystem:
    if (filter.sourceSystems.size() == 1) {
      bounds.sourceSystems = filter.sourceSystems;
    }
    break;
  default:
    break;
  }
  return bounds;
}

/// With what follows from the filter for the field that the list is sorted by: nothing is updated before it is created.
/// Only for that, where it bounds the list's index; elsewhere it would be one more thing to look up in every row.
ExceptionFilter withWhatFollows(ExceptionFilter filter, ExceptionField sortedBy) {
  const std::optional<Instant> from = filter.created.from;
  if (sortedBy == ExceptionField::UpdatedAt && from && (!filter.updated.from || *filter.updated.from < *from)) {
    filter.updated.from = from;
  }
  const std::optional<Instant> to = filter.updated.to;
  if (sortedBy == ExceptionField::CreatedAt && to && (!filter.created.to || *filter.created.to > *to)) {
    filter.created.to = to;
  }
  return filter;
}

QString textOf(const SqlValue& key) {
  const auto* number = std::get_if<qint64>(&key);
  return number ? QString::number(*number) : std::get<QString>(key);
}

/// A part of the list that comes whole before or after the others.
struct ListPart {
  ExceptionGroups groups;
  QString condition;
  QStringList order; ///< What is to be ordered by inside a group.
};

/// A list sorted by what its groups share: the groups of the cursor's value, from the cursor on, then those of the
/// values that follow, as many as are needed.
std::vector<ListPart> partsByGroup(SqlBinder& binder, const ExceptionQuery& query, const ExceptionOrder& list,
                                   const PageReading& reading, ExceptionGroups groups) {
  const ExceptionField field = query.sort.field;
  const Qt::SortOrder order = reading.order;
  const std::optional<std::vector<SqlValue>>& from = reading.from;
  const QStringList inside = list.terms().mid(1);
  // By code point, as the database sorts.
  const auto valueBytes = [field](const ExceptionGroup& group) { return valueOf(group, field).toUtf8(); };
  std::stable_sort(groups.begin(), groups.end(), [&](const ExceptionGroup& a, const ExceptionGroup& b) {
    return order == Qt::AscendingOrder ? valueBytes(a) < valueBytes(b) : valueBytes(b) < valueBytes(a);
  });
  ListPart same;
  ListPart later{{}, QStringLiteral("true"), inside};
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
    same.condition = behind(binder, inside, order, {from->begin() + 1, from->end()});
    parts.push_back(std::move(same));
  }
  if (!later.groups.empty()) {
    parts.push_back(std::move(later));
  }
  return parts;
}

/// Any other list: the rows with a value of the sort and those without.
std::vector<ListPart> partsByValue(SqlBinder& binder, const ExceptionOrder& list, const PageReading& reading,
                                   const ExceptionGroups& groups) {
  std::vector<ListPart> parts;
  for (QString& range : list.ranges(binder, reading)) {
    parts.push_back({groups, std::move(range), list.terms()});
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
ExceptionGroups byValue(const ExceptionGroups& groups) {
  std::map<QString, ExceptionGroup> merged;
  for (const ExceptionGroup& group : groups) {
    ExceptionGroup& sum = merged[group.value];
    sum.value = group.value;
    sum.rows += group.rows;
    sum.total = sum.rows; // By its own index.
  }
  ExceptionGroups result;
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

} // namespace

bool isGroupField(ExceptionField field) {
  return field == ExceptionField::Domain || field == ExceptionField::Status || field == ExceptionField::Severity ||
         field == ExceptionField::Type || field == ExceptionField::SourceSystem;
}

bool narrowsGroups(const ExceptionFilter& filter) {
  return !filter.domains.isEmpty() || !filter.statuses.empty() || !filter.severities.empty() ||
         !filter.types.isEmpty() || !filter.sourceSystems.isEmpty();
}

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

bool hasStretch(const ExceptionQuery& query) {
  switch (query.sort.field) {
  case ExceptionField::Domain:
  case ExceptionField::Status:
  case ExceptionField::Severity:
    return false;
  case ExceptionField::Type:
    return query.skip == 0 && query.filter.types.size() <= 1;
  case ExceptionField::SourceSystem:
    return query.skip == 0 && query.filter.sourceSystems.size() <= 1;
  default:
    return query.skip == 0;
  }
}

SqlStatement probeStatement(const std::vector<ExceptionFilter>& parts, qint64 limit) {
  SqlBinder binder(SqlDialect::PostgreSql);
  const QString most = binder.bind(limit + 1);
  const auto count = [&](const ExceptionFilter& part) {
    return QStringLiteral("(SELECT count(*) FROM (SELECT FROM %1 WHERE %2 LIMIT %3) AS matching)")
        .arg(kTable, exceptionCondition(binder, {}, part), most);
  };
  QStringList counts;
  for (const ExceptionFilter& part : parts) {
    if (part.unowned && !part.owners.isEmpty()) {
      // Each by its own: of two alternatives the planner expects to meet some soon, wherever it reads.
      ExceptionFilter unowned = part;
      unowned.owners.clear();
      ExceptionFilter owned = part;
      owned.unowned = false;
      counts << count(unowned) + QStringLiteral(" + ") + count(owned);
    } else {
      counts << count(part);
    }
  }
  return std::move(binder).statement(QStringLiteral("SELECT least(%1)").arg(counts.join(QStringLiteral(",\n  "))));
}

SqlStatement textProbeStatement(const QString& text, qint64 limit) {
  ExceptionFilter filter;
  filter.text = text;
  SqlBinder binder(SqlDialect::PostgreSql);
  const QString most = binder.bind(limit + 1);
  const QString condition = exceptionCondition(binder, {}, filter, SearchBy::EachRow);
  QString statement = QStringLiteral(R"(
    SELECT CASE WHEN (SELECT count(*) FROM (SELECT search_text FROM %1 ORDER BY created_at DESC, exception_id DESC
                                            LIMIT 500) AS recent WHERE %2) > 5
      THEN %3 ELSE (SELECT count(*) FROM sentinai.search_exceptions(%4, %3)) END)")
                          .arg(kTable, condition, most, binder.bind(searchWords(text)));
  return std::move(binder).statement(std::move(statement));
}

Result<SqlStatement> sortedByNameStatement(const ExceptionQuery& query, const ExceptionGroups& groups,
                                           SearchBy search) {
  SqlBinder binder(SqlDialect::PostgreSql);
  const QString rows = groupRows(binder, groups);
  const QString condition = exceptionCondition(binder, {}, withinGroups(query.filter), search);
  return exceptionListText(binder, QStringLiteral("matching"), exceptionColumns(), QStringLiteral("true"), query)
      .map([&](QString&& text) {
        return std::move(binder).statement(
            QStringLiteral("WITH matching AS MATERIALIZED (\n  SELECT x.* FROM %1\n  CROSS JOIN LATERAL (\n"
                           "    SELECT %2, severity_rank, amount_sort FROM %3\n    WHERE %4 AND %5 OFFSET 0) AS x)\n%6")
                .arg(rows, exceptionColumns(), kTable, kOfGroup, condition, text));
      });
}

Result<SqlStatement> sortedStatement(const ExceptionQuery& query, SearchBy search) {
  SqlBinder binder(SqlDialect::PostgreSql);
  const QString condition = exceptionCondition(binder, {}, query.filter, search);
  return exceptionListText(binder, QStringLiteral("matching"), exceptionColumns(), QStringLiteral("true"), query)
      .map([&](QString&& text) {
        return std::move(binder).statement(
            QStringLiteral("WITH matching AS MATERIALIZED (\n  SELECT %1, severity_rank, amount_sort FROM %2\n"
                           "  WHERE %3)\n%4")
                .arg(exceptionColumns(), kTable, condition, text));
      });
}

Result<SqlStatement> stretchStatement(const ExceptionQuery& query, qint64 rows) {
  const ExceptionOrder list(query.sort);
  const Result<PageReading> reading = list.reading(query);
  if (!reading) {
    return failure(reading.error());
  }
  const ExceptionFilter filter = withWhatFollows(query.filter, query.sort.field);
  SqlBinder binder(SqlDialect::PostgreSql);
  const QString place = QStringLiteral("%1\n    AND %2")
                            .arg(exceptionCondition(binder, {}, boundsOf(filter, query.sort.field)),
                                 list.ranges(binder, *reading).front());
  const QString by = orderedBy(list.terms(), reading->order);
  QString text =
      QStringLiteral("SELECT %1 FROM (\n  SELECT %1, severity_rank, amount_sort, search_text FROM %2\n  WHERE %3\n"
                     "  ORDER BY %4 LIMIT %5) AS stretch\nWHERE %6\nORDER BY %4 LIMIT %7")
          .arg(exceptionColumns(), kTable, place, by, binder.bind(rows),
               exceptionCondition(binder, {}, filter, SearchBy::EachRow),
               binder.bind(static_cast<qint64>(query.limit) + 1));
  if (query.skip > 0) {
    text += QStringLiteral(" OFFSET ") + binder.bind(query.skip);
  }
  return std::move(binder).statement(std::move(text));
}

Result<std::optional<SqlStatement>> mergedStatement(const ExceptionQuery& query, ExceptionGroups groups, qint64 matches,
                                                    SearchBy search, const ExceptionListLimits& limits,
                                                    const ExceptionQuery* kept) {
  const ExceptionOrder list(query.sort);
  const Result<PageReading> reading = list.reading(query);
  if (!reading) {
    return failure(reading.error());
  }
  SqlBinder binder(SqlDialect::PostgreSql);
  const Qt::SortOrder order = reading->order;
  const bool byKind = isReadByKind(query);
  if (byKind) {
    groups = byValue(groups);
  }
  const std::vector<ListPart> parts = isGroupField(query.sort.field)
                                          ? partsByGroup(binder, query, list, *reading, std::move(groups))
                                          : partsByValue(binder, list, *reading, groups);
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
  const ExceptionFilter filter = withWhatFollows(query.filter, query.sort.field);
  const QString condition = exceptionCondition(binder, {}, byKind ? filter : withinGroups(filter), search);
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
    texts << QStringLiteral("SELECT %1 AS part, rows.*\n  FROM %2\n  CROSS JOIN LATERAL (\n    SELECT %3 FROM %4\n"
                            "    WHERE %5%6\n      AND %7\n      AND %8\n    ORDER BY %9 LIMIT ")
                     .arg(QString::number(texts.size()), groupRows(binder, part.groups),
                          keyColumns.join(QStringLiteral(", ")), kTable, byKind ? QStringLiteral("true") : kOfGroup,
                          kind, condition, part.condition, orderedBy(part.order, order)) +
                 reach + QStringLiteral(") AS rows");
  }
  const QString ordered = QStringLiteral("part, ") + orderedBy(keys, order);
  QStringList pageKeys = keys;
  pageKeys.back() = QStringLiteral("page.exception_id");
  QString text = QStringLiteral("SELECT * FROM (\n%1) AS merged\nORDER BY %2\nLIMIT %3")
                     .arg(texts.join(QStringLiteral("\nUNION ALL\n")), ordered, limit);
  if (query.skip > 0) {
    text += QStringLiteral(" OFFSET ") + binder.bind(query.skip);
  }
  if (kept == nullptr) {
    text = QStringLiteral("SELECT %1 FROM (\n%2) AS page JOIN %3 USING (exception_id)\nORDER BY %4")
               .arg(exceptionColumns(), text, kTable, ordered);
  } else {
    // Row by row, so that it ends where the page is full.
    text = QStringLiteral("SELECT x.* FROM (\n%1) AS page\nCROSS JOIN LATERAL (\n  SELECT %2 FROM %3 AS x\n"
                          "  WHERE x.exception_id = page.exception_id AND %4 OFFSET 0) AS x\nORDER BY %5\nLIMIT %6")
               .arg(text, exceptionColumns(), kTable, exceptionCondition(binder, {}, kept->filter, search),
                    QStringLiteral("part, ") + orderedBy(pageKeys, order),
                    binder.bind(static_cast<qint64>(kept->limit) + 1));
  }
  return std::optional(std::move(binder).statement(std::move(text)));
}

Result<std::optional<SqlStatement>> groupedStretchStatement(const ExceptionQuery& query, const ExceptionGroups& groups,
                                                            qint64 rows, const ExceptionListLimits& limits) {
  const ExceptionFilter& filter = query.filter;
  if (groups.empty() || query.skip > 0 || query.sort.field == ExceptionField::Type ||
      query.sort.field == ExceptionField::SourceSystem) {
    return std::optional<SqlStatement>();
  }
  ExceptionGroups whole = groups;
  for (ExceptionGroup& group : whole) {
    group.rows = group.total;
  }
  ExceptionQuery walked = query;
  walked.filter = boundsOf(withWhatFollows(filter, query.sort.field), query.sort.field);
  walked.filter.domains = filter.domains;
  walked.filter.statuses = filter.statuses;
  walked.filter.severities = filter.severities;
  walked.limit = static_cast<int>(rows) - 1;
  return mergedStatement(walked, std::move(whole), limits.stretchedRows, SearchBy::EachRow, limits, &query);
}

} // namespace sentinai

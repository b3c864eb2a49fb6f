// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/postgresql/pg_rollup.h"

namespace sentinai {

namespace {

/// Without what every group of the rollup knows: domain, status and severity.
ExceptionFilter beyondGroups(ExceptionFilter filter) {
  filter.domains.clear();
  filter.statuses.clear();
  filter.severities.clear();
  return filter;
}

/// What the rollup's kinds further know: the filter has nothing but one of these.
enum class Further : quint8 { Nothing, Created, Facet, Entity, Owner };

std::optional<Further> furtherOf(const ExceptionFilter& filter) {
  const ExceptionFilter rest = beyondGroups(filter);
  ExceptionFilter created;
  created.created = rest.created;
  ExceptionFilter facet;
  facet.types = rest.types;
  facet.sourceSystems = rest.sourceSystems;
  ExceptionFilter entity;
  entity.entities = rest.entities;
  ExceptionFilter owner;
  owner.owners = rest.owners;
  owner.unowned = rest.unowned;
  return rest == ExceptionFilter() ? std::optional(Further::Nothing)
         : rest == created         ? std::optional(Further::Created)
         : rest == facet           ? std::optional(Further::Facet)
         : rest == entity          ? std::optional(Further::Entity)
         : rest == owner           ? std::optional(Further::Owner)
                                   : std::nullopt;
}

template <TextEnum E>
QStringList textsOf(const std::vector<E>& values) {
  QStringList texts;
  for (const E value : values) {
    texts << toText(value);
  }
  return texts;
}

/// To follow another condition; nothing where there are no values.
QString anyOf(SqlBinder& binder, const char* column, const QStringList& values) {
  return values.isEmpty() ? QString()
                          : QStringLiteral(" AND %1 = ANY(%2)").arg(QLatin1String(column), binder.bind(values));
}

QString facetCondition(SqlBinder& binder, const ExceptionFilter& filter) {
  return anyOf(binder, "value", filter.types) + anyOf(binder, "detail", filter.sourceSystems);
}

/// How many that match `condition` were created before an instant: whole months, the days of its month, the hours of
/// its day, and the rows of its hour.
QString countBefore(SqlBinder& binder, Instant instant, const QString& condition) {
  const QString at = binder.bind(instant);
  return QStringLiteral(R"((SELECT
      (SELECT coalesce(sum(n), 0) FROM sentinai.exception_rollup
       WHERE kind = 'month' AND bucket < h.month%2)
    + (SELECT coalesce(sum(n), 0) FROM sentinai.exception_rollup
       WHERE kind = 'day' AND bucket >= h.month AND bucket < h.day%2)
    + (SELECT coalesce(sum(n), 0) FROM sentinai.exception_rollup
       WHERE kind = 'hour' AND bucket >= h.day AND bucket < h.hour%2)
    + (SELECT count(*) FROM sentinai.exception
       WHERE created_at >= h.hour AND created_at < %1%2)
    FROM (SELECT date_trunc('month', %1, 'UTC') AS month, date_trunc('day', %1, 'UTC') AS day,
            date_trunc('hour', %1, 'UTC') AS hour) AS h))")
      .arg(at, condition);
}

} // namespace

QString groupCondition(SqlBinder& binder, const ExceptionFilter& filter) {
  return anyOf(binder, "domain", filter.domains) + anyOf(binder, "status", textsOf(filter.statuses)) +
         anyOf(binder, "severity", textsOf(filter.severities));
}

bool isOfWholeGroups(const ExceptionFilter& filter) {
  return furtherOf(filter) == Further::Nothing;
}

bool isRolledUp(const ExceptionFilter& filter) {
  return furtherOf(filter).has_value();
}

bool isLocatable(const ExceptionFilter& filter, const ExceptionSort& sort) {
  const std::optional<Further> further = furtherOf(filter);
  switch (sort.field) {
  case ExceptionField::CreatedAt:
    return further == Further::Nothing || further == Further::Created;
  case ExceptionField::Domain:
  case ExceptionField::Status:
  case ExceptionField::Severity:
    return further == Further::Nothing;
  default:
    return false;
  }
}

SqlStatement rolledUpCountStatement(const ExceptionFilter& filter) {
  SqlBinder binder(SqlDialect::PostgreSql);
  QString condition = groupCondition(binder, filter);
  const auto whole = [](const char* kind, const QString& kindCondition) {
    return QStringLiteral("(SELECT coalesce(sum(n), 0) FROM sentinai.exception_rollup WHERE kind = '%1'%2)")
        .arg(QLatin1String(kind), kindCondition);
  };
  QStringList parts;
  switch (furtherOf(filter).value_or(Further::Nothing)) {
  case Further::Nothing:
    parts << whole("month", condition);
    break;
  case Further::Created:
    parts << (filter.created.to ? countBefore(binder, *filter.created.to, condition) : whole("month", condition));
    if (filter.created.from) {
      parts << countBefore(binder, *filter.created.from, condition);
    }
    break;
  case Further::Facet:
    parts << whole("facet", condition + facetCondition(binder, filter));
    break;
  case Further::Entity:
    parts << whole("entity", condition + anyOf(binder, "value", filter.entities));
    break;
  case Further::Owner:
    // The empty value is none.
    parts << whole("owner", condition + anyOf(binder, "value",
                                              filter.unowned ? filter.owners + QStringList{QString()} : filter.owners));
    break;
  }
  return std::move(binder).statement(
      QStringLiteral("SELECT greatest(%1, 0)::bigint").arg(parts.join(QStringLiteral("\n  - "))));
}

bool isOfOneName(const ExceptionFilter& filter, ExceptionField sortedBy) {
  return sortedBy != ExceptionField::Type && sortedBy != ExceptionField::SourceSystem && filter.types.isEmpty() &&
         filter.sourceSystems.isEmpty() && !filter.unowned && filter.owners.size() + filter.entities.size() == 1;
}

SqlStatement exceptionGroupsStatement(const ExceptionFilter& filter, ExceptionField sortedBy) {
  SqlBinder binder(SqlDialect::PostgreSql);
  QString condition = groupCondition(binder, filter);
  const QString facet = facetCondition(binder, filter);
  const QString value = sortedBy == ExceptionField::Type           ? QStringLiteral("value")
                        : sortedBy == ExceptionField::SourceSystem ? QStringLiteral("detail")
                                                                   : QStringLiteral("''");
  QString kind = QStringLiteral("facet");
  if (isOfOneName(filter, sortedBy)) {
    kind = filter.owners.isEmpty() ? QStringLiteral("entity") : QStringLiteral("owner");
    condition += anyOf(binder, "value", filter.owners + filter.entities);
  }
  return std::move(binder).statement(QStringLiteral(R"(
    SELECT domain, status, CASE severity WHEN 'low' THEN 1 WHEN 'medium' THEN 2 WHEN 'high' THEN 3 ELSE 4 END,
      value, rows::bigint, total::bigint
    FROM (
      SELECT domain, status, severity, %1 AS value, sum(n) FILTER (WHERE true%3) AS rows,
        sum(sum(n)) OVER (PARTITION BY domain, status, severity) AS total
      FROM sentinai.exception_rollup
      WHERE kind = '%4'%2
      GROUP BY 1, 2, 3, 4) AS counted
    WHERE rows > 0)")
                                         .arg(value, condition, facet, kind));
}

SqlStatement locateHourStatement(const ExceptionFilter& filter, Qt::SortOrder order, qint64 number) {
  SqlBinder binder(SqlDialect::PostgreSql);
  const QString condition = groupCondition(binder, filter);
  const QString wanted = binder.bind(number);
  const QString direction = order == Qt::AscendingOrder ? QStringLiteral("ASC") : QStringLiteral("DESC");
  // From the months to the hours: in which of these the row is, and how many come before those.
  QString text = QStringLiteral("WITH hit0 AS (SELECT '-infinity'::timestamptz AS bucket, 0::numeric AS before)");
  const std::array<std::pair<const char*, const char*>, 3> levels{
      {{"month", "infinity"}, {"day", "1 month"}, {"hour", "1 day"}}};
  int level = 0;
  for (const auto& [kind, width] : levels) {
    const QString range =
        level == 0
            ? QString()
            : QStringLiteral(" AND bucket >= (SELECT bucket FROM hit%1) AND bucket < (SELECT bucket + interval '%2' "
                             "FROM hit%1)")
                  .arg(QString::number(level), QLatin1String(width));
    text += QStringLiteral(R"(, hit%1 AS (
      SELECT bucket, before FROM (
        SELECT bucket, rows, (SELECT before FROM hit%2) + sum(rows) OVER (ORDER BY bucket %3) - rows AS before
        FROM (SELECT bucket, sum(n) AS rows FROM sentinai.exception_rollup
              WHERE kind = '%4'%5%6 GROUP BY bucket) AS counted) AS placed
      WHERE before <= %7 AND before + rows > %7
      ORDER BY bucket LIMIT 1))")
                .arg(QString::number(level + 1), QString::number(level), direction, QLatin1String(kind), range,
                     condition, wanted);
    ++level;
  }
  text += QStringLiteral("\nSELECT bucket, before::bigint FROM hit3");
  return std::move(binder).statement(std::move(text));
}

} // namespace sentinai

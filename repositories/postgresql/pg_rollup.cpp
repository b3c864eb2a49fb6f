// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/postgresql/pg_rollup.h"

namespace sentinai {

namespace {

/// Whether the filter asks for nothing but what the parts named here say.
bool asksOnly(const ExceptionFilter& filter, bool kindsToo, bool createdToo) {
  ExceptionFilter known;
  known.domains = filter.domains;
  known.statuses = filter.statuses;
  known.severities = filter.severities;
  if (kindsToo) {
    known.types = filter.types;
    known.sourceSystems = filter.sourceSystems;
  }
  if (createdToo) {
    known.created = filter.created;
  }
  return known == filter;
}

template <TextEnum E>
QStringList textsOf(const std::vector<E>& values) {
  QStringList texts;
  for (const E value : values) {
    texts << toText(value);
  }
  return texts;
}

/// The conditions on the rollup's own columns, to follow another condition.
QString groupCondition(SqlBinder& binder, const ExceptionFilter& filter) {
  QString text;
  const auto anyOf = [&](const char* column, const QStringList& values) {
    if (!values.isEmpty()) {
      text += QStringLiteral(" AND %1 = ANY(%2)").arg(QLatin1String(column), binder.bind(values));
    }
  };
  anyOf("domain", filter.domains);
  anyOf("status", textsOf(filter.statuses));
  anyOf("severity", textsOf(filter.severities));
  return text;
}

/// How many that match `condition` were created before an instant: whole months, the days of its month, the hours of
/// its day, and the rows of its hour.
QString countBefore(SqlBinder& binder, Instant instant, const QString& condition, const QString& rowCondition) {
  const QString at = binder.bind(instant);
  return QStringLiteral(R"((SELECT
      (SELECT coalesce(sum(n), 0) FROM sentinai.exception_rollup
       WHERE kind = 'month' AND bucket < h.month%2)
    + (SELECT coalesce(sum(n), 0) FROM sentinai.exception_rollup
       WHERE kind = 'day' AND bucket >= h.month AND bucket < h.day%2)
    + (SELECT coalesce(sum(n), 0) FROM sentinai.exception_rollup
       WHERE kind = 'hour' AND bucket >= h.day AND bucket < h.hour%2)
    + (SELECT count(*) FROM sentinai.exception
       WHERE created_at >= h.hour AND created_at < %1%3)
    FROM (SELECT date_trunc('month', %1, 'UTC') AS month, date_trunc('day', %1, 'UTC') AS day,
            date_trunc('hour', %1, 'UTC') AS hour) AS h))")
      .arg(at, condition, rowCondition);
}

} // namespace

bool isRolledUp(const ExceptionFilter& filter) {
  return asksOnly(filter, true, false) || asksOnly(filter, false, true);
}

bool isLocatable(const ExceptionFilter& filter, const ExceptionSort& sort) {
  switch (sort.field) {
  case ExceptionField::CreatedAt:
    return asksOnly(filter, false, true);
  case ExceptionField::Domain:
  case ExceptionField::Status:
  case ExceptionField::Severity:
    return asksOnly(filter, false, false);
  default:
    return false;
  }
}

SqlStatement rolledUpCountStatement(const ExceptionFilter& filter) {
  SqlBinder binder(SqlDialect::PostgreSql);
  QString condition = groupCondition(binder, filter);
  if (!filter.created.from && !filter.created.to) {
    const auto anyOf = [&](const char* column, const QStringList& values) {
      if (!values.isEmpty()) {
        condition += QStringLiteral(" AND %1 = ANY(%2)").arg(QLatin1String(column), binder.bind(values));
      }
    };
    anyOf("value", filter.types);
    anyOf("detail", filter.sourceSystems);
    return std::move(binder).statement(
        QStringLiteral("SELECT coalesce(sum(n), 0)::bigint FROM sentinai.exception_rollup WHERE kind = 'facet'%1")
            .arg(condition));
  }
  QString rowCondition = condition;
  QStringList parts;
  if (filter.created.to) {
    parts << countBefore(binder, *filter.created.to, condition, rowCondition);
  } else {
    parts << QStringLiteral("(SELECT coalesce(sum(n), 0) FROM sentinai.exception_rollup WHERE kind = 'month'%1)")
                 .arg(condition);
  }
  if (filter.created.from) {
    parts << countBefore(binder, *filter.created.from, condition, rowCondition);
  }
  return std::move(binder).statement(
      QStringLiteral("SELECT greatest(%1, 0)::bigint").arg(parts.join(QStringLiteral("\n  - "))));
}

SqlStatement exceptionGroupsStatement(const ExceptionFilter& filter, ExceptionField sortedBy) {
  SqlBinder binder(SqlDialect::PostgreSql);
  QString condition = groupCondition(binder, filter);
  if (!filter.types.isEmpty()) {
    condition += QStringLiteral(" AND value = ANY(%1)").arg(binder.bind(filter.types));
  }
  if (!filter.sourceSystems.isEmpty()) {
    condition += QStringLiteral(" AND detail = ANY(%1)").arg(binder.bind(filter.sourceSystems));
  }
  const QString value = sortedBy == ExceptionField::Type           ? QStringLiteral("value")
                        : sortedBy == ExceptionField::SourceSystem ? QStringLiteral("detail")
                                                                   : QStringLiteral("''");
  return std::move(binder).statement(QStringLiteral(R"(
    SELECT domain, status, CASE severity WHEN 'low' THEN 1 WHEN 'medium' THEN 2 WHEN 'high' THEN 3 ELSE 4 END,
      %1, sum(n)::bigint
    FROM sentinai.exception_rollup
    WHERE kind = 'facet'%2
    GROUP BY 1, 2, 3, 4
    HAVING sum(n) > 0)")
                                         .arg(value, condition));
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

// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/postgresql/pg_dashboard_statements.h"

#include "repositories/database/exception_select.h"
#include "repositories/postgresql/pg_parameters.h"
#include "repositories/postgresql/pg_rollup.h"

namespace sentinai {

using std::chrono::hours;

namespace {

QString instantArray(const std::vector<Instant>& instants) {
  std::vector<std::optional<QString>> texts;
  texts.reserve(instants.size());
  for (const Instant instant : instants) {
    texts.emplace_back(toIsoText(instant));
  }
  return arrayLiteral(texts);
}

/// Reading an array of times depends on the session's time zone, so it is no constant to the planner, which would read
/// it for every row; a sub-select without any reference outwards is run once.
QString once(const QString& placeholder) {
  return QStringLiteral("(SELECT %1::timestamptz[])").arg(placeholder);
}

// width_bucket() counts the bounds that a value has reached. An age is reached at the very moment, a deadline too; the
// younger, the more bounds, so the bounds of age lie just behind the moments at which what has that age arose.

std::vector<Instant> birthsOf(const DashboardQuery& query) {
  std::vector<Instant> births;
  for (auto age = kDashboardAges.rbegin(); age != kDashboardAges.rend(); ++age) {
    births.push_back(query.now - *age + std::chrono::microseconds(1));
  }
  return births;
}

std::vector<Instant> deadlinesOf(const DashboardQuery& query) {
  std::vector<Instant> deadlines;
  for (const hours window : {hours(0), hours(1), hours(4), hours(24)}) {
    deadlines.push_back(query.now + window);
  }
  return deadlines;
}

Instant hourOf(Instant instant) {
  return std::chrono::floor<hours>(instant);
}

Instant dayOf(Instant instant) {
  return std::chrono::floor<std::chrono::days>(instant);
}

/// Ascending, each once.
std::vector<Instant> roundedBy(Instant (*round)(Instant), std::vector<Instant> instants) {
  std::transform(instants.begin(), instants.end(), instants.begin(), round);
  std::sort(instants.begin(), instants.end());
  instants.erase(std::unique(instants.begin(), instants.end()), instants.end());
  return instants;
}

/// The matches are read once. What has few different values is counted in one go (`tally`), which the sections then add
/// up; entities, sources and owners, which can be many, are counted by themselves.
SqlStatement countedStatement(const QString& tenantId, const DashboardQuery& query) {
  SqlBinder binder(SqlDialect::PostgreSql);
  const QString condition = exceptionCondition(binder, tenantId, query.filter);
  const QString now = binder.bind(query.now);
  const QString days = binder.bind(instantArray(query.dayStarts));
  const QString top = binder.bind(static_cast<qint64>(std::max(query.topCount, 0)));
  const QString ages = binder.bind(instantArray(birthsOf(query)));
  const QString windows = binder.bind(instantArray(deadlinesOf(query)));
  QString text = QStringLiteral(R"(
    WITH matching AS MATERIALIZED (
      SELECT status, severity, domain, entity, source_system, owner, created_at, resolved_at, sla_deadline
      FROM sentinai.exception
      WHERE {condition}),
    tally AS MATERIALIZED (
      SELECT status, severity, domain, width_bucket(created_at, {days}) AS opened,
        CASE WHEN status <> 'resolved' AND created_at <= {now}
          THEN {age_count} - width_bucket(created_at, {ages}) END AS age,
        CASE WHEN status <> 'resolved' AND sla_deadline IS NOT NULL
          THEN width_bucket(sla_deadline, {windows}) + 1 END AS sla,
        count(*) AS n
      FROM matching
      GROUP BY 1, 2, 3, 4, 5, 6),
    unresolved AS (
      SELECT entity, source_system, coalesce(owner, '') AS owner FROM matching WHERE status <> 'resolved'),
    resolved AS (
      SELECT width_bucket(resolved_at, {days}) AS day,
        floor(extract(epoch FROM resolved_at - created_at))::bigint AS seconds
      FROM matching WHERE resolved_at IS NOT NULL)

    SELECT 'status' AS section, status AS name, 0 AS position, sum(n)::bigint AS count, NULL::bigint AS median
    FROM tally GROUP BY status
    UNION ALL
    SELECT 'severity', severity, 0, sum(n)::bigint, NULL FROM tally GROUP BY severity
    UNION ALL
    SELECT 'unresolved', severity, 0, sum(n)::bigint, NULL
    FROM tally WHERE status <> 'resolved' GROUP BY severity
    UNION ALL
    (SELECT 'domain', domain, 0, sum(n)::bigint, NULL
     FROM tally GROUP BY domain ORDER BY sum(n) DESC, domain)
    UNION ALL
    SELECT 'opened', '', opened, sum(n)::bigint, NULL FROM tally GROUP BY opened
    UNION ALL
    SELECT 'age', severity, age, sum(n)::bigint, NULL FROM tally WHERE age IS NOT NULL GROUP BY severity, age
    UNION ALL
    SELECT 'sla', '', sla, sum(n)::bigint, NULL FROM tally WHERE sla IS NOT NULL GROUP BY sla
    UNION ALL
    SELECT 'resolved', '', day, count(*), NULL FROM resolved GROUP BY day
    UNION ALL
    SELECT 'median', '', 0, count(*), percentile_disc(0.5) WITHIN GROUP (ORDER BY seconds) FROM resolved
    UNION ALL
    (SELECT 'entity', entity, 0, count(*), NULL FROM unresolved
     GROUP BY entity ORDER BY count(*) DESC, entity LIMIT {top})
    UNION ALL
    (SELECT 'source', source_system, 0, count(*), NULL FROM unresolved
     GROUP BY source_system ORDER BY count(*) DESC, source_system LIMIT {top})
    UNION ALL
    (SELECT 'owner', owner, 0, count(*), NULL FROM unresolved
     GROUP BY owner ORDER BY count(*) DESC, owner LIMIT {top}))");
  text.replace(QLatin1String("{condition}"), condition)
      .replace(QLatin1String("{now}"), now)
      .replace(QLatin1String("{days}"), once(days))
      .replace(QLatin1String("{age_count}"), QString::number(kDashboardAges.size() + 1))
      .replace(QLatin1String("{ages}"), once(ages))
      .replace(QLatin1String("{windows}"), once(windows))
      .replace(QLatin1String("{top}"), top);
  return std::move(binder).statement(std::move(text));
}

/// Whether the rollup has the figures: it knows groups and whole hours.
bool isRolledUp(const DashboardQuery& query) {
  return isOfWholeGroups(query.filter) && std::all_of(query.dayStarts.begin(), query.dayStarts.end(),
                                                      [](Instant start) { return hourOf(start) == start; });
}

/// Groups of the rollup, in that range of times: by day, and by hour on those days that something cuts.
struct Grains {
  const char* day;
  const char* hour;
  QString from; ///< Placeholders or expressions.
  QString to;
  QString cutDays;
  QString cutHours; ///< That are left out too; empty: none.
  QString condition;
};

/// The rows of these groups, with the columns named; a sub-select.
QString grainRows(const Grains& grains, const QString& columns) {
  const auto without = [](const QString& cut) {
    return cut.isEmpty() ? QString() : QStringLiteral(" AND bucket <> ALL (%1::timestamptz[])").arg(cut);
  };
  return QStringLiteral(R"(
      SELECT %1 FROM sentinai.exception_rollup
      WHERE kind = '%2' AND bucket >= %3 AND bucket < %4%5%9
      UNION ALL
      SELECT %1 FROM unnest(%6) AS cut(day) CROSS JOIN LATERAL (
        SELECT * FROM sentinai.exception_rollup
        WHERE kind = '%7' AND bucket >= greatest(cut.day, %3) AND bucket < least(cut.day + interval '24 hours', %4)%8%9
        OFFSET 0) AS hours)")
      .arg(columns, QLatin1String(grains.day), grains.from, grains.to, without(grains.cutDays), grains.cutDays,
           QLatin1String(grains.hour), without(grains.cutHours), grains.condition);
}

/// The names with the most unresolved, as a section of the figures. Whole numbers of this size are exact as double
/// precision; sums of bigint are numeric, which takes longer to sort than all the rest.
QString topRows(const char* section, const char* column, const QString& groups) {
  return QStringLiteral(R"(
    (SELECT '%1', name, 0, n::bigint, NULL
     FROM (SELECT %2 AS name, sum(n::double precision) AS n FROM sentinai.exception_rollup
           WHERE %3 AND bucket = '-infinity' GROUP BY 1) AS counted
     WHERE n > 0 ORDER BY n DESC, name LIMIT {top}))")
      .arg(QLatin1String(section), QLatin1String(column), groups);
}

/// From the rollup, which has the counts of hours, days and months. Hours that a bound cuts are counted from their
/// rows.
SqlStatement rolledUpStatement(const DashboardQuery& query) {
  SqlBinder binder(SqlDialect::PostgreSql);
  const ExceptionFilter& filter = query.filter;
  // What is by domain alone has a tenth of the rows.
  const bool isByDomain = filter.statuses.empty() && filter.severities.empty();
  const bool hasResolved = filter.statuses.empty() || std::find(filter.statuses.begin(), filter.statuses.end(),
                                                                Status::Resolved) != filter.statuses.end();
  const QString condition = groupCondition(binder, filter);
  ExceptionFilter ofAnyStatus = filter;
  ofAnyStatus.statuses.clear();
  const QString resolvedCondition = groupCondition(binder, ofAnyStatus);
  const std::vector<Instant> births = birthsOf(query);
  std::vector<Instant> createdEdges = births;
  createdEdges.push_back(query.now);
  std::vector<Instant> cutByTrend;
  std::copy_if(query.dayStarts.begin(), query.dayStarts.end(), std::back_inserter(cutByTrend),
               [](Instant start) { return dayOf(start) != start; });
  const QDateTime oldest = toDateTime(births.front());
  const QDateTime month(QDate(oldest.date().year(), oldest.date().month(), 1), QTime(0, 0), Qt::UTC);
  const QString now = binder.bind(query.now);
  const QString createdHours = once(binder.bind(instantArray(roundedBy(hourOf, createdEdges))));
  const Grains recent{"day",
                      "hour",
                      binder.bind(fromDateTime(month)),
                      now,
                      once(binder.bind(instantArray(roundedBy(dayOf, createdEdges)))),
                      createdHours,
                      QStringLiteral(" AND status <> 'resolved'") + condition};
  const bool hasTrend = query.dayStarts.size() > 1;
  const QString first = binder.bind(hasTrend ? query.dayStarts.front() : query.now);
  const QString last = binder.bind(hasTrend ? query.dayStarts.back() : query.now);
  const QString trendDays = once(binder.bind(instantArray(roundedBy(dayOf, cutByTrend))));
  const Grains opened{
      isByDomain ? "opened_day" : "day", isByDomain ? "opened_hour" : "hour", first, last, trendDays, {}, condition};
  const Grains resolved{"resolved_day",   "resolved", first, hasResolved ? last : first, trendDays, {},
                        resolvedCondition};
  // By severity, only the exceptions themselves tell.
  const QString resolvedRows = filter.severities.empty()
                                   ? grainRows(resolved, QStringLiteral("bucket, n"))
                                   : QStringLiteral("SELECT resolved_at AS bucket, 1 AS n FROM sentinai.exception "
                                                    "WHERE resolved_at >= %1 AND resolved_at < %2%3")
                                         .arg(first, resolved.to, resolvedCondition);
  const std::vector<Instant> deadlines = deadlinesOf(query);
  const QString deadlineHours = once(binder.bind(instantArray(roundedBy(hourOf, deadlines))));
  const Grains due{"deadline_day",
                   "deadline",
                   now,
                   QStringLiteral("'infinity'"),
                   once(binder.bind(instantArray(roundedBy(dayOf, deadlines)))),
                   deadlineHours,
                   condition};
  const QString unresolved = QStringLiteral("kind = '%1' AND status <> 'resolved'") + condition;
  const QString plain = QStringLiteral("kind = '%1'") + condition;
  QString text = QStringLiteral(R"(
    WITH totals AS MATERIALIZED (
      SELECT domain, status, severity, sum(n) AS n FROM sentinai.exception_rollup
      WHERE kind = 'month'{condition} GROUP BY 1, 2, 3),
    ages AS (
      SELECT severity, {age_count} AS age, n FROM sentinai.exception_rollup
      WHERE kind = 'month' AND bucket < {month} AND status <> 'resolved'{condition}
      UNION ALL {recent}
      UNION ALL
      SELECT x.severity, {age_count} - width_bucket(x.created_at, {ages}), 1
      FROM unnest({created_hours}) AS h(hour)
      CROSS JOIN LATERAL (
        SELECT severity, created_at FROM sentinai.exception
        WHERE created_at >= h.hour AND created_at < h.hour + interval '1 hour' AND created_at <= {now}
          AND status <> 'resolved'{condition} OFFSET 0) AS x),
    deadlines AS MATERIALIZED ({due}
      UNION ALL
      SELECT width_bucket(x.sla_deadline, {windows}) + 1, 1
      FROM unnest({deadline_hours}) AS h(hour)
      CROSS JOIN LATERAL (
        SELECT sla_deadline FROM sentinai.exception
        WHERE sla_deadline >= greatest(h.hour, {now}) AND sla_deadline < h.hour + interval '1 hour'
          AND status <> 'resolved'{condition} OFFSET 0) AS x),
    durations AS (
      SELECT bin, rows, sum(rows) OVER (ORDER BY bin) - rows AS before, sum(rows) OVER () AS total
      FROM (SELECT value::integer AS bin, sum(n) AS rows FROM sentinai.exception_rollup
            WHERE kind = 'duration' AND bucket = '-infinity'{condition} GROUP BY 1 HAVING sum(n) > 0) AS counted),
    middle AS MATERIALIZED (
      SELECT bin, ceil(total / 2) - 1 - before AS place, total::bigint AS total FROM durations
      WHERE before < ceil(total / 2) AND before + rows >= ceil(total / 2)),
    parts AS (
      SELECT bin, rows, sum(rows) OVER (ORDER BY bin) - rows AS before
      FROM (SELECT value::integer AS bin, sum(n) AS rows FROM sentinai.exception_rollup
            WHERE kind = 'duration_part' AND bucket = '-infinity'
              AND value >= (SELECT lpad((16 * bin)::text, 4, '0') FROM middle)
              AND value < (SELECT lpad((16 * bin + 16)::text, 4, '0') FROM middle){condition}
            GROUP BY 1 HAVING sum(n) > 0) AS counted),
    part AS MATERIALIZED (
      SELECT p.bin, (m.place - p.before)::bigint AS place FROM parts p CROSS JOIN middle m
      WHERE p.before <= m.place AND p.before + p.rows > m.place)

    SELECT 'status' AS section, status AS name, 0 AS position, sum(n)::bigint AS count, NULL::bigint AS median
    FROM totals GROUP BY status
    UNION ALL
    SELECT 'severity', severity, 0, sum(n)::bigint, NULL FROM totals GROUP BY severity
    UNION ALL
    SELECT 'unresolved', severity, 0, sum(n)::bigint, NULL FROM totals WHERE status <> 'resolved' GROUP BY severity
    UNION ALL
    (SELECT 'domain', domain, 0, sum(n)::bigint, NULL
     FROM totals GROUP BY domain HAVING sum(n) > 0 ORDER BY sum(n) DESC, domain)
    UNION ALL
    SELECT 'opened', '', width_bucket(bucket, {days}), sum(n)::bigint, NULL FROM ({opened}) AS opened GROUP BY 3
    UNION ALL
    SELECT 'resolved', '', width_bucket(bucket, {days}), sum(n)::bigint, NULL FROM ({resolved}) AS resolved GROUP BY 3
    UNION ALL
    SELECT 'age', severity, age, sum(n)::bigint, NULL FROM ages GROUP BY severity, age
    UNION ALL
    SELECT 'sla', '', sla, sum(n)::bigint, NULL FROM deadlines GROUP BY sla
    UNION ALL
    SELECT 'sla', '', 1, (SELECT coalesce(sum(n), 0)::bigint FROM sentinai.exception_rollup
                          WHERE kind = 'due'{condition})
                         - (SELECT coalesce(sum(n), 0)::bigint FROM deadlines), NULL
    UNION ALL
    SELECT 'median', '', 0, m.total, (
      SELECT resolve_seconds FROM sentinai.exception
      WHERE resolve_seconds >= CASE WHEN p.bin > 0 THEN sentinai.duration_bin_start(p.bin) ELSE {least} END
        AND resolve_seconds < sentinai.duration_bin_start(p.bin + 1){condition}
      ORDER BY resolve_seconds OFFSET p.place LIMIT 1)
    FROM middle m CROSS JOIN part p
    UNION ALL{entities}
    UNION ALL{sources}
    UNION ALL{owners})");
  text.replace(QLatin1String("{recent}"),
               grainRows(recent, QStringLiteral("severity, {age_count} - width_bucket(bucket, {ages}), n")))
      .replace(QLatin1String("{due}"), grainRows(due, QStringLiteral("width_bucket(bucket, {windows}) + 1 AS sla, n")))
      .replace(QLatin1String("{opened}"), grainRows(opened, QStringLiteral("bucket, n")))
      .replace(QLatin1String("{resolved}"), resolvedRows)
      .replace(QLatin1String("{entities}"), isByDomain
                                                ? topRows("entity", "value", plain.arg(QLatin1String("open_entity")))
                                                : topRows("entity", "value", unresolved.arg(QLatin1String("entity"))))
      .replace(QLatin1String("{sources}"), isByDomain
                                               ? topRows("source", "value", plain.arg(QLatin1String("open_source")))
                                               : topRows("source", "detail", unresolved.arg(QLatin1String("facet"))))
      .replace(QLatin1String("{owners}"), isByDomain
                                              ? topRows("owner", "value", plain.arg(QLatin1String("open_owner")))
                                              : topRows("owner", "value", unresolved.arg(QLatin1String("owner"))))
      .replace(QLatin1String("{condition}"), condition)
      .replace(QLatin1String("{age_count}"), QString::number(kDashboardAges.size() + 1))
      .replace(QLatin1String("{month}"), recent.from)
      .replace(QLatin1String("{now}"), now)
      .replace(QLatin1String("{days}"), once(binder.bind(instantArray(query.dayStarts))))
      .replace(QLatin1String("{ages}"), once(binder.bind(instantArray(births))))
      .replace(QLatin1String("{windows}"), once(binder.bind(instantArray(deadlines))))
      .replace(QLatin1String("{created_hours}"), createdHours)
      .replace(QLatin1String("{deadline_hours}"), deadlineHours)
      .replace(QLatin1String("{least}"), QString::number(std::numeric_limits<qint64>::min() + 1))
      .replace(QLatin1String("{top}"), binder.bind(static_cast<qint64>(std::max(query.topCount, 0))));
  return std::move(binder).statement(std::move(text), SqlPlanning::Once);
}

/// Whether the rollup has most of the figures of what was created in a range: by domain alone, in whole hours, with a
/// trend whose days are no shorter than the rollup's.
bool isRangeRolledUp(const DashboardQuery& query) {
  ExceptionFilter known;
  known.domains = query.filter.domains;
  known.created = query.filter.created;
  const auto isHour = [](Instant instant) { return hourOf(instant) == instant; };
  const TimeRange& created = query.filter.created;
  const bool isRange = query.filter == known && created.from && created.to && *created.from < *created.to;
  return isRange && isHour(*created.from) && isHour(*created.to) &&
         std::all_of(query.dayStarts.begin(), query.dayStarts.end(), isHour) &&
         std::adjacent_find(query.dayStarts.begin(), query.dayStarts.end(),
                            [](Instant a, Instant b) { return dayOf(a) == dayOf(b); }) == query.dayStarts.end();
}

/// The same for what was created in a range. Most is counted by the whole days in it; what was created in the parts of
/// days at its ends (`edge`) is read row by row.
SqlStatement rangedStatement(const DashboardQuery& query) {
  SqlBinder binder(SqlDialect::PostgreSql);
  const Instant from = *query.filter.created.from;
  const Instant to = *query.filter.created.to;
  const Instant firstDay = std::min<Instant>(std::chrono::ceil<std::chrono::days>(from), dayOf(to));
  const Instant lastDay = std::max(firstDay, dayOf(to));
  // A range within a day has no whole one: then all of it is the edge before.
  const Instant edgeEnd = firstDay < from ? to : firstDay;
  const Instant edgeStart = firstDay < from ? to : lastDay;
  const QString condition = groupCondition(binder, query.filter);
  const auto arrayOf = [&binder](const std::vector<Instant>& instants) {
    return once(binder.bind(instantArray(instants)));
  };
  const auto cutDaysOf = [](std::vector<Instant> instants) {
    std::erase_if(instants, [](Instant instant) { return dayOf(instant) == instant; });
    return roundedBy(dayOf, std::move(instants));
  };

  const std::vector<Instant> births = birthsOf(query);
  std::vector<Instant> ageEdges = births;
  ageEdges.push_back(query.now);
  std::vector<Instant> createdEdges = ageEdges;
  createdEdges.insert(createdEdges.end(), {from, to});
  const QString createdHours = arrayOf(roundedBy(hourOf, ageEdges));
  const Grains groups{"day",        "hour",   binder.bind(from), binder.bind(to), arrayOf(cutDaysOf(createdEdges)),
                      createdHours, condition};

  const bool hasTrend = query.dayStarts.size() > 1;
  const Instant first = hasTrend ? query.dayStarts.front() : from;
  const Instant last = hasTrend ? query.dayStarts.back() : from;
  std::vector<Instant> openedEdges = query.dayStarts;
  openedEdges.insert(openedEdges.end(), {from, to});
  const Grains opened{"opened_day",
                      "opened_hour",
                      binder.bind(std::max(first, from)),
                      binder.bind(std::min(last, to)),
                      arrayOf(cutDaysOf(openedEdges)),
                      {},
                      condition};

  // A day counts as resolved where its noon is; what a bound of the trend cuts off before or after that is moved.
  std::vector<Instant> movedFrom;
  std::vector<Instant> movedTo;
  for (const Instant start : query.dayStarts) {
    const Instant day = dayOf(start);
    if (start != day) {
      const bool isBeforeNoon = start - day <= hours(12);
      movedFrom.push_back(isBeforeNoon ? day : start);
      movedTo.push_back(isBeforeNoon ? start : day + hours(24));
    }
  }

  const std::vector<Instant> deadlines = deadlinesOf(query);
  const QString deadlineHours = arrayOf(roundedBy(hourOf, deadlines));
  const QString wholeFrom = binder.bind(firstDay);
  const QString wholeTo = binder.bind(lastDay);
  const QString inWholeDays = QStringLiteral(" AND value >= (SELECT sentinai.day_name(%1)) "
                                             "AND value < (SELECT sentinai.day_name(%2))")
                                  .arg(wholeFrom, wholeTo) +
                              condition;
  const Grains due{"deadline_day",
                   "deadline",
                   binder.bind(query.now),
                   QStringLiteral("'infinity'"),
                   arrayOf(roundedBy(dayOf, deadlines)),
                   deadlineHours,
                   inWholeDays};
  QString text = QStringLiteral(R"(
    WITH tally AS MATERIALIZED (
      SELECT domain, status, severity,
        CASE WHEN status <> 'resolved' AND moment <= {now} THEN {age_count} - width_bucket(moment, {ages}) END AS age,
        sum(n) AS n
      FROM ({groups}
        UNION ALL
        SELECT x.domain, x.status, x.severity, x.created_at, 1
        FROM unnest({created_hours}) AS h(hour)
        CROSS JOIN LATERAL (
          SELECT domain, status, severity, created_at FROM sentinai.exception
          WHERE created_at >= greatest(h.hour, {from}) AND created_at < least(h.hour + interval '1 hour', {to}){condition}
          OFFSET 0) AS x) AS counted
      GROUP BY 1, 2, 3, 4),
    edge AS MATERIALIZED (
      SELECT source_system, created_at, resolved_at, resolve_seconds, sla_deadline FROM sentinai.exception
      WHERE created_at >= {from} AND created_at < {edge_end}{condition}
      UNION ALL
      SELECT source_system, created_at, resolved_at, resolve_seconds, sla_deadline FROM sentinai.exception
      WHERE created_at >= {edge_start} AND created_at < {to}{condition}),
    deadlines AS MATERIALIZED ({due}
      UNION ALL
      SELECT width_bucket(x.sla_deadline, {windows}) + 1, 1
      FROM unnest({deadline_hours}) AS h(hour)
      CROSS JOIN LATERAL (
        SELECT sla_deadline, created_at FROM sentinai.exception
        WHERE sla_deadline >= greatest(h.hour, {now}) AND sla_deadline < h.hour + interval '1 hour'
          AND status <> 'resolved'{condition} OFFSET 0) AS x
      WHERE x.created_at >= {whole_from} AND x.created_at < {whole_to}
      UNION ALL
      SELECT width_bucket(sla_deadline, {windows}) + 1, 1 FROM edge
      WHERE sla_deadline >= {now} AND resolved_at IS NULL),
    resolutions AS (
      SELECT bucket + interval '12 hours' AS moment, n FROM sentinai.exception_rollup
      WHERE kind = 'resolved_created' AND bucket >= {first_day} AND bucket < {last}{in_whole_days}
      UNION ALL
      SELECT v.moment, v.sign * m.n
      FROM (SELECT p.f, (SELECT count(*)
                         FROM (SELECT created_at FROM sentinai.exception
                               WHERE resolved_at >= p.f AND resolved_at < p.t{condition} OFFSET 0) AS x
                         WHERE x.created_at >= {whole_from} AND x.created_at < {whole_to}) AS n
            FROM unnest({moved_from}, {moved_to}) AS p(f, t)) AS m
      CROSS JOIN LATERAL (
        VALUES (m.f, 1), (date_trunc('day', m.f, 'UTC') + interval '12 hours', -1)) AS v(moment, sign)
      UNION ALL
      SELECT resolved_at, 1 FROM edge WHERE resolved_at >= {first} AND resolved_at < {last}),
    durations AS (
      SELECT bin, rows, sum(rows) OVER (ORDER BY bin) - rows AS before, sum(rows) OVER () AS total
      FROM (SELECT bin, sum(n) AS rows
            FROM (SELECT value::integer AS bin, n FROM sentinai.exception_rollup
                  WHERE kind = 'duration_created' AND bucket >= {whole_from} AND bucket < {whole_to}{condition}
                  UNION ALL
                  SELECT sentinai.duration_bin(greatest(resolve_seconds, 0)) / 8, 1 FROM edge
                  WHERE resolve_seconds IS NOT NULL) AS found
            GROUP BY 1 HAVING sum(n) > 0) AS counted),
    middle AS MATERIALIZED (
      SELECT bin, (ceil(total / 2) - 1 - before)::bigint AS place, total::bigint AS total FROM durations
      WHERE before < ceil(total / 2) AND before + rows >= ceil(total / 2))

    SELECT 'status' AS section, status AS name, 0 AS position, sum(n)::bigint AS count, NULL::bigint AS median
    FROM tally GROUP BY status
    UNION ALL
    SELECT 'severity', severity, 0, sum(n)::bigint, NULL FROM tally GROUP BY severity
    UNION ALL
    SELECT 'unresolved', severity, 0, sum(n)::bigint, NULL FROM tally WHERE status <> 'resolved' GROUP BY severity
    UNION ALL
    (SELECT 'domain', domain, 0, sum(n)::bigint, NULL
     FROM tally GROUP BY domain HAVING sum(n) > 0 ORDER BY sum(n) DESC, domain)
    UNION ALL
    SELECT 'opened', '', width_bucket(bucket, {days}), sum(n)::bigint, NULL FROM ({opened}) AS opened GROUP BY 3
    UNION ALL
    SELECT 'resolved', '', width_bucket(moment, {days}), sum(n)::bigint, NULL FROM resolutions GROUP BY 3
    UNION ALL
    SELECT 'age', severity, age, sum(n)::bigint, NULL FROM tally WHERE age IS NOT NULL GROUP BY severity, age
    UNION ALL
    SELECT 'sla', '', sla, sum(n)::bigint, NULL FROM deadlines GROUP BY sla
    UNION ALL
    SELECT 'sla', '', 1, (SELECT coalesce(sum(n), 0)::bigint FROM sentinai.exception_rollup
                          WHERE kind = 'due_created' AND bucket >= {whole_from} AND bucket < {whole_to}{condition})
                         + (SELECT count(*) FROM edge WHERE sla_deadline IS NOT NULL AND resolved_at IS NULL)
                         - (SELECT coalesce(sum(n), 0)::bigint FROM deadlines), NULL
    UNION ALL
    SELECT 'median', '', 0, m.total, (
      SELECT resolve_seconds
      FROM (SELECT resolve_seconds, created_at FROM sentinai.exception
            WHERE resolve_seconds >= CASE WHEN m.bin > 0 THEN sentinai.duration_bin_start(8 * m.bin) ELSE {least} END
              AND resolve_seconds < sentinai.duration_bin_start(8 * m.bin + 8){condition}
            ORDER BY resolve_seconds OFFSET 0) AS x
      WHERE x.created_at >= {from} AND x.created_at < {to}
      ORDER BY resolve_seconds OFFSET m.place LIMIT 1)
    FROM middle m
    UNION ALL
    SELECT 'entity', name, 0, n, NULL FROM sentinai.most_open(false, {domains}, {from}, {to}, {top})
    UNION ALL
    (SELECT 'source', name, 0, sum(n)::bigint, NULL
     FROM (SELECT value AS name, n FROM sentinai.exception_rollup
           WHERE kind = 'source_created' AND bucket >= {whole_from} AND bucket < {whole_to}{condition}
           UNION ALL
           SELECT source_system, 1 FROM edge WHERE resolved_at IS NULL) AS counted
     GROUP BY name HAVING sum(n) > 0 ORDER BY sum(n) DESC, name LIMIT {top})
    UNION ALL
    SELECT 'owner', name, 0, n, NULL FROM sentinai.most_open(true, {domains}, {from}, {to}, {top}))");
  text.replace(QLatin1String("{groups}"),
               grainRows(groups, QStringLiteral("domain, status, severity, bucket AS moment, n")))
      .replace(QLatin1String("{due}"), grainRows(due, QStringLiteral("width_bucket(bucket, {windows}) + 1 AS sla, n")))
      .replace(QLatin1String("{opened}"), grainRows(opened, QStringLiteral("bucket, n")))
      .replace(QLatin1String("{in_whole_days}"), inWholeDays)
      .replace(QLatin1String("{condition}"), condition)
      .replace(QLatin1String("{age_count}"), QString::number(kDashboardAges.size() + 1))
      .replace(QLatin1String("{now}"), due.from)
      .replace(QLatin1String("{from}"), groups.from)
      .replace(QLatin1String("{to}"), groups.to)
      .replace(QLatin1String("{edge_end}"), binder.bind(edgeEnd))
      .replace(QLatin1String("{edge_start}"), binder.bind(edgeStart))
      .replace(QLatin1String("{whole_from}"), wholeFrom)
      .replace(QLatin1String("{whole_to}"), wholeTo)
      .replace(QLatin1String("{first_day}"), binder.bind(dayOf(first)))
      .replace(QLatin1String("{first}"), binder.bind(first))
      .replace(QLatin1String("{last}"), binder.bind(last))
      .replace(QLatin1String("{moved_from}"), arrayOf(movedFrom))
      .replace(QLatin1String("{moved_to}"), arrayOf(movedTo))
      .replace(QLatin1String("{days}"), arrayOf(query.dayStarts))
      .replace(QLatin1String("{ages}"), arrayOf(births))
      .replace(QLatin1String("{windows}"), arrayOf(deadlines))
      .replace(QLatin1String("{created_hours}"), createdHours)
      .replace(QLatin1String("{deadline_hours}"), deadlineHours)
      .replace(QLatin1String("{least}"), QString::number(std::numeric_limits<qint64>::min() + 1))
      .replace(QLatin1String("{domains}"), query.filter.domains.isEmpty()
                                               ? QStringLiteral("NULL::text[]")
                                               : binder.bind(query.filter.domains) + QStringLiteral("::text[]"))
      .replace(QLatin1String("{top}"), binder.bind(static_cast<qint64>(std::max(query.topCount, 0))));
  return std::move(binder).statement(std::move(text), SqlPlanning::Once);
}

} // namespace

SqlStatement dashboardStatement(const QString& tenantId, const DashboardQuery& query) {
  return isRolledUp(query)        ? rolledUpStatement(query)
         : isRangeRolledUp(query) ? rangedStatement(query)
                                  : countedStatement(tenantId, query);
}

} // namespace sentinai

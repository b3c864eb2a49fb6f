// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/postgresql/pg_dashboard_repository.h"

#include "repositories/database/exception_select.h"
#include "repositories/postgresql/pg_parameters.h"
#include "repositories/postgresql/pg_rollup.h"

namespace sentinai {

using std::chrono::hours;

namespace {

constexpr std::size_t kMaxDayStarts = 1101;

/// Upper ends of the age buckets; the last bucket is open.
constexpr std::array kAges{hours(4), hours(24), hours(3 * 24), hours(7 * 24), hours(30 * 24)};

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
  for (auto age = kAges.rbegin(); age != kAges.rend(); ++age) {
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

/// Whether the rollup has the figures: it knows groups and whole hours.
bool isRolledUp(const DashboardQuery& query) {
  return isOfWholeGroups(query.filter) && std::all_of(query.dayStarts.begin(), query.dayStarts.end(),
                                                      [](Instant start) { return hourOf(start) == start; });
}

/// Every figure in one statement, so that all are of one moment. A row is one figure: its section, what of the section
/// it is of (a name or a position, counted from 1), its count, and a median where the section has one.
///
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
      .replace(QLatin1String("{age_count}"), QString::number(kAges.size() + 1))
      .replace(QLatin1String("{ages}"), once(ages))
      .replace(QLatin1String("{windows}"), once(windows))
      .replace(QLatin1String("{top}"), top);
  return std::move(binder).statement(std::move(text));
}

/// Groups of the rollup, in that range of times: by day, and by hour on those days that something cuts.
struct Grains {
  const char* day;
  const char* hour;
  QString from; ///< Placeholders or expressions.
  QString to;
  QString cutDays;
  QString cutHours; ///< That are left out too; empty: none.
};

/// The rows of these groups, with the columns named; a sub-select.
QString grainRows(const Grains& grains, const QString& columns, const QString& condition) {
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
           QLatin1String(grains.hour), without(grains.cutHours), condition);
}

/// The same from the rollup, which has the counts of hours, days and months. Hours that a bound cuts are counted from
/// their rows.
SqlStatement rolledUpStatement(const DashboardQuery& query) {
  SqlBinder binder(SqlDialect::PostgreSql);
  const QString condition = groupCondition(binder, query.filter);
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
                      createdHours};
  const bool hasTrend = query.dayStarts.size() > 1;
  const Grains opened{"day",
                      "hour",
                      binder.bind(hasTrend ? query.dayStarts.front() : query.now),
                      binder.bind(hasTrend ? query.dayStarts.back() : query.now),
                      once(binder.bind(instantArray(roundedBy(dayOf, cutByTrend)))),
                      {}};
  Grains resolved = opened;
  resolved.day = "resolved_day";
  resolved.hour = "resolved";
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
    deadlines AS (
      SELECT width_bucket(bucket, {windows}) + 1 AS sla, n FROM sentinai.exception_rollup
      WHERE kind = 'deadline' AND bucket > {now} AND bucket <> ALL ({deadline_hours}::timestamptz[]){condition}
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
            WHERE kind = 'duration'{condition} GROUP BY 1 HAVING sum(n) > 0) AS counted),
    middle AS (
      SELECT bin, (ceil(total / 2) - 1 - before)::bigint AS place, total::bigint AS total FROM durations
      WHERE before < ceil(total / 2) AND before + rows >= ceil(total / 2))

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
      WHERE resolve_seconds >= CASE WHEN m.bin > 0 THEN sentinai.duration_bin_start(m.bin) ELSE {least} END
        AND resolve_seconds < sentinai.duration_bin_start(m.bin + 1){condition}
      ORDER BY resolve_seconds OFFSET m.place LIMIT 1)
    FROM middle m
    UNION ALL
    (SELECT 'entity', value, 0, sum(n)::bigint, NULL FROM sentinai.exception_rollup
     WHERE kind = 'entity' AND status <> 'resolved'{condition}
     GROUP BY value HAVING sum(n) > 0 ORDER BY sum(n) DESC, value LIMIT {top})
    UNION ALL
    (SELECT 'source', detail, 0, sum(n)::bigint, NULL FROM sentinai.exception_rollup
     WHERE kind = 'facet' AND status <> 'resolved'{condition}
     GROUP BY detail HAVING sum(n) > 0 ORDER BY sum(n) DESC, detail LIMIT {top})
    UNION ALL
    (SELECT 'owner', value, 0, sum(n)::bigint, NULL FROM sentinai.exception_rollup
     WHERE kind = 'owner' AND status <> 'resolved'{condition}
     GROUP BY value HAVING sum(n) > 0 ORDER BY sum(n) DESC, value LIMIT {top}))");
  text.replace(QLatin1String("{recent}"),
               grainRows(recent, QStringLiteral("severity, {age_count} - width_bucket(bucket, {ages}), n"),
                         QStringLiteral(" AND status <> 'resolved'{condition}")))
      .replace(QLatin1String("{opened}"), grainRows(opened, QStringLiteral("bucket, n"), QStringLiteral("{condition}")))
      .replace(QLatin1String("{resolved}"),
               grainRows(resolved, QStringLiteral("bucket, n"), QStringLiteral("{condition}")))
      .replace(QLatin1String("{condition}"), condition)
      .replace(QLatin1String("{age_count}"), QString::number(kAges.size() + 1))
      .replace(QLatin1String("{month}"), recent.from)
      .replace(QLatin1String("{now}"), now)
      .replace(QLatin1String("{days}"), once(binder.bind(instantArray(query.dayStarts))))
      .replace(QLatin1String("{ages}"), once(binder.bind(instantArray(births))))
      .replace(QLatin1String("{windows}"), once(binder.bind(instantArray(deadlinesOf(query)))))
      .replace(QLatin1String("{created_hours}"), createdHours)
      .replace(QLatin1String("{deadline_hours}"),
               once(binder.bind(instantArray(roundedBy(hourOf, deadlinesOf(query))))))
      .replace(QLatin1String("{least}"), QString::number(std::numeric_limits<qint64>::min() + 1))
      .replace(QLatin1String("{top}"), binder.bind(static_cast<qint64>(std::max(query.topCount, 0))));
  return std::move(binder).statement(std::move(text));
}

struct Figure {
  QString section;
  QString name;
  int position = 0;
  qint64 count = 0;
  std::optional<qint64> median;
};

Figure readFigure(PgRow& row) {
  Figure figure;
  figure.section = row.next<QString>();
  figure.name = row.next<QString>();
  figure.position = row.next<int>();
  figure.count = row.next<qint64>();
  figure.median = row.next<std::optional<qint64>>();
  return figure;
}

DashboardFigures emptyFigures(const DashboardQuery& query) {
  DashboardFigures figures;
  for (const Status status : allValues<Status>()) {
    figures.byStatus[status] = 0;
  }
  std::map<Severity, qint64> none;
  for (const Severity severity : allValues<Severity>()) {
    none[severity] = 0;
  }
  figures.bySeverity = none;
  figures.unresolvedBySeverity = none;
  hours from{0};
  for (const hours to : kAges) {
    figures.ageing.push_back({from, to, none});
    from = to;
  }
  figures.ageing.push_back({from, std::nullopt, none});
  for (std::size_t i = 1; i < query.dayStarts.size(); ++i) {
    figures.trend.push_back({query.dayStarts[i - 1], query.dayStarts[i], 0, 0});
  }
  return figures;
}

/// The position-th element, where 1 is the first; null outside.
template <typename T>
T* elementAt(std::vector<T>& elements, int position) {
  const auto index = static_cast<std::size_t>(position) - 1;
  return position >= 1 && index < elements.size() ? &elements[index] : nullptr;
}

void addSla(SlaCounts& sla, const Figure& figure) {
  // Each due window contains the ones before it.
  sla.breached += figure.position == 1 ? figure.count : 0;
  sla.dueIn1h += figure.position == 2 ? figure.count : 0;
  sla.dueIn4h += figure.position == 2 || figure.position == 3 ? figure.count : 0;
  sla.dueIn24h += figure.position >= 2 && figure.position <= 4 ? figure.count : 0;
  sla.later += figure.position == 5 ? figure.count : 0;
}

void addFigure(DashboardFigures& figures, const Figure& figure) {
  const QString& section = figure.section;
  const auto status = fromText<Status>(figure.name);
  const auto severity = fromText<Severity>(figure.name);
  if (section == QLatin1String("status") && status) {
    figures.byStatus[*status] = figure.count;
    figures.total += figure.count;
  } else if (section == QLatin1String("severity") && severity) {
    figures.bySeverity[*severity] = figure.count;
  } else if (section == QLatin1String("unresolved") && severity) {
    figures.unresolvedBySeverity[*severity] = figure.count;
  } else if (section == QLatin1String("domain")) {
    figures.byDomain.push_back({figure.name, figure.count});
  } else if (section == QLatin1String("opened")) {
    if (TrendDay* day = elementAt(figures.trend, figure.position)) {
      day->opened = figure.count;
    }
  } else if (section == QLatin1String("resolved")) {
    if (TrendDay* day = elementAt(figures.trend, figure.position)) {
      day->resolved = figure.count;
    }
  } else if (section == QLatin1String("age") && severity) {
    if (AgeBucket* bucket = elementAt(figures.ageing, figure.position)) {
      bucket->counts[*severity] = figure.count;
    }
  } else if (section == QLatin1String("sla")) {
    addSla(figures.sla, figure);
  } else if (section == QLatin1String("median")) {
    figures.medianSecondsToResolve = figure.median;
  } else if (section == QLatin1String("entity")) {
    figures.topEntities.push_back({figure.name, figure.count});
  } else if (section == QLatin1String("source")) {
    figures.topSources.push_back({figure.name, figure.count});
  } else if (section == QLatin1String("owner")) {
    figures.byOwner.push_back({figure.name, figure.count});
  }
}

} // namespace

Task<DashboardFigures> PgDashboardRepository::figures(DashboardQuery query, CancelToken token) {
  if (query.dayStarts.size() > kMaxDayStarts) {
    return PgClient::refuse<DashboardFigures>(
        DbError::Kind::InvalidInput,
        QStringLiteral("A trend has at most %1 days. Choose a shorter period or longer steps.").arg(kMaxDayStarts - 1));
  }
  if (!std::is_sorted(query.dayStarts.begin(), query.dayStarts.end(), std::less_equal<>())) {
    return PgClient::refuse<DashboardFigures>(DbError::Kind::InvalidInput,
                                              QStringLiteral("The days of a trend must ascend."));
  }
  return m_client->run<DashboardFigures>(
      PgIntent::Read, isRolledUp(query) ? rolledUpStatement(query) : countedStatement(m_client->tenantId(), query),
      [query](const PGresult* result) {
        return readRows(result, readFigure).map([&query](std::vector<Figure>&& rows) {
          DashboardFigures figures = emptyFigures(query);
          for (const Figure& figure : rows) {
            addFigure(figures, figure);
          }
          return figures;
        });
      },
      std::move(token));
}

} // namespace sentinai

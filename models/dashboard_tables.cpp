// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/dashboard_tables.h"

#include "models/display_text.h"
#include "models/safe_text.h"
#include "models/time_format.h"

#include <QLocale>

namespace sentinai {

namespace {

using std::chrono::hours;
using std::chrono::microseconds;

constexpr std::array kWorstFirst{Severity::Critical, Severity::High, Severity::Medium, Severity::Low};

FigureCell countCell(qint64 count, std::optional<ExceptionFilter> drillDown) {
  return {count, QLocale().toString(count), std::move(drillDown)};
}

FigureCell spanCell(std::optional<qint64> seconds, std::optional<ExceptionFilter> drillDown = std::nullopt) {
  return {seconds.value_or(0), seconds ? TimeFormat::spanText(std::chrono::seconds(*seconds)) : QStringLiteral("–"),
          std::move(drillDown)};
}

FigureRow row(QString name, FigureCell cell) {
  FigureRow made;
  made.name = std::move(name);
  made.cells.push_back(std::move(cell));
  return made;
}

template <typename Key>
qint64 at(const std::map<Key, qint64>& counts, Key key) {
  const auto found = counts.find(key);
  return found == counts.end() ? 0 : found->second;
}

/// Ages in [from, to) belong to the creation times in (now - to, now - from].
TimeRange createdWithAge(const AgeBucket& bucket, Instant now) {
  constexpr microseconds kNext{1};
  TimeRange range;
  range.to = now - bucket.from + kNext;
  if (bucket.to) {
    range.from = now - *bucket.to + kNext;
  }
  return range;
}

} // namespace

DashboardTables::DashboardTables(const DashboardFigures& figures, const DashboardQuery& query,
                                 DashboardPeriod::Step step, const QTimeZone& zone)
    : m_figures(figures)
    , m_query(query)
    , m_step(step)
    , m_zone(zone) {}

FilterNarrowing DashboardTables::narrowed() const {
  return FilterNarrowing(m_query.filter);
}

FigureTable DashboardTables::keyFigures() const {
  FigureTable table{tr("Figure"), {{tr("Exceptions")}}, {}};
  table.rows.push_back(row(tr("All exceptions"), countCell(m_figures.total, m_query.filter)));
  for (const Status status : {Status::Open, Status::Analyzing, Status::Escalated, Status::Resolved}) {
    FigureRow made =
        row(displayText(status), countCell(at(m_figures.byStatus, status), narrowed().toStatuses({status}).filter()));
    made.status = status;
    table.rows.push_back(std::move(made));
  }
  const Instant now = m_query.now;
  table.rows.push_back(
      row(tr("SLA breached"), countCell(m_figures.sla.breached, narrowed().toUnresolved().toSla({{}, now}).filter())));
  table.rows.push_back(
      row(tr("Due within 4 h"),
          countCell(m_figures.sla.dueIn4h, narrowed().toUnresolved().toSla({now, now + hours(4)}).filter())));
  table.rows.push_back(row(tr("Median time to resolve"), spanCell(m_figures.medianSecondsToResolve,
                                                                  narrowed().toStatuses({Status::Resolved}).filter())));
  return table;
}

FigureTable DashboardTables::byStatus() const {
  FigureTable table{tr("Status"), {{tr("Exceptions")}}, {}};
  for (const Status status : {Status::Open, Status::Analyzing, Status::Escalated, Status::Resolved}) {
    FigureRow made =
        row(displayText(status), countCell(at(m_figures.byStatus, status), narrowed().toStatuses({status}).filter()));
    made.status = status;
    table.rows.push_back(std::move(made));
  }
  return table;
}

FigureTable DashboardTables::bySeverity() const {
  FigureTable table{tr("Severity"), {{tr("Exceptions")}}, {}};
  for (const Severity severity : kWorstFirst) {
    FigureRow made = row(displayText(severity),
                         countCell(at(m_figures.bySeverity, severity), narrowed().toSeverity(severity).filter()));
    made.severity = severity;
    table.rows.push_back(std::move(made));
  }
  return table;
}

FigureTable DashboardTables::byDomain() const {
  FigureTable table{tr("Domain"), {{tr("Exceptions")}}, {}};
  for (const NamedCount& domain : m_figures.byDomain) {
    table.rows.push_back(row(domain.name.isEmpty() ? tr("No domain") : visibleLine(domain.name),
                             countCell(domain.count, narrowed().toDomain(domain.name).filter())));
  }
  return table;
}

FigureTable DashboardTables::trend() const {
  const QString header = m_step == DashboardPeriod::Step::Day    ? tr("Day")
                         : m_step == DashboardPeriod::Step::Week ? tr("Week")
                                                                 : tr("Month");
  FigureTable table{header, {{tr("Opened"), true, {}, Status::Open}, {tr("Resolved"), true, {}, Status::Resolved}}, {}};
  for (const TrendDay& day : m_figures.trend) {
    FigureRow made;
    made.name = stepName(day.start);
    made.detail = stepDetail(day.start);
    made.cells = {countCell(day.opened, narrowed().toCreated({day.start, day.end}).filter()),
                  countCell(day.resolved, narrowed().toResolved({day.start, day.end}).filter())};
    table.rows.push_back(std::move(made));
  }
  return table;
}

FigureTable DashboardTables::ageing() const {
  FigureTable table{tr("Age"), {}, {}};
  for (const Severity severity : kWorstFirst) {
    table.columns.push_back({displayText(severity), true, severity});
  }
  table.columns.push_back({tr("All"), false, {}});
  for (const AgeBucket& bucket : m_figures.ageing) {
    FigureRow made;
    made.name = bucket.to && bucket.from == hours(0) ? tr("Under %1").arg(TimeFormat::spanText(*bucket.to))
                : bucket.to ? tr("%1 – %2").arg(TimeFormat::spanText(bucket.from), TimeFormat::spanText(*bucket.to))
                            : tr("Over %1").arg(TimeFormat::spanText(bucket.from));
    const TimeRange created = createdWithAge(bucket, m_query.now);
    qint64 sum = 0;
    for (const Severity severity : kWorstFirst) {
      const qint64 count = at(bucket.counts, severity);
      sum += count;
      made.cells.push_back(
          countCell(count, narrowed().toUnresolved().toCreated(created).toSeverity(severity).filter()));
    }
    made.cells.push_back(countCell(sum, narrowed().toUnresolved().toCreated(created).filter()));
    table.rows.push_back(std::move(made));
  }
  return table;
}

FigureTable DashboardTables::sla() const {
  const SlaCounts& sla = m_figures.sla;
  const Instant now = m_query.now;
  const auto cell = [&](qint64 count, TimeRange range) {
    return countCell(count, narrowed().toUnresolved().toSla(range).filter());
  };
  FigureTable table{tr("SLA deadline"), {{tr("Exceptions")}}, {}};
  table.rows = {row(tr("Breached"), cell(sla.breached, {{}, now})),
                row(tr("Within 1 h"), cell(sla.dueIn1h, {now, now + hours(1)})),
                row(tr("1 h – 4 h"), cell(sla.dueIn4h - sla.dueIn1h, {now + hours(1), now + hours(4)})),
                row(tr("4 h – 24 h"), cell(sla.dueIn24h - sla.dueIn4h, {now + hours(4), now + hours(24)})),
                row(tr("Later"), cell(sla.later, {now + hours(24), {}}))};
  table.rows[0].sla = SlaState::Breached;
  table.rows[1].sla = SlaState::DueSoon;
  table.rows[2].sla = SlaState::DueSoon;
  return table;
}

FigureTable DashboardTables::topEntities() const {
  return topList(tr("Entity"), tr("No entity"), m_figures.topEntities, &FilterNarrowing::toEntity);
}

FigureTable DashboardTables::topSources() const {
  return topList(tr("Source"), tr("No source"), m_figures.topSources, &FilterNarrowing::toSource);
}

FigureTable DashboardTables::byOwner() const {
  return topList(tr("Owner"), tr("Unassigned"), m_figures.byOwner, &FilterNarrowing::toOwner);
}

FigureTable DashboardTables::topList(const QString& header, const QString& unnamed,
                                     const std::vector<NamedCount>& counts,
                                     FilterNarrowing& (FilterNarrowing::*narrow)(const QString&)) const {
  FigureTable table{header, {{tr("Unresolved exceptions")}}, {}};
  for (const NamedCount& named : counts) {
    FilterNarrowing narrowing = narrowed().toUnresolved();
    (narrowing.*narrow)(named.name);
    table.rows.push_back(
        row(named.name.isEmpty() ? unnamed : visibleLine(named.name), countCell(named.count, narrowing.filter())));
  }
  return table;
}

QString DashboardTables::stepName(Instant start) const {
  const QDate day = toDateTime(start).toTimeZone(m_zone).date();
  return QLocale().toString(day, m_step == DashboardPeriod::Step::Month ? tr("MMM yyyy", "a month on an axis")
                                                                        : tr("d MMM", "a day on an axis"));
}

QString DashboardTables::stepDetail(Instant start) const {
  const QDate day = toDateTime(start).toTimeZone(m_zone).date();
  const QLocale locale;
  switch (m_step) {
  case DashboardPeriod::Step::Day:
    return locale.toString(day, QLocale::LongFormat);
  case DashboardPeriod::Step::Week:
    return tr("Week from %1").arg(locale.toString(day, QLocale::LongFormat));
  case DashboardPeriod::Step::Month:
    return locale.toString(day, QStringLiteral("MMMM yyyy"));
  }
  Q_UNREACHABLE();
}

} // namespace sentinai

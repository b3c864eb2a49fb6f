// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/dashboard_model.h"

#include "models/dashboard_tables.h"
#include "models/filter_narrowing.h"
#include "models/time_format.h"

namespace sentinai {

namespace {

constexpr int kMostDomains = 200;

} // namespace

DashboardModel::DashboardModel(DashboardRepository& dashboard, ExceptionRepository& exceptions,
                               const TimeFormat& timeFormat, QObject* parent)
    : QObject(parent)
    , m_dashboard(dashboard)
    , m_exceptions(exceptions)
    , m_timeFormat(timeFormat)
    , m_keyFigures(new FigureTableModel(tr("Key figures"), this))
    , m_byStatus(new FigureTableModel(tr("By status"), this))
    , m_bySeverity(new FigureTableModel(tr("By severity"), this))
    , m_byDomain(new FigureTableModel(tr("By domain"), this))
    , m_trend(new FigureTableModel(tr("Opened and resolved"), this))
    , m_ageing(new FigureTableModel(tr("Age of unresolved exceptions"), this))
    , m_sla(new FigureTableModel(tr("SLA deadline of unresolved exceptions"), this))
    , m_topEntities(new FigureTableModel(tr("Top entities, unresolved"), this))
    , m_topSources(new FigureTableModel(tr("Top sources, unresolved"), this))
    , m_byOwner(new FigureTableModel(tr("Owners' load, unresolved"), this)) {
  // Days begin elsewhere in another zone.
  connect(&timeFormat, &TimeFormat::changed, this, [this, zone = timeFormat.zone()]() mutable {
    if (std::exchange(zone, m_timeFormat.zone()) != zone && (m_loading || loadedAt())) {
      refresh();
    }
  });
}

void DashboardModel::setPeriod(DashboardPeriod period) {
  if (period != m_period) {
    m_period = period;
    refresh();
  }
}

void DashboardModel::setFilter(ExceptionFilter filter) {
  if (filter != m_filter) {
    m_filter = std::move(filter);
    refresh();
  }
}

void DashboardModel::restore(DashboardPeriod period, ExceptionFilter filter) {
  m_period = period;
  m_filter = std::move(filter);
}

void DashboardModel::refresh() {
  loadDomains();
  Request asked = request();
  m_loading = true;
  if (m_state == State::Error || m_state == State::Empty) {
    m_state = State::Loading;
  }
  const quint64 generation = ++m_generation;
  Task<DashboardFigures> task = m_dashboard.figures(asked.query, m_figuresCancel.restart());
  QCoro::connect(std::move(task), this, [this, generation, asked = std::move(asked)](Result<DashboardFigures> result) {
    if (generation == m_generation) {
      receive(asked, std::move(result));
    }
  });
  Q_EMIT changed();
}

std::optional<Instant> DashboardModel::loadedAt() const {
  return m_state == State::Ready || m_state == State::Empty ? std::optional(m_query.now) : std::nullopt;
}

DashboardModel::Request DashboardModel::request() const {
  Request made;
  made.zone = m_timeFormat.zone();
  made.query.now = currentInstant();
  const QDate today = toDateTime(made.query.now).toTimeZone(made.zone).date();
  made.step = m_period.step(today);
  made.query.dayStarts = m_period.trendBounds(today, made.zone);
  const TimeRange range = m_period.range(today, made.zone);
  made.query.filter = FilterNarrowing(m_filter).toCreated(range).filter().value_or([&] {
    // The two ranges do not meet, so the filter must match nothing: an empty range does.
    ExceptionFilter nothing = m_filter;
    nothing.created = {range.from, range.from};
    return nothing;
  }());
  return made;
}

void DashboardModel::receive(const Request& request, Result<DashboardFigures> result) {
  m_loading = false;
  if (result) {
    m_error.reset();
    m_query = request.query;
    m_figures = std::move(*result);
    m_state = m_figures.total > 0 ? State::Ready : State::Empty;
    fillTables(request);
  } else {
    m_error = result.error();
    if (m_state == State::Loading) {
      m_state = State::Error;
    }
  }
  Q_EMIT changed();
}

void DashboardModel::fillTables(const Request& request) {
  const DashboardTables tables(m_figures, m_query, request.step, request.zone);
  m_keyFigures->setTable(tables.keyFigures());
  m_byStatus->setTable(tables.byStatus());
  m_bySeverity->setTable(tables.bySeverity());
  m_byDomain->setTable(tables.byDomain());
  m_trend->setTable(tables.trend());
  m_ageing->setTable(tables.ageing());
  m_sla->setTable(tables.sla());
  m_topEntities->setTable(tables.topEntities());
  m_topSources->setTable(tables.topSources());
  m_byOwner->setTable(tables.byOwner());
}

void DashboardModel::loadDomains() {
  Task<QStringList> task =
      m_exceptions.distinctValues(ExceptionField::Domain, QString(), kMostDomains, m_domainsCancel.restart());
  QCoro::connect(std::move(task), this, [this](Result<QStringList> result) {
    if (!result) {
      return; // The figures' own error tells it; the filter keeps its values.
    }
    result->sort();
    if (*result != m_domains) {
      m_domains = *result;
      Q_EMIT domainsChanged();
    }
  });
}

} // namespace sentinai

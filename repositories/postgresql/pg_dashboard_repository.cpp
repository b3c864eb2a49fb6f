// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/postgresql/pg_dashboard_repository.h"

#include "repositories/postgresql/pg_dashboard_statements.h"

namespace sentinai {

using std::chrono::hours;

namespace {

constexpr std::size_t kMaxDayStarts = 1101;

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
  for (const hours to : kDashboardAges) {
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
      PgIntent::Read, dashboardStatement(m_client->tenantId(), query),
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

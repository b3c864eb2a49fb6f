// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/dashboard_period.h"
#include "models/figure_table.h"
#include "models/filter_narrowing.h"
#include "repositories/records/dashboard.h"

#include <QCoreApplication>
#include <QTimeZone>

namespace sentinai {

/// Turns one set of figures into the tables behind the charts. Each cell leads to a filter that matches exactly the
/// exceptions it counts: the query's filter narrowed by the cell's own condition.
class DashboardTables {
  Q_DECLARE_TR_FUNCTIONS(DashboardTables)
public:
  /// `figures` answered `query`; `step` and `zone` are those its dayStarts were made with. References are kept.
  DashboardTables(const DashboardFigures& figures, const DashboardQuery& query, DashboardPeriod::Step step,
                  const QTimeZone& zone);

  /// Total, each status, breached SLAs, due within 4 h, median time to resolve: one value in each row, in the order of
  /// DashboardModel::Figure.
  [[nodiscard]] FigureTable keyFigures() const;
  [[nodiscard]] FigureTable byStatus() const;
  [[nodiscard]] FigureTable bySeverity() const;
  [[nodiscard]] FigureTable byDomain() const;
  [[nodiscard]] FigureTable trend() const;
  [[nodiscard]] FigureTable ageing() const;
  [[nodiscard]] FigureTable sla() const;
  [[nodiscard]] FigureTable topEntities() const;
  [[nodiscard]] FigureTable topSources() const;
  [[nodiscard]] FigureTable byOwner() const;

private:
  [[nodiscard]] FilterNarrowing narrowed() const;
  [[nodiscard]] FigureTable topList(const QString& header, const QString& unnamed,
                                    const std::vector<NamedCount>& counts,
                                    FilterNarrowing& (FilterNarrowing::*narrow)(const QString&)) const;
  [[nodiscard]] QString stepName(Instant start) const;
  [[nodiscard]] QString stepDetail(Instant start) const;

  const DashboardFigures& m_figures;
  const DashboardQuery& m_query;
  DashboardPeriod::Step m_step;
  const QTimeZone& m_zone;
};

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/dashboard_period.h"
#include "models/figure_table_model.h"
#include "repositories/dashboard_repository.h"
#include "repositories/exception_repository.h"

namespace sentinai {

class TimeFormat;

/// The figures of one tenant in one period, and the tables behind each chart. The latest request wins; while it runs,
/// the figures shown before stay, and drill-downs stay theirs. GUI thread.
class DashboardModel : public QObject {
  Q_OBJECT
public:
  enum class State : quint8 {
    Loading, ///< Nothing to show yet: not even that there is none.
    Ready,
    Empty, ///< No exception matches; so long as nothing else is asked for.
    Error  ///< Nothing could be loaded; `error()` says why.
  };

  /// Rows of `keyFigures()`.
  enum Figure : int { All, Open, Analyzing, Escalated, Resolved, SlaBreached, DueSoon, MedianToResolve };

  /// The repositories and `timeFormat` must outlive the model. Asks for nothing before `refresh()`.
  DashboardModel(DashboardRepository& dashboard, ExceptionRepository& exceptions, const TimeFormat& timeFormat,
                 QObject* parent = nullptr);

  [[nodiscard]] const DashboardPeriod& period() const { return m_period; }
  void setPeriod(DashboardPeriod period);

  /// Narrows every figure; its `created` range is narrowed further by the period.
  [[nodiscard]] const ExceptionFilter& filter() const { return m_filter; }
  void setFilter(ExceptionFilter filter);

  /// Period and filter as they were kept from another time. Asks for nothing.
  void restore(DashboardPeriod period, ExceptionFilter filter);

  void refresh();

  [[nodiscard]] State state() const { return m_state; }
  [[nodiscard]] bool isLoading() const { return m_loading; }
  /// Of the latest request, if it failed; figures loaded before stay, then.
  [[nodiscard]] const std::optional<DbError>& error() const { return m_error; }
  /// When the figures shown were asked for.
  [[nodiscard]] std::optional<Instant> loadedAt() const;

  /// The question that the figures shown answer.
  [[nodiscard]] const DashboardQuery& query() const { return m_query; }
  [[nodiscard]] const DashboardFigures& figures() const { return m_figures; }

  /// The tenant's domains, for the filter.
  [[nodiscard]] const QStringList& domains() const { return m_domains; }

  [[nodiscard]] FigureTableModel* keyFigures() const { return m_keyFigures; }
  [[nodiscard]] FigureTableModel* byStatus() const { return m_byStatus; }
  [[nodiscard]] FigureTableModel* bySeverity() const { return m_bySeverity; }
  [[nodiscard]] FigureTableModel* byDomain() const { return m_byDomain; }
  [[nodiscard]] FigureTableModel* trend() const { return m_trend; }
  [[nodiscard]] FigureTableModel* ageing() const { return m_ageing; }
  [[nodiscard]] FigureTableModel* sla() const { return m_sla; }
  [[nodiscard]] FigureTableModel* topEntities() const { return m_topEntities; }
  [[nodiscard]] FigureTableModel* topSources() const { return m_topSources; }
  [[nodiscard]] FigureTableModel* byOwner() const { return m_byOwner; }

Q_SIGNALS:
  void changed(); ///< State, loading, error or figures; the tables have changed before.
  void domainsChanged();

private:
  struct Request {
    DashboardQuery query;
    DashboardPeriod::Step step = DashboardPeriod::Step::Day;
    QTimeZone zone;
  };

  [[nodiscard]] Request request() const;
  void receive(const Request& request, Result<DashboardFigures> result);
  void fillTables(const Request& request);
  void loadDomains();

  DashboardRepository& m_dashboard;
  ExceptionRepository& m_exceptions;
  const TimeFormat& m_timeFormat;

  DashboardPeriod m_period;
  ExceptionFilter m_filter;

  CancelSource m_figuresCancel;
  CancelSource m_domainsCancel;
  quint64 m_generation = 0;
  bool m_loading = false;
  State m_state = State::Loading;
  std::optional<DbError> m_error;

  DashboardQuery m_query;
  DashboardFigures m_figures;
  QStringList m_domains;

  FigureTableModel* m_keyFigures;
  FigureTableModel* m_byStatus;
  FigureTableModel* m_bySeverity;
  FigureTableModel* m_byDomain;
  FigureTableModel* m_trend;
  FigureTableModel* m_ageing;
  FigureTableModel* m_sla;
  FigureTableModel* m_topEntities;
  FigureTableModel* m_topSources;
  FigureTableModel* m_byOwner;
};

} // namespace sentinai

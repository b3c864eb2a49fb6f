// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/records/exception_query.h"

#include <map>

namespace sentinai {

/// What the dashboard asks. Every figure counts exceptions matching `filter`, and the figure of each bar, slice or
/// cell equals the count of the exception list with the bar's own condition added to `filter`.
struct DashboardQuery {
  ExceptionFilter filter;
  /// Starts of the trend's days, ascending, in the viewer's time zone; the last element ends the last day. Fewer than
  /// two elements: no trend.
  std::vector<Instant> dayStarts;
  Instant now{};     ///< What ages and SLA states are measured against.
  int topCount = 10; ///< Length of the top lists.

  friend bool operator==(const DashboardQuery&, const DashboardQuery&) = default;
};

struct NamedCount {
  QString name; ///< Empty where the exceptions name none.
  qint64 count = 0;

  friend bool operator==(const NamedCount&, const NamedCount&) = default;
};

struct TrendDay {
  Instant start{};
  Instant end{};
  qint64 opened = 0;   ///< created_at within the day.
  qint64 resolved = 0; ///< resolved_at within the day.

  friend bool operator==(const TrendDay&, const TrendDay&) = default;
};

/// Unresolved exceptions whose age lies in [from, to); `to` absent: open-ended.
struct AgeBucket {
  std::chrono::hours from{};
  std::optional<std::chrono::hours> to;
  std::map<Severity, qint64> counts;

  friend bool operator==(const AgeBucket&, const AgeBucket&) = default;
};

/// Unresolved exceptions by deadline, measured against DashboardQuery::now; each due window contains the ones before.
struct SlaCounts {
  qint64 breached = 0; ///< deadline < now
  qint64 dueIn1h = 0;  ///< now <= deadline < now + 1 h
  qint64 dueIn4h = 0;
  qint64 dueIn24h = 0;
  qint64 later = 0; ///< deadline >= now + 24 h

  friend bool operator==(const SlaCounts&, const SlaCounts&) = default;
};

struct DashboardFigures {
  qint64 total = 0;
  std::map<Status, qint64> byStatus; ///< Every status, zeros included.
  std::map<Severity, qint64> bySeverity;
  std::map<Severity, qint64> unresolvedBySeverity;
  std::vector<NamedCount> byDomain; ///< Most frequent first, then by name; so are the top lists.
  std::vector<TrendDay> trend;
  std::vector<AgeBucket> ageing; ///< < 4 h, < 1 d, < 3 d, < 7 d, < 30 d, older.
  SlaCounts sla;
  std::optional<qint64> medianSecondsToResolve; ///< Over all resolved matches (lower median).
  std::vector<NamedCount> topEntities;          ///< Of unresolved exceptions.
  std::vector<NamedCount> topSources;           ///< Of unresolved exceptions.
  std::vector<NamedCount> byOwner;              ///< Of unresolved exceptions; the empty name is "unassigned".

  friend bool operator==(const DashboardFigures&, const DashboardFigures&) = default;
};

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/records/dashboard.h"

#include <QByteArray>
#include <QHash>

namespace sentinai {

/// Counts exceptions into the dashboard's figures, one row after the other.
class DashboardTally {
public:
  /// What of an exception counts. The texts are UTF-8 and need to live during add() only.
  struct Row {
    Status status = Status::Open;
    Severity severity = Severity::Low;
    Instant createdAt{};
    std::optional<Instant> resolvedAt;
    std::optional<Instant> slaDeadline;
    QByteArray domain;
    QByteArray entity;
    QByteArray source;
    QByteArray owner; ///< Empty: none.
  };

  explicit DashboardTally(const DashboardQuery& query);

  void add(const Row& row);

  [[nodiscard]] DashboardFigures figures();

private:
  using Names = QHash<QByteArray, qint64>;

  DashboardQuery m_query;
  DashboardFigures m_figures;
  Names m_domains;
  Names m_entities;
  Names m_sources;
  Names m_owners;
  std::vector<qint64> m_secondsToResolve;

  void addUnresolved(const Row& row);
  void addResolved(const Row& row);
  [[nodiscard]] TrendDay* dayOf(Instant instant);
};

} // namespace sentinai

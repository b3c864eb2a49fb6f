// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/agents/worker/work_report.h"

#include <map>

namespace sentinai {

/// What the daemon has done since it started, and how the queues stand, by tenant.
class DaemonMetrics {
public:
  void count(const QString& tenant, const WorkReport& report);
  void setQueue(const QString& tenant, bool up, bool halted) {
    m_tenants[tenant].up = up;
    m_tenants[tenant].halted = halted;
  }
  void setStatus(const QString& tenant, const WorkStatus& status) { m_tenants[tenant].status = status; }

  [[nodiscard]] bool isUp() const; ///< Of every tenant.

  /// In Prometheus' text format, version 0.0.4.
  [[nodiscard]] QByteArray text() const;

private:
  struct Tenant {
    bool up = true;
    bool halted = false;
    WorkStatus status;
    qint64 done = 0;
    qint64 transient = 0;
    qint64 permanent = 0;
    qint64 lost = 0;
    qint64 untold = 0;
    double seconds = 0;
    std::map<QString, qint64> events; ///< By type.
  };
  std::map<QString, Tenant> m_tenants;
};

} // namespace sentinai

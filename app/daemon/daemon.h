// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/agents/worker/worker.h"
#include "app/daemon/daemon_log.h"
#include "app/daemon/daemon_metrics.h"
#include "repositories/database/database.h"

#include <QTimer>

namespace sentinai {

/// Has the agents work some tenants' queues, and says what they do.
class Daemon : public QObject {
  Q_OBJECT
public:
  /// `worker` is how each tenant is worked. Everything given must outlive it.
  Daemon(Database& database, const QStringList& tenants, Worker::Options worker, const DaemonLog& log);
  ~Daemon() override;

  void start();

  /// As Worker::stop(); what is in hand after `grace` is abandoned.
  void stop(std::chrono::seconds grace);

  [[nodiscard]] const DaemonMetrics& metrics() const { return m_metrics; }

  /// Why a queue could not be worked to its end, with Options::once.
  [[nodiscard]] const std::optional<DbError>& error() const { return m_error; }

Q_SIGNALS:
  void finished(); ///< Every worker has ended.

private:
  struct Tenant {
    std::unique_ptr<Session> session;
    std::unique_ptr<Worker> worker;
    bool up = true;
    bool looking = false; ///< At how its queue stands.
  };

  const DaemonLog& m_log;
  bool m_once;
  ToolClient m_tools;
  std::vector<Tenant> m_tenants;
  DaemonMetrics m_metrics;
  QTimer m_look; ///< At how the queues stand.
  std::size_t m_ended = 0;
  std::optional<DbError> m_error;

  void watch(Tenant& tenant);
  void look();
  void setUp(Tenant& tenant, bool up, const DbError* error);
};

} // namespace sentinai

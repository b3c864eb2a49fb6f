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
  enum class Queue : quint8 {
    Up,
    Halted, ///< The tenant is suspended or archived: nothing is wrong, and nothing is worked.
    Gone,
  };

  struct WorkedTenant {
    std::unique_ptr<Session> session;
    std::unique_ptr<Worker> worker;
    Queue queue = Queue::Up;
    bool looking = false; ///< At how its queue stands.
    bool asking = false;  ///< Whether it is suspended.
    bool doubted = false; ///< It refused a worker, though it was active when it was asked.
  };

  Database& m_database;
  const DaemonLog& m_log;
  bool m_once;
  ToolClient m_tools;
  std::vector<WorkedTenant> m_tenants;
  DaemonMetrics m_metrics;
  QTimer m_look; ///< At how the queues stand.
  std::size_t m_ended = 0;
  std::optional<DbError> m_error;

  void watch(WorkedTenant& tenant);
  void look();
  void refused(WorkedTenant& tenant, const DbError& error);
  void setQueue(WorkedTenant& tenant, Queue queue, const std::optional<DbError>& error);
};

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/sqlite/sqlite_job.h"

#include <condition_variable>
#include <deque>
#include <memory>
#include <thread>
#include <vector>

namespace sentinai {

/// Threads that each hold one connection to the file and take jobs from one queue, in order. A thread starts when a job
/// finds none idle, up to the pool's size, and opens the file on its first job.
class SqliteWorkerPool {
public:
  struct Figures {
    int open = 0;    ///< Connections.
    int inUse = 0;   ///< Of these, at work.
    int waiting = 0; ///< Jobs in the queue.
  };

  SqliteWorkerPool(SqliteConnection::Settings settings, SqliteConnection::Mode mode, int size,
                   std::chrono::milliseconds statementTimeout);
  ~SqliteWorkerPool(); ///< As close().
  Q_DISABLE_COPY_MOVE(SqliteWorkerPool)

  void post(std::shared_ptr<SqliteJob> job); ///< Any thread. After close() the job is cancelled.

  /// Cancels everything, waits for the threads, closes the connections. Not from a job.
  void close();

  [[nodiscard]] Figures figures() const;

private:
  /// A thread's connection, reopened when the file was replaced.
  struct Seat {
    std::unique_ptr<SqliteConnection> connection;
    bool schemaChecked = false;
  };

  SqliteConnection::Settings m_settings;
  SqliteConnection::Mode m_mode;
  std::size_t m_size;
  std::chrono::milliseconds m_statementTimeout;

  mutable std::mutex m_mutex;
  std::condition_variable m_wake;
  std::deque<std::shared_ptr<SqliteJob>> m_queue;
  std::vector<std::shared_ptr<SqliteJob>> m_running;
  std::vector<std::thread> m_threads;
  std::size_t m_idle = 0;
  int m_open = 0;
  bool m_closed = false;

  void work();
  SqliteConnection& connectionOf(Seat& seat, SqliteJob::Schema schema, SqliteInterrupt& interrupt);
  void countOpen(int change);
};

} // namespace sentinai

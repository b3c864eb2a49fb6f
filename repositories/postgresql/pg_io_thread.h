// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QThread>
#include <functional>
#include <memory>
#include <mutex>

namespace sentinai {

/// The one thread on which all traffic with a PostgreSQL server takes place, sockets, timers and decoding alike.
class PgIoThread {
public:
  PgIoThread();
  ~PgIoThread(); ///< stop().

  PgIoThread(const PgIoThread&) = delete;
  PgIoThread& operator=(const PgIoThread&) = delete;

  /// Runs `task` on this thread, after those posted before it. Any thread. Once stopped, tasks are destroyed unrun.
  void post(std::function<void()> task) const;

  /// Runs `work`, which may block, on a helper thread of its own, and then posts `done`. `work` must own what it uses:
  /// neither stop() nor the end of the program waits for it.
  void runAside(std::function<void()> work, std::function<void()> done) const;

  /// Runs `last` after the tasks posted so far, then ends the thread and waits for it. Idempotent; not on this thread.
  void stop(std::function<void()> last = {});

private:
  struct Mailbox {
    std::mutex mutex;
    QObject* context = nullptr; ///< Lives in the thread; null once stopped.
    void post(std::function<void()> task);
  };

  std::shared_ptr<Mailbox> m_mailbox;
  std::unique_ptr<QObject> m_context;
  QThread m_thread;
};

} // namespace sentinai

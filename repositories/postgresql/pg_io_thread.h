// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <thread>

class QEventLoop;

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

  /// Runs `last` after the tasks posted so far, then ends the thread and waits until it is gone, with what libraries
  /// keep for each thread. Idempotent; not on this thread.
  void stop(std::function<void()> last = {});

private:
  struct Mailbox {
    std::mutex mutex;
    QEventLoop* loop = nullptr; ///< The thread's; null once stopped.
    void post(std::function<void()> task);
  };

  std::shared_ptr<Mailbox> m_mailbox;
  /// No QThread: who waits for one goes on before the thread is gone, and the program's end then takes away from
  /// OpenSSL what it needs to let go of the thread.
  std::thread m_thread;
};

} // namespace sentinai

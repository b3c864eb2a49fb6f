// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/db_error.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>

namespace sentinai {

/// Why a running job has to stop: its caller cancelled it, or its time is up. SQLite asks it between steps of a
/// statement and while waiting for a lock. All calls from any thread, except start(), which its worker calls first.
class SqliteInterrupt {
public:
  /// Starts the clock; no limit for zero.
  void start(std::chrono::milliseconds limit);

  void cancel(); ///< Wakes pause().

  [[nodiscard]] bool isCancelled() const { return m_cancelled.load(std::memory_order_relaxed); }
  [[nodiscard]] bool mustStop() const;

  /// The error of a job that was stopped.
  [[nodiscard]] DbError error() const;

  /// Waits for `duration`, or until cancelled.
  void pause(std::chrono::milliseconds duration);

private:
  std::atomic<bool> m_cancelled = false;
  std::chrono::milliseconds m_limit{0};
  std::chrono::steady_clock::time_point m_deadline = std::chrono::steady_clock::time_point::max();
  std::mutex m_mutex;
  std::condition_variable m_wake;
};

} // namespace sentinai

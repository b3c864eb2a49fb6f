// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/sqlite/sqlite_interrupt.h"

namespace sentinai {

using std::chrono::steady_clock;

void SqliteInterrupt::start(std::chrono::milliseconds limit) {
  m_limit = limit;
  m_deadline = limit.count() > 0 ? steady_clock::now() + limit : steady_clock::time_point::max();
}

void SqliteInterrupt::cancel() {
  {
    const std::lock_guard lock(m_mutex);
    m_cancelled = true;
  }
  m_wake.notify_all();
}

bool SqliteInterrupt::mustStop() const {
  return isCancelled() || steady_clock::now() >= m_deadline;
}

DbError SqliteInterrupt::error() const {
  DbError error;
  if (isCancelled()) {
    error.kind = DbError::Kind::Cancelled;
    error.message = QStringLiteral("Cancelled; nothing was changed.");
  } else {
    error.kind = DbError::Kind::Timeout;
    error.message = QStringLiteral("The statement was stopped after %1 ms; nothing was changed. Narrow the filter, or "
                                   "raise DB_STATEMENT_TIMEOUT.")
                        .arg(m_limit.count());
    error.retryable = true;
  }
  return error;
}

void SqliteInterrupt::pause(std::chrono::milliseconds duration) {
  std::unique_lock lock(m_mutex);
  m_wake.wait_for(lock, duration, [this] { return isCancelled(); });
}

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/sqlite/sqlite_connection.h"

#include <functional>

namespace sentinai {

/// One piece of work for a connection, which ends exactly once: it ran, failed, or was cancelled. Any thread may
/// cancel.
class SqliteJob {
public:
  enum class Schema : quint8 {
    Current, ///< Refused where the file's schema is not the one this program knows.
    Any
  };

  using Work = std::function<void(SqliteConnection&)>; ///< May throw SqliteFailure.
  using Fail = std::function<void(DbError)>;

  SqliteJob(Work work, Fail fail, Schema schema);

  /// Ends it at once if it has not begun; otherwise asks it to stop, which it does unless it is already committing.
  void cancel();

  /// Whether the calling worker may go on with it; false where it was cancelled before.
  [[nodiscard]] bool begin(std::chrono::milliseconds timeLimit);

  /// After begin(): does the work on the connection that `provide(interrupt)` returns, which may throw SqliteFailure.
  void run(const std::function<SqliteConnection&(SqliteInterrupt&)>& provide);

  [[nodiscard]] Schema schema() const { return m_schema; }

private:
  Work m_work;
  Fail m_fail;
  Schema m_schema;
  SqliteInterrupt m_interrupt;
  std::atomic<bool> m_claimed = false; ///< By the worker that runs it or the caller that cancelled it first.
};

} // namespace sentinai

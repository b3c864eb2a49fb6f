// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/db_error.h"

#include <exception>

struct sqlite3;

namespace sentinai {

/// Thrown inside a job on a worker thread only; SqliteWorkerPool turns it into the job's Result. It never crosses a
/// Task.
class SqliteFailure : public std::exception {
public:
  explicit SqliteFailure(DbError error)
      : m_error(std::move(error)) {}

  [[nodiscard]] const DbError& error() const { return m_error; }
  [[nodiscard]] const char* what() const noexcept override { return "SqliteFailure"; }

private:
  DbError m_error;
};

[[noreturn]] void refuse(DbError::Kind kind, const QString& message);
[[noreturn]] void refuse(DbError error);

/// What `code`, just returned by SQLite for the file at `path`, means for people. `connection` may be null.
/// SQLITE_INTERRUPT is not told apart here: only the job knows whether it was cancelled or out of time.
[[nodiscard]] DbError sqliteError(sqlite3* connection, int code, const QString& path);

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/result.h"
#include "repositories/records/exception.h"
#include "repositories/records/exception_event.h"
#include "repositories/records/page.h"
#include "repositories/sqlite/sqlite_connection.h"

namespace sentinai {

/// The current row of a statement that selects exceptionColumns().
[[nodiscard]] Exception readException(const SqliteStatement& row, const QString& tenantId);

/// The current row of a statement that selects eventColumns().
[[nodiscard]] ExceptionEvent readEvent(const SqliteStatement& row, const QString& tenantId);

/// Runs a count that stops at `limit` + 1.
[[nodiscard]] RowCount cappedCount(SqliteConnection& db, const SqlStatement& statement, qint64 limit);

/// InvalidInput unless `limit` is a page's size.
void requirePageSize(int limit);

/// The result's value, or throws its error.
template <typename T>
[[nodiscard]] T valueOrRefuse(Result<T> result) {
  if (!result) {
    throw SqliteFailure(std::move(result.error()));
  }
  return std::move(*result);
}

/// All rows of a statement, each read by `read(row)`.
template <typename Read>
[[nodiscard]] auto readAll(SqliteStatement& statement, Read read) {
  std::vector<std::invoke_result_t<Read, const SqliteStatement&>> rows;
  while (statement.step()) {
    rows.push_back(read(statement));
  }
  return rows;
}

} // namespace sentinai

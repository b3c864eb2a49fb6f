// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/db_error.h"

#include <QCoroTask>
#include <tl/expected.hpp>

namespace sentinai {

template <typename T>
using Result = tl::expected<T, DbError>;

/// What every asynchronous operation returns. It always completes, on the thread that called it, which must run an
/// event loop; docs/architecture.md has the rules for awaiting it.
template <typename T>
using Task = QCoro::Task<Result<T>>;

/// For operations that return nothing but success.
struct Done {
  friend bool operator==(const Done&, const Done&) = default;
};

[[nodiscard]] inline tl::unexpected<DbError> failure(DbError::Kind kind, QString message) {
  DbError error;
  error.kind = kind;
  error.message = std::move(message);
  return tl::unexpected<DbError>(std::move(error));
}

[[nodiscard]] inline tl::unexpected<DbError> failure(DbError error) {
  return tl::unexpected<DbError>(std::move(error));
}

} // namespace sentinai

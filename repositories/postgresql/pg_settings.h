// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/database_url.h"

#include <utility>
#include <vector>

namespace sentinai {

/// How to reach a database as one login, and the limits to keep.
struct PgSettings {
  /// The connection string taken apart, keywords and values as libpq takes them. May hold a password.
  std::vector<std::pair<QByteArray, QByteArray>> parameters;
  DatabaseOptions options;
  std::chrono::milliseconds idleExpiry{300'000}; ///< A connection unused for so long is closed.
  /// How long to wait for a server that should have spoken: beyond the statement timeout, which it keeps itself, and
  /// after a cancellation. Then the connection is given up.
  std::chrono::milliseconds patience{10'000};

  /// InvalidInput for a connection string that libpq cannot read; the message does not repeat it.
  [[nodiscard]] static Result<PgSettings> from(const DatabaseUrl& url, const DatabaseOptions& options);

  /// The value of a keyword; empty where the connection string has none.
  [[nodiscard]] QString parameter(const char* keyword) const;
};

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/database_url.h"
#include "repositories/postgresql/change_watch.h"

#include <utility>
#include <vector>

namespace sentinai {

/// One of the servers that a connection string names.
struct PgHost {
  QByteArray host;    ///< Name, address or socket folder; empty: libpq's own default.
  QByteArray address; ///< hostaddr: where to connect, whatever the name; empty: as `host` says.
  QByteArray port;    ///< Empty: libpq's own default.

  /// Whether what goes to the server never leaves this computer, as far as its name says. An address beside a name does
  /// not count: it may be one end of a tunnel.
  [[nodiscard]] bool isLocal() const;

  friend bool operator==(const PgHost&, const PgHost&) = default;
};

/// Which of the servers will do (target_session_attrs).
enum class PgRole : quint8 { Any, ReadWrite, ReadOnly, Primary, Standby, PreferStandby };

template <>
struct EnumTexts<PgRole> {
  static constexpr std::array texts{"any", "read-write", "read-only", "primary", "standby", "prefer-standby"};
};

/// How to reach a database as one login, and the limits to keep.
struct PgSettings {
  /// The connection string taken apart, keywords and values as libpq takes them. May hold a password.
  std::vector<std::pair<QByteArray, QByteArray>> parameters;
  /// The servers to try in this order, at least one; service file and environment taken into account.
  std::vector<PgHost> hosts;
  PgRole role = PgRole::Any;
  QByteArray sslMode; ///< sslmode as the connection string, service file or environment choose it; empty: they do not.
  QByteArray certificates; ///< The file of the certificates of authorities to trust; empty: there is none.
  DatabaseOptions options;
  std::chrono::milliseconds idleExpiry{300'000}; ///< A connection unused for so long is closed.
  /// A connection unused for so long is asked for a sign of life before it gets a statement.
  std::chrono::milliseconds validateAfter{30'000};
  /// How long to wait for a server that should have spoken: beyond the statement timeout, which it keeps itself, and
  /// after a cancellation. Then the connection is given up.
  std::chrono::milliseconds patience{10'000};
  /// While the server cannot be reached, the pause between two tries: this after the first, doubled each time up to
  /// the longest, and always half as much more or less by chance, so that many programs do not come at once.
  std::chrono::milliseconds firstPause{100};
  std::chrono::milliseconds longestPause{5'000};
  std::size_t maxWaiting = 1'000; ///< Calls of one tenant that may wait for a connection; further ones are refused.
  ChangeWatch watch;

  /// InvalidInput for a connection string that libpq cannot read; the message does not repeat it.
  [[nodiscard]] static Result<PgSettings> from(const DatabaseUrl& url, const DatabaseOptions& options);

  /// The sslmode that a server is connected with: as chosen, else verify-full for one that is not on this computer.
  /// Empty: libpq's own default.
  [[nodiscard]] QByteArray sslModeFor(const PgHost& host) const;

  /// The value of a keyword; empty where the connection string has none.
  [[nodiscard]] QString parameter(const char* keyword) const;
};

} // namespace sentinai

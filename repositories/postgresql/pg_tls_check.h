// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/db_error.h"

#include <QByteArray>
#include <chrono>
#include <optional>

namespace sentinai {

/// Finds out why TLS with a PostgreSQL server does not come about, by a connection of its own that ends after the
/// handshake: libpq tells no reason. No login takes place, and nothing but the server's name goes over the line.
struct PgTlsCheck {
  QString host;    ///< As the certificate should have it.
  QString address; ///< Where to connect; empty: `host`.
  quint16 port = 0;
  QByteArray sslMode;      ///< require, verify-ca or verify-full, else nothing is found fault with.
  QByteArray certificates; ///< File of the authorities to trust.
  std::chrono::milliseconds patience{10'000};

  /// What is wrong and what to do about it; nothing where no fault is found. Blocking, for a helper thread.
  [[nodiscard]] std::optional<DbError> run() const;
};

} // namespace sentinai

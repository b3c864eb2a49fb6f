// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/database_url.h"

#include <QStringList>
#include <memory>

struct pg_conn;

namespace sentinai {

/// Everything that a server answers to a statement: rows, copied data, errors, notices, notifications.
struct Heard {
  QString text;
  QString sqlState; ///< Empty: it succeeded.

  friend bool operator==(const Heard&, const Heard&) = default;
};

/// A login with nothing but libpq, which listens to all that the server says. Blocking.
class Intruder {
public:
  explicit Intruder(const DatabaseUrl& url);

  [[nodiscard]] Heard send(const QString& statement);

private:
  struct Closer {
    void operator()(pg_conn* connection) const;
  };
  QString m_heard; ///< Notices and the like, as they come.
  std::unique_ptr<pg_conn, Closer> m_connection;
};

} // namespace sentinai

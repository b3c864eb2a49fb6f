// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/database_url.h"

#include <QStringList>
#include <memory>
#include <optional>
#include <vector>

struct pg_conn;

namespace sentinai {

/// What became of one statement: its rows as text (NULLs as null strings), or the server's error.
struct SqlAnswer {
  QList<QStringList> rows;
  QString sqlState; ///< Empty: it succeeded.
  QString message;

  [[nodiscard]] bool succeeded() const { return sqlState.isEmpty(); }
  [[nodiscard]] QString value() const { return rows.isEmpty() ? QString() : rows.first().value(0); }
};

/// A bare connection to PostgreSQL, which can send whatever a login with psql could. Blocking.
class SqlLogin {
public:
  explicit SqlLogin(const DatabaseUrl& url, const QString& tenantId = QString());

  SqlAnswer run(const QString& sql, const std::vector<std::optional<QString>>& values = {});

  void chooseTenant(const QString& tenantId);

private:
  struct Closer {
    void operator()(pg_conn* connection) const;
  };
  std::unique_ptr<pg_conn, Closer> m_connection;
};

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/database_url.h"
#include "repositories/database/sql_statement.h"
#include "repositories/postgresql/pg_result.h"

#include <QSet>

namespace sentinai {

/// libpq and nothing else: what asking the server costs at least. A connection of the member with its tenant chosen, as
/// the console's are. Blocking; what fails throws std::runtime_error.
class RawClient {
public:
  RawClient(const DatabaseUrl& url, const QString& tenantId);

  [[nodiscard]] PgResult run(const QByteArray& sql) const; ///< Rows as text.

  /// Rows in binary; prepared the first time.
  [[nodiscard]] PgResult execute(const SqlStatement& statement);

  [[nodiscard]] PGconn* get() const { return m_connection.get(); }

private:
  struct Closer {
    void operator()(PGconn* connection) const { PQfinish(connection); }
  };
  PgResult checked(PGresult* raw) const;

  std::unique_ptr<PGconn, Closer> m_connection;
  QHash<QByteArray, QByteArray> m_prepared; ///< Text and types of the parameters to name.
};

} // namespace sentinai

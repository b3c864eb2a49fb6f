// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/database_url.h"
#include "repositories/postgresql/pg_result.h"

namespace sentinai {

/// A connection of the schema's owner, for what only that role does: migrating, and loading in bulk. Blocking: for
/// command-line programs and worker threads. Every name in its SQL needs its schema, and no timeout ends a statement.
class PgOwnerConnection {
public:
  /// `applicationName` is what the server's activity view shows where the URL says nothing else.
  [[nodiscard]] static Result<PgOwnerConnection> open(const DatabaseUrl& url, const char* applicationName);

  /// Runs one or several statements; the last one's rows. PermissionDenied says what the owner is for.
  [[nodiscard]] Result<PgResult> query(const QByteArray& sql) const;
  [[nodiscard]] Result<PgResult> query(const QByteArray& sql, const QList<QByteArray>& values) const;

  /// The same where there are no rows to read.
  [[nodiscard]] Result<Done> run(const QByteArray& sql) const;
  [[nodiscard]] Result<Done> run(const QByteArray& sql, const QList<QByteArray>& values) const;

  /// What `raw`, which it takes over, says: the result if it is one of `wanted`, else the error.
  [[nodiscard]] Result<PgResult> checked(PGresult* raw, std::initializer_list<ExecStatusType> wanted) const;

  [[nodiscard]] PGconn* get() const { return m_connection.get(); }

  [[nodiscard]] static QString cell(const PgResult& rows, int row, int column) {
    return QString::fromUtf8(PQgetvalue(rows.get(), row, column));
  }

private:
  struct Closer {
    void operator()(PGconn* connection) const { PQfinish(connection); }
  };
  using Connection = std::unique_ptr<PGconn, Closer>;
  explicit PgOwnerConnection(Connection connection)
      : m_connection(std::move(connection)) {}
  Connection m_connection;
};

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <memory>
#include <optional>

struct pg_conn;

namespace sentinai {

/// Superuser's access to the throw-away PostgreSQL cluster that `./dev test` starts and names in
/// SENTINAI_TEST_POSTGRESQL. Blocking; throws std::runtime_error, which fails the test, when there is none or SQL
/// fails.
class TestPostgresql {
public:
  /// Connects to `database` of the cluster.
  explicit TestPostgresql(const QString& database = QStringLiteral("postgres"));

  /// Runs one or several statements; the last one's rows, NULLs as null strings.
  QList<QStringList> execute(const QString& sql, const std::vector<std::optional<QString>>& values = {});

  /// The payloads that have come by LISTEN, waiting for the first one.
  QStringList notifications();

  /// A conninfo for `role` on `database`, with its password.
  [[nodiscard]] QString conninfo(const QString& database, const QString& role, const QString& password) const;

  /// Creates the role unless it exists. `attributes` as in CREATE ROLE.
  void ensureRole(const QString& role, const QString& password, const QString& attributes = QString());

  [[nodiscard]] QString quotedIdentifier(const QString& name) const;
  [[nodiscard]] QString quotedLiteral(const QString& text) const;

private:
  struct Closer {
    void operator()(pg_conn* connection) const;
  };
  std::unique_ptr<pg_conn, Closer> m_connection;
};

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/result.h"

#include <QProcessEnvironment>

namespace sentinai {

/// Where the system of record is: a PostgreSQL connection string or an SQLite file.
class DatabaseUrl {
public:
  enum class Engine : quint8 { PostgreSql, Sqlite };

  /// Reads `sqlite:PATH`, a libpq URI (`postgresql://…`, `postgres://…`) or a libpq conninfo (`host=… dbname=…`).
  /// InvalidInput for anything else; the message never repeats a password.
  [[nodiscard]] static Result<DatabaseUrl> parse(const QString& text);

  /// `DATABASE_URL`, else the discrete `DB_*` variables (docs/configuration.md), else the user's demo file.
  [[nodiscard]] static Result<DatabaseUrl> fromEnvironment(const QProcessEnvironment& environment);

  /// The user's demo file, in the platform's application data folder.
  [[nodiscard]] static DatabaseUrl userDemo();

  [[nodiscard]] static DatabaseUrl sqliteFile(const QString& path);

  [[nodiscard]] Engine engine() const { return m_engine; }
  [[nodiscard]] const QString& sqlitePath() const { return m_target; } ///< Engine::Sqlite only.
  [[nodiscard]] const QString& conninfo() const { return m_target; } ///< Engine::PostgreSql only; may hold a password.

  /// For display and logs: as parsed, without any password. Where one is written in a way that libpq would not take
  /// for a password, more than that may be missing.
  [[nodiscard]] QString displayText() const;

  /// Engine::PostgreSql only: whether it is a URI with an @ or a question mark where neither stands unless it is of a
  /// password that is not percent-encoded: libpq would take some of that for a host, a port or a database.
  [[nodiscard]] bool hasStrayMarks() const;

  /// Engine::PostgreSql only: the same with this password, whatever it had before.
  [[nodiscard]] DatabaseUrl withPassword(const QString& password) const;

  friend bool operator==(const DatabaseUrl&, const DatabaseUrl&) = default;

private:
  DatabaseUrl(Engine engine, QString target)
      : m_engine(engine)
      , m_target(std::move(target)) {}
  Engine m_engine = Engine::Sqlite;
  QString m_target;
};

/// What stands between the programs and the server.
enum class Pooling : quint8 {
  Auto,       ///< Found out on each connection; whatever answers in place of the server is taken for Transaction.
  Session,    ///< Nothing, or a pooler that gives a server connection to one client as long as that stays.
  Transaction ///< A pooler that may give every transaction another server connection.
};

template <>
struct EnumTexts<Pooling> {
  static constexpr std::array texts{"auto", "session", "transaction"};
};

/// Limits of the connection pool and of statements; each from the environment variable named.
struct DatabaseOptions {
  int poolSize = 5;                                   ///< DB_POOL_SIZE: connections kept open.
  int maxOverflow = 5;                                ///< DB_MAX_OVERFLOW: further ones under load.
  std::chrono::milliseconds poolTimeout{30'000};      ///< DB_POOL_TIMEOUT (s): longest wait for a connection.
  std::chrono::milliseconds connectTimeout{10'000};   ///< DB_CONNECT_TIMEOUT (s)
  std::chrono::milliseconds statementTimeout{60'000}; ///< DB_STATEMENT_TIMEOUT (s); 0: none.
  bool echo = false;                                  ///< DB_ECHO: log statements, never parameters' values.
  Pooling pooling = Pooling::Auto;                    ///< DB_POOLING
  std::optional<DatabaseUrl> reportUrl; ///< DB_REPORT_URL: a replica on PostgreSQL that dashboards and exports ask.
  QString applicationName = QStringLiteral("sentinai"); ///< Shown by the server's activity view.

  /// InvalidInput names the variable and what it must be.
  [[nodiscard]] static Result<DatabaseOptions> fromEnvironment(const QProcessEnvironment& environment);

  friend bool operator==(const DatabaseOptions&, const DatabaseOptions&) = default;
};

} // namespace sentinai

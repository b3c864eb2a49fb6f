// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/postgresql/pg_owner_connection.h"

#include "repositories/postgresql/pg_connector.h"
#include "repositories/postgresql/pg_error.h"

#include <QRegularExpression>
#include <algorithm>
#include <future>

namespace sentinai {

namespace {

DbError::Kind kindOf(const QString& sqlState) {
  if (sqlState.startsWith(QLatin1String("08")) || sqlState.startsWith(QLatin1String("57P"))) {
    return DbError::Kind::ConnectionLost;
  }
  if (sqlState == QLatin1String("42501")) {
    return DbError::Kind::PermissionDenied;
  }
  if (sqlState == QLatin1String("57014") || sqlState == QLatin1String("55P03")) {
    return DbError::Kind::Timeout;
  }
  if (sqlState.startsWith(QLatin1String("23"))) {
    return DbError::Kind::Constraint;
  }
  return DbError::Kind::Internal;
}

/// As the programs connect, so that what holds for them holds for the owner: TLS, passwords, names, time limits.
Result<PGconn*> connectBlocking(PgSettings settings) {
  PgIoThread io;
  std::promise<Result<PGconn*>> promise;
  std::unique_ptr<PgConnector> connector;
  io.post([&] {
    connector = std::make_unique<PgConnector>(io, std::make_shared<const PgSettings>(std::move(settings)), nullptr,
                                              PgRoleCheck::Libpq);
    connector->start([&promise](Result<PGconn*> result) { promise.set_value(std::move(result)); });
  });
  Result<PGconn*> connected = promise.get_future().get();
  io.stop([&connector] { connector.reset(); });
  return connected;
}

} // namespace

Result<PgOwnerConnection> PgOwnerConnection::open(const DatabaseUrl& url, const char* applicationName) {
  Result<PgSettings> settings = PgSettings::from(url, {});
  if (!settings) {
    return failure(settings.error());
  }
  if (settings->parameter("application_name").isEmpty()) {
    settings->parameters.emplace_back("fallback_application_name", applicationName);
  }
  Result<PGconn*> connected = connectBlocking(std::move(*settings));
  if (!connected) {
    return failure(std::move(connected.error()));
  }
  Connection connection(*connected);
  PQsetErrorVerbosity(connection.get(), PQERRORS_DEFAULT);
  PgOwnerConnection owner(std::move(connection));
  if (Result<Done> prepared =
          owner.run("SET search_path = ''; SET standard_conforming_strings = on; SET statement_timeout = 0; "
                    "SET lock_timeout = 0; SET TimeZone = 'UTC'; SET idle_in_transaction_session_timeout = 0; SET "
                    "client_min_messages = warning");
      !prepared) {
    return failure(prepared.error());
  }
  return owner;
}

Result<PgResult> PgOwnerConnection::query(const QByteArray& sql) const {
  return checked(PQexec(m_connection.get(), sql.constData()), {PGRES_TUPLES_OK, PGRES_COMMAND_OK});
}

Result<PgResult> PgOwnerConnection::query(const QByteArray& sql, const QList<QByteArray>& values) const {
  std::vector<const char*> texts;
  texts.reserve(static_cast<std::size_t>(values.size()));
  for (const QByteArray& value : values) {
    texts.push_back(value.constData());
  }
  return checked(PQexecParams(m_connection.get(), sql.constData(), static_cast<int>(texts.size()), nullptr,
                              texts.data(), nullptr, nullptr, 0),
                 {PGRES_TUPLES_OK, PGRES_COMMAND_OK});
}

Result<Done> PgOwnerConnection::run(const QByteArray& sql) const {
  return query(sql).map([](const PgResult&) { return Done{}; });
}

Result<Done> PgOwnerConnection::run(const QByteArray& sql, const QList<QByteArray>& values) const {
  return query(sql, values).map([](const PgResult&) { return Done{}; });
}

Result<PgResult> PgOwnerConnection::checked(PGresult* raw, std::initializer_list<ExecStatusType> wanted) const {
  PgResult rows(raw);
  if (std::ranges::find(wanted, PQresultStatus(rows.get())) != wanted.end()) {
    return rows;
  }
  DbError error;
  if (PQstatus(m_connection.get()) != CONNECTION_OK) {
    error.kind = DbError::Kind::ConnectionLost;
    error.message = QStringLiteral("The connection to the database broke. Run it again: what is whole stays.");
    error.detail = pg_error::redacted(PQerrorMessage(m_connection.get()), m_connection.get());
    error.retryable = true;
    return failure(error);
  }
  const auto field = [this, &rows](int code) {
    return pg_error::redacted(PQresultErrorField(rows.get(), code), m_connection.get());
  };
  error.sqlState = field(PG_DIAG_SQLSTATE);
  error.kind = kindOf(error.sqlState);
  error.message = field(PG_DIAG_MESSAGE_PRIMARY);
  error.constraint = field(PG_DIAG_CONSTRAINT_NAME);
  error.detail = QStringList{field(PG_DIAG_MESSAGE_DETAIL), field(PG_DIAG_MESSAGE_HINT), field(PG_DIAG_CONTEXT)}
                     .filter(QRegularExpression(QStringLiteral(".")))
                     .join(QLatin1Char('\n'));
  if (error.kind == DbError::Kind::PermissionDenied) {
    error.message = QStringLiteral("Login %1 may not do this: %2. Do it as the schema's owner; docs/migrations.md says "
                                   "what that role needs.")
                        .arg(QString::fromUtf8(PQuser(m_connection.get())), error.message);
  }
  return failure(error);
}

} // namespace sentinai

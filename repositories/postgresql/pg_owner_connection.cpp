// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/postgresql/pg_owner_connection.h"

#include "repositories/postgresql/pg_error.h"

#include <QRegularExpression>
#include <algorithm>
#include <array>

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

} // namespace

Result<PgOwnerConnection> PgOwnerConnection::open(const DatabaseUrl& url, const char* applicationName) {
  const QByteArray conninfo = url.conninfo().toUtf8();
  // Before the user's own settings, so that those win.
  const std::array<const char*, 5> keys{"connect_timeout", "fallback_application_name", "dbname", "client_encoding",
                                        nullptr};
  const std::array<const char*, 5> values{"10", applicationName, conninfo.constData(), "UTF8", nullptr};
  Connection connection(PQconnectdbParams(keys.data(), values.data(), 1));
  if (PQstatus(connection.get()) != CONNECTION_OK) {
    // Once more, so that the answer has the code that tells what it means in any language.
    PQsetErrorVerbosity(connection.get(), PQERRORS_VERBOSE);
    PQreset(connection.get());
    if (PQstatus(connection.get()) != CONNECTION_OK) {
      return failure(pg_error::fromConnecting(connection.get()));
    }
    PQsetErrorVerbosity(connection.get(), PQERRORS_DEFAULT);
  }
  PgOwnerConnection owner(std::move(connection));
  if (Result<Done> prepared =
          owner.run("SET search_path = ''; SET statement_timeout = 0; SET lock_timeout = 0; SET TimeZone = 'UTC'; "
                    "SET idle_in_transaction_session_timeout = 0; SET client_min_messages = warning");
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
    error.detail = QString::fromUtf8(PQerrorMessage(m_connection.get())).trimmed();
    error.retryable = true;
    return failure(error);
  }
  const auto field = [&rows](int code) { return QString::fromUtf8(PQresultErrorField(rows.get(), code)); };
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

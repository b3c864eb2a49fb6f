// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/postgresql/pg_error.h"

#include "repositories/database/secret_text.h"
#include <QRegularExpression>

namespace sentinai::pg_error {

namespace {

using Kind = DbError::Kind;

struct Meaning {
  Kind kind = Kind::Internal;
  QString message;
  bool retryable = false;
};

bool beginsWith(const QString& sqlState, const char* prefix) {
  return sqlState.startsWith(QLatin1String(prefix));
}

/// SQLSTATEs with a meaning of their own come before their class.
Meaning meaningOf(const QString& sqlState, bool cancelRequested) {
  if (sqlState == QLatin1String("SN001")) {
    return {Kind::Conflict, {}, false};
  }
  if (sqlState == QLatin1String("SN002")) {
    return {Kind::NotFound, {}, false};
  }
  if (sqlState == QLatin1String("SN003")) {
    return {Kind::PermissionDenied, {}, false};
  }
  if (sqlState == QLatin1String("SN004")) {
    return {Kind::InvalidInput, {}, false};
  }
  if (sqlState == QLatin1String("57014")) {
    return cancelRequested
               ? Meaning{Kind::Cancelled, QStringLiteral("Cancelled."), true}
               : Meaning{Kind::Timeout,
                         QStringLiteral("The database stopped the statement because it ran too long. Narrow the "
                                        "request, try again later, or raise DB_STATEMENT_TIMEOUT."),
                         true};
  }
  if (sqlState == QLatin1String("42501")) {
    return {Kind::PermissionDenied,
            QStringLiteral("This login is not permitted to do that. An administrator of the tenant gives access to it; "
                           "what all tenants share is for members of sentinai_admin, which the server's administrator "
                           "gives."),
            false};
  }
  if (sqlState == QLatin1String("25006")) {
    return {Kind::PermissionDenied,
            QStringLiteral("The server is read-only, probably a replica. Connect to the primary to make changes."),
            false};
  }
  // 23P01: an exclusion, as when two activate versions of one playbook.
  if (sqlState == QLatin1String("40001") || sqlState == QLatin1String("40P01") || sqlState == QLatin1String("23P01")) {
    return {Kind::Conflict, QStringLiteral("Another change got in the way. Try again."), true};
  }
  if (sqlState == QLatin1String("55P03")) {
    return {Kind::Timeout, QStringLiteral("Another change holds a lock on this. Try again."), true};
  }
  if (sqlState == QLatin1String("23505")) {
    return {Kind::Conflict, QStringLiteral("It exists already. Read the present one, then decide."), false};
  }
  if (sqlState == QLatin1String("23503")) {
    return {Kind::Constraint,
            QStringLiteral("It refers to something that does not exist, or something still refers to it."), false};
  }
  if (beginsWith(sqlState, "23")) {
    return {Kind::Constraint, QStringLiteral("The database refuses the value. Correct it and try again."), false};
  }
  if (beginsWith(sqlState, "22")) {
    return {Kind::InvalidInput, QStringLiteral("A value has a form that the database cannot take. Correct it."), false};
  }
  if (beginsWith(sqlState, "08") || beginsWith(sqlState, "57P")) {
    return {Kind::ConnectionLost, QStringLiteral("The connection to the database was lost. Try again."), true};
  }
  if (beginsWith(sqlState, "28")) {
    return {Kind::PermissionDenied, QStringLiteral("The server refuses this login. Check user name and password."),
            false};
  }
  if (sqlState == QLatin1String("53300")) {
    return {Kind::ConnectionLost,
            QStringLiteral("The server has no room for another connection. Try again later, lower DB_POOL_SIZE and "
                           "DB_MAX_OVERFLOW, or have the server's max_connections raised."),
            true};
  }
  if (sqlState == QLatin1String("53100")) {
    return {Kind::Internal,
            QStringLiteral("The server's disk is full, so nothing was stored. Have space freed there, then try again."),
            true};
  }
  if (beginsWith(sqlState, "53")) {
    return {Kind::Internal,
            QStringLiteral("The server has run out of memory or of another resource. Narrow the request, or try again "
                           "later."),
            true};
  }
  if (sqlState == QLatin1String("42P01") || sqlState == QLatin1String("42883") || sqlState == QLatin1String("3F000") ||
      sqlState == QLatin1String("42703")) {
    return {Kind::Internal,
            QStringLiteral("The database lacks something this program needs. Bring its schema up to date with "
                           "\"sentinaictl migrate up\"."),
            false};
  }
  return {Kind::Internal, QStringLiteral("The database reported an unexpected error. The details say more."), false};
}

QString field(const PGresult* result, int code, const PGconn* connection) {
  return redacted(PQresultErrorField(result, code), connection);
}

/// "host:port", or the folder of the socket.
QString serverOf(const PGconn* connection) {
  const QString host = QString::fromUtf8(PQhost(connection));
  const QString port = QString::fromUtf8(PQport(connection));
  return host.isEmpty() ? QStringLiteral("the local server, port %1").arg(port)
                        : QStringLiteral("%1, port %2").arg(host, port);
}

DbError make(Kind kind, QString message, QString sqlState, QString detail, bool retryable) {
  DbError error;
  error.kind = kind;
  error.message = std::move(message);
  error.sqlState = std::move(sqlState);
  error.detail = std::move(detail);
  error.retryable = retryable;
  return error;
}

} // namespace

QString redacted(const char* text, const PGconn* connection) {
  const QString password = connection != nullptr ? QString::fromUtf8(PQpass(connection)) : QString();
  return withoutSecret(QString::fromUtf8(text).trimmed(), password, QStringLiteral("***"));
}

DbError fromResult(const PGresult* result, const PGconn* connection, bool cancelRequested) {
  const QString sqlState = QString::fromLatin1(PQresultErrorField(result, PG_DIAG_SQLSTATE));
  Meaning meaning = meaningOf(sqlState, cancelRequested);
  const QString primary = field(result, PG_DIAG_MESSAGE_PRIMARY, connection);
  const QString detail = field(result, PG_DIAG_MESSAGE_DETAIL, connection);
  DbError error;
  if (meaning.message.isEmpty()) {
    error = make(meaning.kind, primary, sqlState, detail, meaning.retryable);
  } else {
    error = make(meaning.kind, meaning.message, sqlState,
                 detail.isEmpty() ? primary : QStringLiteral("%1 %2").arg(primary, detail), meaning.retryable);
  }
  error.constraint = field(result, PG_DIAG_CONSTRAINT_NAME, connection);
  return error;
}

DbError fromConnecting(const PGconn* connection) {
  const QString said = redacted(PQerrorMessage(connection), connection);
  // PQERRORS_VERBOSE puts the server's SQLSTATE behind the severity, whatever language the server speaks.
  static const QRegularExpression coded(QStringLiteral(":  ([0-9A-Z]{5}): "));
  const QString sqlState = coded.match(said).captured(1);
  // And by which of its functions it said so, which helps nobody here.
  static const QRegularExpression place(QStringLiteral("\\s*[^\\n]*\\b\\w+, \\w+\\.c:\\d+"));
  const QString text = QString(said).remove(place);
  const QString server = serverOf(connection);
  const QString user = QString::fromUtf8(PQuser(connection));
  const QString database = QString::fromUtf8(PQdb(connection));
  // Where a directory or PAM refuses a password the server says no more than that the login is refused; by which of its
  // functions, it says in every language.
  static const QRegularExpression byAuthentication(QStringLiteral("\\bauth_failed, auth\\.c:"));
  const bool isRefusedPassword = sqlState == QLatin1String("28P01") ||
                                 (sqlState == QLatin1String("28000") && PQconnectionUsedPassword(connection) != 0 &&
                                  byAuthentication.match(said).hasMatch());
  if (isRefusedPassword) {
    return make(Kind::PermissionDenied,
                QStringLiteral("The server at %1 refuses the password of login \"%2\". Check user name and password.")
                    .arg(server, user),
                QStringLiteral("28P01"), text, false);
  }
  if (beginsWith(sqlState, "28")) {
    return make(Kind::PermissionDenied,
                QStringLiteral("The server at %1 refuses login \"%2\" for database \"%3\". Check that the login "
                               "exists and that pg_hba.conf admits it from here.")
                    .arg(server, user, database),
                sqlState, text, false);
  }
  if (sqlState == QLatin1String("3D000")) {
    return make(
        Kind::NotFound,
        QStringLiteral("The server at %1 has no database \"%2\". Check the name, or create it.").arg(server, database),
        sqlState, text, false);
  }
  if (sqlState == QLatin1String("57P03")) {
    return make(Kind::ConnectionLost,
                QStringLiteral("The server at %1 is starting up or shutting down. Try again shortly.").arg(server),
                sqlState, text, true);
  }
  if (!sqlState.isEmpty()) {
    const Meaning meaning = meaningOf(sqlState, false);
    return make(meaning.kind, meaning.message, sqlState, text, meaning.retryable);
  }
  if (PQconnectionNeedsPassword(connection) != 0) {
    return make(Kind::PermissionDenied,
                QStringLiteral("The server at %1 wants a password for login \"%2\" and none was given. Set "
                               "PGPASSWORD, or use a password file (~/.pgpass).")
                    .arg(server, user),
                QStringLiteral("28P01"), text, false);
  }
  if (text.contains(QLatin1String("SSL")) || text.contains(QLatin1String("certificate"))) {
    return make(Kind::ConnectionLost,
                QStringLiteral("No secure connection (TLS) to %1 came about. Check DB_SSLMODE and the certificates.")
                    .arg(server),
                {}, text, false);
  }
  return make(Kind::ConnectionLost,
              QStringLiteral("No database server answers at %1. Check host and port and that the server is running.")
                  .arg(server),
              {}, text, true);
}

DbError openPassword(const PGconn* connection, const QString& how) {
  return make(Kind::PermissionDenied,
              QStringLiteral("The server at %1 asks for the password of login \"%2\" %3 over a link that is not "
                             "encrypted, so it was not sent. Connect with sslmode=verify-full, or have the server ask "
                             "for it by scram-sha-256.")
                  .arg(serverOf(connection), QString::fromUtf8(PQuser(connection)), how),
              {}, {}, false);
}

DbError connectTimeout(const PGconn* connection, qint64 milliseconds) {
  return make(Kind::ConnectionLost,
              QStringLiteral("No connection to the database server at %1 came about within %2 s. Check host and "
                             "network, or raise DB_CONNECT_TIMEOUT.")
                  .arg(serverOf(connection), QString::number(static_cast<double>(milliseconds) / 1000)),
              {}, {}, true);
}

DbError broken(const QString& detail, bool mayHaveHappened) {
  if (mayHaveHappened) {
    return make(Kind::OutcomeUnknown,
                QStringLiteral("The connection broke while a change was being stored, so it may or may not have "
                               "happened. Read the present state before doing it again."),
                {}, detail, false);
  }
  return make(Kind::ConnectionLost, QStringLiteral("The connection to the database was lost. Try again."), {}, detail,
              true);
}

DbError unknownHost(const QString& host) {
  return make(Kind::ConnectionLost,
              QStringLiteral("The name of the database server, \"%1\", cannot be looked up. Check the name and this "
                             "computer's network.")
                  .arg(host),
              {}, {}, true);
}

DbError wrongRole(const PGconn* connection, const QString& wanted) {
  return make(Kind::ConnectionLost,
              QStringLiteral("The server at %1 is not what target_session_attrs=%2 asks for. Try again once a server "
                             "has that role, or name one that has.")
                  .arg(serverOf(connection), wanted),
              {}, {}, true);
}

DbError noServer(const std::vector<DbError>& reasons) {
  if (reasons.size() == 1) {
    return reasons.front();
  }
  QStringList words;
  // One that a server gave says that there is one.
  QString sqlState;
  for (const DbError& reason : reasons) {
    sqlState = sqlState.isEmpty() ? reason.sqlState : sqlState;
    words << (reason.detail.isEmpty() ? reason.message : reason.message + QLatin1Char(' ') + reason.detail);
  }
  return make(Kind::ConnectionLost,
              QStringLiteral("None of the database servers can be used. The first: %1").arg(reasons.front().message),
              sqlState, words.join(QLatin1Char('\n')), true);
}

DbError tooManyWaiting(std::size_t waiting) {
  return make(Kind::Timeout,
              QStringLiteral("%1 calls wait for a database connection already. Try again later.").arg(waiting), {}, {},
              true);
}

DbError cancelled() {
  return make(Kind::Cancelled, QStringLiteral("Cancelled."), {}, {}, true);
}

DbError internal(const QString& detail) {
  return make(Kind::Internal, QStringLiteral("The database answered in an unexpected way. The details say more."), {},
              detail, false);
}

} // namespace sentinai::pg_error

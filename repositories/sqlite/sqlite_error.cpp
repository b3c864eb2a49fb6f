// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/sqlite/sqlite_error.h"

#include <sqlite3.h>

namespace sentinai {

namespace {

/// SQLite names the rule behind a colon: "CHECK constraint failed: name", "UNIQUE constraint failed: table.column".
QString constraintName(const QString& serverMessage) {
  const qsizetype colon = serverMessage.indexOf(QLatin1String(": "));
  return colon < 0 ? QString() : serverMessage.sliced(colon + 2);
}

void describeConstraint(DbError& error, int code) {
  if (code == SQLITE_CONSTRAINT_TRIGGER) {
    // Triggers refuse changes of what is append-only or immutable; their message says which.
    error.kind = DbError::Kind::PermissionDenied;
    error.message = QStringLiteral("The database refuses this change: %1.").arg(error.detail);
    return;
  }
  error.kind = DbError::Kind::Constraint;
  error.constraint = constraintName(error.detail);
  error.message = QStringLiteral("The database refuses the value: %1.").arg(error.detail);
}

} // namespace

void refuse(DbError error) {
  throw SqliteFailure(std::move(error));
}

void refuse(DbError::Kind kind, const QString& message) {
  DbError error;
  error.kind = kind;
  error.message = message;
  refuse(std::move(error));
}

DbError sqliteError(sqlite3* connection, int code, const QString& path) {
  DbError error;
  error.detail = QString::fromUtf8(connection != nullptr ? sqlite3_errmsg(connection) : sqlite3_errstr(code));
  switch (code & 0xff) {
  case SQLITE_NOTADB:
    error.kind = DbError::Kind::InvalidInput;
    error.message = QStringLiteral("%1 is not an SQLite database. Name another file.").arg(path);
    break;
  case SQLITE_CORRUPT:
    error.message = QStringLiteral("%1 is damaged. Restore it from a copy; \"sqlite3 FILE .recover\" may save what is "
                                   "left of it.")
                        .arg(path);
    break;
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
    error.kind = DbError::Kind::Timeout;
    error.message =
        QStringLiteral("Another program holds %1 locked. Let it finish or close it, then try again.").arg(path);
    error.retryable = true;
    break;
  case SQLITE_READONLY:
    error.kind = DbError::Kind::PermissionDenied;
    error.message = QStringLiteral("%1 is read-only: the file or its folder may not be written. Nothing was changed. "
                                   "Allow writing or work on a copy.")
                        .arg(path);
    break;
  case SQLITE_PERM:
  case SQLITE_AUTH:
    error.kind = DbError::Kind::PermissionDenied;
    error.message = QStringLiteral("%1 may not be opened. Check the permissions of the file.").arg(path);
    break;
  case SQLITE_FULL:
    error.message =
        QStringLiteral("The disk with %1 is full. Nothing was changed. Free some space, then try again.").arg(path);
    error.retryable = true;
    break;
  case SQLITE_CANTOPEN:
    error.kind = DbError::Kind::ConnectionLost;
    error.message = QStringLiteral("%1 cannot be opened. Check the permissions of the file and its folder.").arg(path);
    break;
  case SQLITE_IOERR:
    error.kind = DbError::Kind::ConnectionLost;
    error.message = QStringLiteral("%1 cannot be read or written (%2). Check the disk.").arg(path, error.detail);
    break;
  case SQLITE_CONSTRAINT:
    describeConstraint(error, code);
    break;
  case SQLITE_TOOBIG:
    error.kind = DbError::Kind::InvalidInput;
    error.message = QStringLiteral("A value is too large for the database.");
    break;
  case SQLITE_NOMEM:
    error.message = QStringLiteral("Memory ran out.");
    break;
  default:
    error.message = QStringLiteral("The database failed: %1.").arg(error.detail);
  }
  return error;
}

} // namespace sentinai

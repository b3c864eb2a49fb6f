// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/db_error.h"
#include "repositories/postgresql/pg_result.h"

#include <vector>

namespace sentinai {

/// The DbErrors that PostgreSQL gives rise to. Texts made by the server or libpq go to `detail`, without the
/// connection's password; `message` is ours, except for the refusals SN001 to SN004, which our own functions word for
/// people.
namespace pg_error {

/// What a failed statement means. `cancelRequested`: this side asked the server to stop it.
[[nodiscard]] DbError fromResult(const PGresult* result, const PGconn* connection, bool cancelRequested);

/// Why `connection` could not be opened. Its state is 28P01 where the server wants a password and has got none or a
/// wrong one, also where the server leaves it at 28000.
[[nodiscard]] DbError fromConnecting(const PGconn* connection);

/// The server asked for the password itself, `how` says in which form, over a link that others may read.
[[nodiscard]] DbError openPassword(const PGconn* connection, const QString& how);

/// Opening took longer than `milliseconds`.
[[nodiscard]] DbError connectTimeout(const PGconn* connection, qint64 milliseconds);

/// The connection broke under a statement; `mayHaveHappened`: it is a write whose end is not known.
[[nodiscard]] DbError broken(const QString& detail, bool mayHaveHappened);

/// The name of a server could not be looked up, or not in time.
[[nodiscard]] DbError unknownHost(const QString& host);

/// The server that `connection` leads to has not the role that was asked for.
[[nodiscard]] DbError wrongRole(const PGconn* connection, const QString& wanted);

/// No server will do, for these reasons, one each.
[[nodiscard]] DbError noServer(const std::vector<DbError>& reasons);

/// The queue for a connection is full.
[[nodiscard]] DbError tooManyWaiting(std::size_t waiting);

[[nodiscard]] DbError cancelled();

[[nodiscard]] DbError internal(const QString& detail);

/// `text`, trimmed, without the connection's password. A short one is hidden only where it stands by itself: one letter
/// is in every text.
[[nodiscard]] QString redacted(const char* text, const PGconn* connection);

} // namespace pg_error

} // namespace sentinai

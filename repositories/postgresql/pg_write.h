// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/postgresql/pg_client.h"

namespace sentinai {

/// Runs a statement that gives what it makes the next free number. Two at once may choose the same one, of which the
/// later is refused by a unique key; it is asked again, some times. One row; NotFound with `notFound` where there is
/// none.
template <typename T, typename Read>
[[nodiscard]] Task<T> writeNumbered(std::shared_ptr<PgClient> client, SqlStatement statement, Read read,
                                    QString notFound, CancelToken token) {
  constexpr int kAttempts = 8;
  for (int attempt = 1;; ++attempt) {
    Result<T> result = co_await client->one<T>(PgIntent::Write, statement, read, notFound, token);
    const bool taken = !result && result.error().sqlState == QLatin1String("23505");
    if (!taken || attempt == kAttempts) {
      co_return result;
    }
  }
}

/// Runs a statement that changes one visible row and returns it. Row-level security passes over rows that the login may
/// see but not change; so where it returns none, `visible` (a statement that returns a row if there is one to see)
/// tells PermissionDenied from NotFound.
template <typename T, typename Read>
[[nodiscard]] Task<T> changeVisible(std::shared_ptr<PgClient> client, SqlStatement statement, SqlStatement visible,
                                    Read read, QString notFound, CancelToken token) {
  Result<T> changed = co_await client->one<T>(PgIntent::Write, std::move(statement), read, notFound, token);
  if (changed || changed.error().kind != DbError::Kind::NotFound || !changed.error().sqlState.isEmpty()) {
    co_return changed;
  }
  const std::function<Result<bool>(const PGresult*)> any = [](const PGresult* result) -> Result<bool> {
    return PQntuples(result) > 0;
  };
  Result<bool> seen = co_await client->run<bool>(PgIntent::Read, std::move(visible), any, token);
  if (!seen) {
    co_return failure(seen.error());
  }
  if (*seen) {
    co_return failure(
        DbError::Kind::PermissionDenied,
        QStringLiteral("This login may see this but not change it, or the tenant takes no changes. Ask an "
                       "administrator of the tenant."));
  }
  co_return changed;
}

/// What `changing` comes to, which changes nothing where what is there is not what its editor saw. Where it fails for
/// want of a row to change, though there is one to see (changeVisible()), or by a unique key, `stale` makes the error
/// of what `look` finds, unless that is what they saw.
template <typename T, typename Present, typename Read>
[[nodiscard]] Task<T> orStale(std::shared_ptr<PgClient> client, Task<T> changing, SqlStatement look, Read read,
                              std::function<std::optional<DbError>(const std::vector<Present>&)> stale,
                              CancelToken token) {
  Result<T> changed = co_await changing;
  if (changed || !((changed.error().kind == DbError::Kind::PermissionDenied && changed.error().sqlState.isEmpty()) ||
                   changed.error().sqlState == QLatin1String("23505"))) {
    co_return changed;
  }
  const Result<std::vector<Present>> present =
      co_await client->rows<Present>(std::move(look), std::move(read), std::move(token));
  if (present) {
    if (std::optional<DbError> error = stale(*present)) {
      co_return failure(*std::move(error));
    }
  }
  co_return changed;
}

} // namespace sentinai

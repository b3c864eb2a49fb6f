// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/cancel_token.h"
#include "repositories/database/sql_statement.h"
#include "repositories/postgresql/pg_error.h"

#include <QDeadlineTimer>
#include <functional>

namespace sentinai {

/// One statement on its way to the server and its answer on the way back. Handed to the I/O thread once complete, and
/// touched only there from then on. Whatever becomes of it, `finish` tells its caller exactly once.
class PgJob {
public:
  using Finish = std::function<void(Result<PgResult>)>;

  PgJob(SqlStatement sql, PgIntent how, const void* whose, Finish finish)
      : statement(std::move(sql))
      , intent(how)
      , owner(whose)
      , m_finish(std::move(finish)) {}
  ~PgJob() { finish(failure(pg_error::cancelled())); }

  PgJob(const PgJob&) = delete;
  PgJob& operator=(const PgJob&) = delete;

  /// The first call counts.
  void finish(Result<PgResult> result) {
    if (const Finish finish = std::exchange(m_finish, {})) {
      finish(std::move(result));
    }
  }
  [[nodiscard]] bool isFinished() const { return !m_finish; }

  const SqlStatement statement;
  const PgIntent intent;
  const void* const owner; ///< The client that asked; only compared.
  QDeadlineTimer poolDeadline;
  bool retried = false;
  CancelToken::Registration cancellation;

private:
  Finish m_finish;
};

} // namespace sentinai

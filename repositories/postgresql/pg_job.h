// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/cancel_token.h"
#include "repositories/postgresql/pg_error.h"
#include "repositories/postgresql/pg_request.h"

#include <QDeadlineTimer>

namespace sentinai {

/// What a job does while the server cannot be reached.
enum class PgPatience : quint8 {
  Wait,     ///< Waits for it to come back, up to poolTimeout.
  Probe,    ///< Has it tried at once, and fails where that fails.
  Elsewhere ///< Fails as soon as that is known, since another server will do.
};

/// One request on its way to the server and its answer on the way back. Handed to the I/O thread once complete, and
/// touched only there from then on. Whatever becomes of it, `finish` tells its caller exactly once.
class PgJob {
public:
  using Finish = std::function<void(Result<PgResults>)>;

  PgJob(PgRequest what, const void* whose, PgPatience howLong, Finish finish)
      : request(std::move(what))
      , owner(whose)
      , patience(howLong)
      , m_finish(std::move(finish)) {}
  ~PgJob() { finish(failure(pg_error::cancelled())); }

  PgJob(const PgJob&) = delete;
  PgJob& operator=(const PgJob&) = delete;

  /// The first call counts.
  void finish(Result<PgResults> result) {
    if (const Finish finish = std::exchange(m_finish, {})) {
      finish(std::move(result));
    }
  }
  [[nodiscard]] bool isFinished() const { return !m_finish; }

  const PgRequest request;
  const void* const owner; ///< The client that asked; only compared.
  const PgPatience patience;
  QDeadlineTimer poolDeadline;
  int tries = 0; ///< Connections that broke under it.
  CancelToken::Registration cancellation;

private:
  Finish m_finish;
};

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/records/enum_text.h"

namespace sentinai {

/// Error of any database operation, and of the layers that only pass it on. A value, never thrown.
struct DbError {
  enum class Kind : quint8 {
    Cancelled,        ///< The caller's token was cancelled, or the database object was closed.
    ConnectionLost,   ///< Not reachable, refused, or broken; nothing was written unless OutcomeUnknown says so.
    Timeout,          ///< The statement's or the pool's time ran out.
    PermissionDenied, ///< The login may not do this, or the tenant is suspended, archived or not the login's.
    NotFound,
    Conflict,       ///< Someone else changed or created it first; re-read, then decide.
    Constraint,     ///< The database refuses the value; `constraint` names the rule.
    InvalidInput,   ///< Refused before it reached the database.
    OutcomeUnknown, ///< Done or not: the answer was lost. Re-read, or do it again with the same idempotency key.
    Internal
  };

  Kind kind = Kind::Internal;
  QString message;    ///< For people: what happened and what to do next. Never holds a secret or a parameter's value.
  QString sqlState;   ///< Five characters on PostgreSQL, else empty.
  QString constraint; ///< Name of the violated constraint, if any.
  QString detail;     ///< The server's own further words, if any.
  bool retryable = false; ///< The same call may succeed later without a change.

  friend bool operator==(const DbError&, const DbError&) = default;
};

template <>
struct EnumTexts<DbError::Kind> {
  static constexpr std::array texts{"Cancelled", "ConnectionLost", "Timeout",      "PermissionDenied", "NotFound",
                                    "Conflict",  "Constraint",     "InvalidInput", "OutcomeUnknown",   "Internal"};
};

} // namespace sentinai

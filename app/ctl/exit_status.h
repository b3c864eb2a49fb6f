// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/db_error.h"

namespace sentinai::ctl {

/// The exit statuses of sentinaictl; other programs depend on them.
enum class ExitStatus : int {
  Done = 0,
  Failed = 1,
  Usage = 2,
  Unreachable = 3,
  NotFound = 4,
  Conflict = 5,
  NotPermitted = 6,
  BadInput = 7
};

[[nodiscard]] constexpr ExitStatus exitStatusOf(DbError::Kind kind) {
  switch (kind) {
  case DbError::Kind::ConnectionLost:
    return ExitStatus::Unreachable;
  case DbError::Kind::PermissionDenied:
    return ExitStatus::NotPermitted;
  case DbError::Kind::NotFound:
    return ExitStatus::NotFound;
  case DbError::Kind::Conflict:
    return ExitStatus::Conflict;
  case DbError::Kind::Constraint:
  case DbError::Kind::InvalidInput:
    return ExitStatus::BadInput;
  case DbError::Kind::Cancelled:
  case DbError::Kind::Timeout:
  case DbError::Kind::OutcomeUnknown:
  case DbError::Kind::Internal:
    return ExitStatus::Failed;
  }
  return ExitStatus::Failed;
}

} // namespace sentinai::ctl

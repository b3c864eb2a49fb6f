// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/database/event_validator.h"

namespace sentinai {

Result<Done> validateEvent(const NewExceptionEvent& event) {
  if (event.eventId.isNull() || event.exceptionId.isEmpty()) {
    return failure(DbError::Kind::InvalidInput, QStringLiteral("An event needs an id and an exception."));
  }
  return Done{};
}

} // namespace sentinai

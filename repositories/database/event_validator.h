// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/result.h"
#include "repositories/records/exception_event.h"

namespace sentinai {

/// Whether the event may be written (docs/events.md): ids and texts within their bounds, a standard type whose payload
/// fits its schema in resources/schemas/events/, or a foreign type of the form `source.name`; `state` and `changes`
/// with known fields and values that fit. InvalidInput names the place and what it must be. Any thread.
[[nodiscard]] Result<Done> validateEvent(const NewExceptionEvent& event);

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/records/exception.h"
#include "repositories/records/exception_event.h"

namespace sentinai {

/// Whether an event makes agents look at its exception, which then has this status (docs/agents.md). What
/// sentinai.call_for_work() does on PostgreSQL.
[[nodiscard]] bool callsForWork(const ExceptionEvent& event, Status statusAfter);

} // namespace sentinai

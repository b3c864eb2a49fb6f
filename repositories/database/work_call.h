// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/records/exception.h"
#include "repositories/records/exception_event.h"

namespace sentinai {

/// Whether this is an agent that works exceptions, and would call itself for ever by what it appends.
[[nodiscard]] bool isAgentAtWork(const Actor& actor);

/// Whether an event makes agents look at its exception, which then has this status (docs/agents.md). What
/// sentinai.call_for_work() does on PostgreSQL.
[[nodiscard]] bool callsForWork(const ExceptionEvent& event, Status statusAfter);

/// Whether these events of one exception, which then has this status, say that its source has resolved it and nothing
/// else has, so that nobody has to look at it any more.
[[nodiscard]] bool endsWork(const std::vector<ExceptionEvent>& events, Status statusAfter);

} // namespace sentinai

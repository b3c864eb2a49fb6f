// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/agents/cases/agent_case.h"

namespace sentinai {

/// Tells, once of each deadline, that it passed while the exception was unresolved; as the agent `triage`, which sets
/// the deadlines. What has been decided stands although it is late.
class SlaAgent {
public:
  /// The event to append at `at`; none where nothing is to be told.
  [[nodiscard]] static std::optional<NewExceptionEvent> next(const AgentCase& subject, Instant at);

  /// The deadline that has not been told of, whether it has passed or not; absent where there is none, or the
  /// exception was resolved by then.
  [[nodiscard]] static std::optional<Instant> due(const AgentCase& subject);
};

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/agents/pipeline/agent_case.h"

namespace sentinai {

/// Says whether what is to be done with an unresolved exception may be done: after triage, and again after every change
/// by others.
class PolicyAgent {
public:
  /// The event to append at `at`; none where nothing is to be done. InvalidInput names a rule that cannot be evaluated.
  [[nodiscard]] static Result<std::optional<NewExceptionEvent>> next(const AgentCase& subject,
                                                                     const EffectivePack& pack, Instant at);
};

} // namespace sentinai

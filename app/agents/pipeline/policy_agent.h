// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/agents/cases/agent_case.h"
#include "app/agents/pipeline/agent_kit.h"

namespace sentinai {

/// Says by which playbook an unresolved exception is to be resolved, and whether that may be done: after triage, and
/// again after every change by others.
class PolicyAgent {
public:
  /// The event to append at `at`; none where nothing is to be done. InvalidInput names a rule that cannot be evaluated.
  [[nodiscard]] static Result<std::optional<NewExceptionEvent>> next(const AgentCase& subject, const AgentKit& kit,
                                                                     Instant at);
};

} // namespace sentinai

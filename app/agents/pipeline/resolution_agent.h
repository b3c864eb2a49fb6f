// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/agents/cases/agent_case.h"
#include "app/agents/pipeline/agent_kit.h"

namespace sentinai {

/// Suggests what to do after policy has allowed it or demands an approval, and approves what it allows in the name of
/// the agent `policy`. What is denied, or waits for a person, it leaves alone.
class ResolutionAgent {
public:
  /// The event to append at `at`; none where nothing is to be done. InvalidInput names a rule that cannot be evaluated.
  [[nodiscard]] static Result<std::optional<NewExceptionEvent>> next(const AgentCase& subject, const AgentKit& kit,
                                                                     Instant at);

  static constexpr int kMostEvidence = 5;

  /// Whether next() is about to suggest something, and would name the similar cases of `subject` as evidence.
  [[nodiscard]] static bool wantsEvidence(const AgentCase& subject);

  /// By when a case must have been resolved to be evidence: when what the agents are at was set off, by the last event
  /// taken in that is not their own. So it does not depend on what other workers have come to meanwhile.
  [[nodiscard]] static Instant evidenceUntil(const AgentCase& subject);
};

} // namespace sentinai

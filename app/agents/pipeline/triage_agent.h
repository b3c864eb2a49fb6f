// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/agents/cases/agent_case.h"

namespace sentinai {

/// Says how severe an unresolved exception is and until when it should be resolved, once after it was taken in.
class TriageAgent {
public:
  /// The event to append at `at`; none where nothing is to be done. InvalidInput names a rule that cannot be evaluated.
  [[nodiscard]] static Result<std::optional<NewExceptionEvent>> next(const AgentCase& subject,
                                                                     const EffectivePack& pack, Instant at);

  /// What it says of the exception as `answered` has left it, at that event's time.
  [[nodiscard]] static Result<NewExceptionEvent> judge(const Exception& exception, const NewExceptionEvent& answered,
                                                       const EffectivePack& pack, Instant at);
};

} // namespace sentinai

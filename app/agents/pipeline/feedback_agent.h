// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/agents/cases/agent_case.h"

namespace sentinai {

/// Looks back each time that an exception which agents have worked is resolved or reopened: what came of their
/// decisions, what people corrected in them, and how long it took. What no agent has worked gets no feedback.
class FeedbackAgent {
public:
  /// The event to append at `at`, about the first resolution or reopening that has none; absent where each has one.
  [[nodiscard]] static std::optional<NewExceptionEvent> next(const AgentCase& subject, Instant at);
};

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/agents/tools/call_ending.h"
#include "app/agents/tools/retry_policy.h"
#include "repositories/database/cancel_token.h"
#include "repositories/database/result.h"

#include <functional>

namespace sentinai {

/// What several attempts at the same call came to.
struct CallAttempts {
  CallEnding last;
  int count = 0;
  bool outcomeUnknown = false; ///< One of them may have done it, without anybody having said so.
};

/// Calls `attempt` until it ends otherwise than `mayRepeat` says, as often as the policy allows, with pauses between
/// that grow.
[[nodiscard]] QCoro::Task<CallAttempts> attemptCall(std::function<QCoro::Task<CallEnding>()> attempt,
                                                    std::function<bool(const CallEnding&)> mayRepeat,
                                                    RetryPolicy policy, CancelToken token);

} // namespace sentinai

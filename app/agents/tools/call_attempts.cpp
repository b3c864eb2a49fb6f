// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/tools/call_attempts.h"

#include "repositories/database/back_off.h"
#include "repositories/database/completion.h"

#include <QTimer>

namespace sentinai {

namespace {

/// Cancelled where it was cut short.
Task<Done> pause(std::chrono::milliseconds length, CancelToken token) {
  const Completion<Done> over;
  QObject context;
  QTimer::singleShot(length, &context, [over] { over.complete(Done{}); });
  const CancelToken::Registration registration =
      token.onCancel([over] { over.complete(failure(DbError::Kind::Cancelled, {})); });
  co_return co_await over;
}

} // namespace

QCoro::Task<CallAttempts> attemptCall(std::function<QCoro::Task<CallEnding>()> attempt,
                                      std::function<bool(const CallEnding&)> mayRepeat, RetryPolicy policy,
                                      CancelToken token) {
  constexpr std::chrono::milliseconds longestPause = std::chrono::minutes(1);
  CallAttempts attempts;
  for (;;) {
    attempts.last = co_await attempt();
    ++attempts.count;
    const bool isAnswered = attempts.last.kind == CallEnding::Kind::Answered ||
                            (attempts.last.kind == CallEnding::Kind::Refused && attempts.last.status != 0);
    attempts.outcomeUnknown = attempts.outcomeUnknown || (attempts.last.sent && !isAnswered);
    if (attempts.count == policy.attempts || !mayRepeat(attempts.last)) {
      break;
    }
    const std::chrono::milliseconds length = backOff(policy.firstPause, longestPause, attempts.count - 1);
    const Result<Done> paused = co_await pause(length, token);
    if (!paused) {
      break;
    }
  }
  co_return attempts;
}

} // namespace sentinai

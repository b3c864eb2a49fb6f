// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/playbooks/step_retry.h"

#include "app/agents/playbooks/step_params.h"

#include <algorithm>

namespace sentinai {

StepRetry StepRetry::of(const QJsonObject& params) {
  const QJsonObject retry = params.value(QLatin1String("retry")).toObject();
  StepRetry policy;
  policy.times = retry.value(QLatin1String("times")).toInt(policy.times);
  policy.after = durationOf(retry, "after").value_or(policy.after);
  return policy;
}

std::chrono::seconds StepRetry::pauseAfter(int failures) const {
  constexpr std::chrono::seconds longest = std::chrono::days{1};
  std::chrono::seconds pause = after;
  for (int i = 1; i < failures && pause < longest; ++i) {
    pause *= 2;
  }
  return std::min(pause, longest);
}

} // namespace sentinai

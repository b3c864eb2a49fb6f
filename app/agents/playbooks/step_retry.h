// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <chrono>

namespace sentinai {

/// How often a failed step is tried again, and when: its parameter `retry`.
struct StepRetry {
  int times = 3;                  ///< Beyond the first try.
  std::chrono::seconds after{30}; ///< Before the first repetition; doubled before each further one, up to a day.

  [[nodiscard]] static StepRetry of(const QJsonObject& params);

  /// The pause after the `failures`-th failure, 1 or more.
  [[nodiscard]] std::chrono::seconds pauseAfter(int failures) const;
};

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <chrono>

namespace sentinai {

/// How long to wait after a failure that followed `failures` others in a row: twice as long each time, up to `longest`.
[[nodiscard]] constexpr std::chrono::milliseconds backOff(std::chrono::milliseconds first,
                                                          std::chrono::milliseconds longest, int failures) {
  return std::min(longest, first * (1 << std::min(failures, 16)));
}

} // namespace sentinai

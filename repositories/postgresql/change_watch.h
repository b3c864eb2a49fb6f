// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>

namespace sentinai {

/// How a session watches for changes.
struct ChangeWatch {
  std::chrono::milliseconds gather{100};       ///< From the first change to telling it with those that followed.
  std::chrono::milliseconds apart{200};        ///< At least, from one telling to the next …
  std::chrono::milliseconds resyncApart{1000}; ///< … and from one that makes everything be read again to the next such.
  std::chrono::milliseconds silence{15'000};   ///< A connection that was silent for so long is asked a question, …
  std::chrono::milliseconds answer{20'000};    ///< … and given up if it has not answered any question after so long.
  std::chrono::milliseconds firstRetry{500};   ///< From a failure to the next try, then twice as long each time, …
  std::chrono::milliseconds longestRetry{30'000}; ///< … up to this; each shortened at random by up to a half.
  std::chrono::milliseconds poll{2'000};          ///< Between questions where the database does not tell by itself.
};

} // namespace sentinai

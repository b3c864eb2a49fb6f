// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/result.h"

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <vector>

namespace sentinai {

/// How long one thing took each of the times that it was done, in milliseconds.
class BenchSamples {
public:
  void add(double milliseconds) { m_samples.push_back(milliseconds); }

  /// Does `act` and keeps how long it took; what it returns.
  template <typename Act>
  auto measure(Act act) {
    const auto start = std::chrono::steady_clock::now();
    auto result = act();
    add(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
    return result;
  }

  [[nodiscard]] std::size_t count() const { return m_samples.size(); }
  [[nodiscard]] double last() const { return m_samples.back(); }
  [[nodiscard]] double median() const { return percentile(0.5); }

  /// The value that no more than `share` of the samples, rounded up, lie below; 0 without samples.
  [[nodiscard]] double percentile(double share) const {
    if (m_samples.empty()) {
      return 0;
    }
    std::vector<double> sorted = m_samples;
    std::ranges::sort(sorted);
    const auto place = static_cast<std::size_t>(share * static_cast<double>(sorted.size()));
    return sorted[std::min(place, sorted.size() - 1)];
  }

  [[nodiscard]] double longest() const { return percentile(1); }

private:
  std::vector<double> m_samples;
};

/// The value; where it is an error, the benchmark ends with its message.
template <typename T>
[[nodiscard]] T benchValue(Result<T> result) {
  if (!result) {
    throw std::runtime_error(
        (result.error().message + QLatin1Char(' ') + result.error().detail).trimmed().toStdString());
  }
  return std::move(*result);
}

} // namespace sentinai

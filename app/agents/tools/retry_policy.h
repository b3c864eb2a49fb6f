// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <chrono>

namespace sentinai {

/// How often a call is tried, and for how long.
struct RetryPolicy {
  int attempts = 3; ///< In all.
  std::chrono::milliseconds firstPause{500};
  std::chrono::milliseconds timeout{10'000}; ///< Of each attempt.

  /// Of a tool's configuration that fits its schema.
  [[nodiscard]] static RetryPolicy fromConfig(const QJsonObject& config) {
    const RetryPolicy standard;
    const QJsonObject retry = config.value(QLatin1String("retry")).toObject();
    const auto span = [](const QJsonValue& value, std::chrono::milliseconds otherwise) {
      return std::chrono::milliseconds(value.toInt(static_cast<int>(otherwise.count())));
    };
    return {retry.value(QLatin1String("attempts")).toInt(standard.attempts),
            span(retry.value(QLatin1String("backoff_ms")), standard.firstPause),
            span(config.value(QLatin1String("timeout_ms")), standard.timeout)};
  }
};

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/result.h"

#include <QProcessEnvironment>
#include <QUrl>
#include <chrono>

namespace sentinai {

/// Which model to ask, where, and for how long.
struct ChatSettings {
  QUrl url; ///< Of the chat completions.
  QString model;
  QByteArray key;                    ///< A secret; empty: none is sent.
  std::chrono::seconds timeout{120}; ///< For the whole answer; from 1 to 3600.

  /// From `SENTINAI_MODEL_URL`, `SENTINAI_MODEL` and `SENTINAI_MODEL_TIMEOUT` (docs/configuration.md), without the key.
  /// Absent where none of the first two is set. InvalidInput names the variable that does not fit.
  [[nodiscard]] static Result<std::optional<ChatSettings>> fromEnvironment(const QProcessEnvironment& environment);
};

} // namespace sentinai

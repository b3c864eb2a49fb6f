// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/records/exception_event.h"

#include <variant>
#include <vector>

namespace sentinai {

/// Append these, together.
struct AppendMove {
  std::vector<NewExceptionEvent> events;
};

/// Call this tool, then append what PlaybookPlanner::afterCall() makes of it.
struct ToolMove {
  int stepOrder = 0;
  QString tool;
  QJsonObject data;       ///< What the tool's templates read.
  QString idempotencyKey; ///< The same for every try of the step.
};

/// Nothing can be done before `until`, or, where that is absent, before somebody else does something.
struct WaitMove {
  std::optional<Instant> until;
  QString reason;
};

/// What is to be done next for a playbook; monostate: nothing.
using PlaybookMove = std::variant<std::monostate, AppendMove, ToolMove, WaitMove>;

/// What came of a tool's call.
struct ToolReport {
  QJsonObject record; ///< The payload of ToolCalled.
  bool succeeded = false;
  bool mayRetry = false; ///< Where it has not.
  QString error;
};

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/agents/copilot/source_list.h"
#include "repositories/database/session.h"

namespace sentinai {

/// What the co-pilot looks at for a question about all exceptions of a filter: counts of all, rows of the foremost.
struct ViewFacts {
  Instant now{};
  DashboardFigures figures;
  std::vector<Exception> due;    ///< Unresolved ones with a deadline, the nearest first.
  std::vector<Exception> severe; ///< Unresolved ones, the most severe first.
  std::vector<Exception> oldest; ///< Unresolved ones.
  std::vector<Exception> newest; ///< Of all.
  SourceList sources;            ///< Numbers for all of these rows.
};

/// `session` must outlive the call.
[[nodiscard]] Task<ViewFacts> retrieveView(Session* session, ExceptionFilter filter, Instant now, CancelToken token);

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/agents/pipeline/agent_run.h"

namespace sentinai {

/// As whom this process takes work: the computer and the process.
[[nodiscard]] QString workerName();

/// What is said of an error to the queue.
[[nodiscard]] WorkErrorClass workErrorClassOf(DbError::Kind kind);

/// Takes the exception, queued or not, so that nobody else works it; where somebody does, it is waited for so long.
/// Conflict then says who. `session` must outlive the call.
[[nodiscard]] Task<TakenWork> takeException(Session* session, QString exceptionId, std::chrono::milliseconds patience,
                                            CancelToken token);

/// workException() of what takeException() gave. It keeps the lease, and tells the queue what came of it. Conflict also
/// where the lease is lost. The thread must run an event loop.
[[nodiscard]] Task<WorkDone> workTaken(Session* session, const AgentKit* kit, const ToolClient* tools, TakenWork item,
                                       CancelToken token);

/// Both, for somebody who waits for it.
[[nodiscard]] Task<WorkDone> takeAndWork(Session* session, const AgentKit* kit, const ToolClient* tools,
                                         QString exceptionId, CancelToken token);

} // namespace sentinai

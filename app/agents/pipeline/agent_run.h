// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/agents/pipeline/agent_kit.h"
#include "app/agents/tools/tool_client.h"

#include <functional>
#include <map>

namespace sentinai {

struct AgentRunReport {
  qint64 examined = 0;
  qint64 worked = 0;      ///< Exceptions that got events.
  qint64 held = 0;        ///< Left alone: somebody else is at them.
  qint64 withoutPack = 0; ///< Left alone: their domain has no active pack.
  qint64 failed = 0;
  std::map<QString, qint64> events; ///< By type.
};

/// What came of working an exception.
struct WorkDone {
  QStringList events; ///< Types of what was written.
  /// When it wants to be worked again, whatever happens until then: its playbook, or because its deadline passes.
  /// Absent: no need.
  std::optional<Instant> again;
};

/// Has feedback, triage, policy and resolution do what is to be done for one exception, all in one transaction, then
/// what has been approved of its playbook, step by step, until that waits, and then what these steps call for. Whoever
/// calls it holds the exception's item of work: else its tools may be called twice. Where the exception changes
/// meanwhile it is read again. Cancelling `pause` ends it between two steps, with `again` at once. `session`, `kit` and
/// `tools` must outlive the call. NotFound; InvalidInput names a rule that cannot be evaluated; the errors of
/// ExceptionEventRepository::appendBatch().
[[nodiscard]] Task<WorkDone> workException(Session* session, const AgentKit* kit, const ToolClient* tools,
                                           QString exceptionId, CancelToken token, CancelToken pause = {});

/// Takes and works the tenant's unresolved exceptions by id, but for those that others hold, until `limit` got events.
/// `failed` gets those whose rules cannot be evaluated, on the thread of the call. `session` and `tools` must outlive
/// the call.
[[nodiscard]] Task<AgentRunReport> runAgents(Session* session, const ToolClient* tools, qint64 limit,
                                             std::function<void(const QString&, const DbError&)> failed,
                                             CancelToken token);

} // namespace sentinai

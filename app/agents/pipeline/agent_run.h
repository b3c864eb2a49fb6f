// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/agents/packs/effective_pack.h"

#include <functional>
#include <map>

namespace sentinai {

struct AgentRunReport {
  qint64 examined = 0;
  qint64 worked = 0;      ///< Exceptions that got events.
  qint64 withoutPack = 0; ///< Left alone: their domain has no active pack.
  qint64 failed = 0;
  std::map<QString, qint64> events; ///< By type.
};

/// Has triage, policy and resolution do what is to be done for one exception, all in one transaction, and gives the
/// events written. Where the exception changes meanwhile it is read again. `session` and `pack` must outlive the call.
/// NotFound; InvalidInput names a rule that cannot be evaluated; the errors of ExceptionEventRepository::appendBatch().
[[nodiscard]] Task<QStringList> workException(Session* session, const EffectivePack* pack, QString exceptionId,
                                              CancelToken token);

/// The same for the tenant's unresolved exceptions by id, until `limit` of them got events. `failed` gets those whose
/// rules cannot be evaluated, on the thread of the call. `session` must outlive the call.
[[nodiscard]] Task<AgentRunReport> runAgents(Session* session, qint64 limit,
                                             std::function<void(const QString&, const DbError&)> failed,
                                             CancelToken token);

} // namespace sentinai

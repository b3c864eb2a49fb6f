// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/agents/packs/effective_pack.h"
#include "repositories/records/exception_event.h"

namespace sentinai {

/// Event of an agent, with the id that follows from exception, agent, type and `answers`, what it answers: another
/// event's id, or a source's own key.
[[nodiscard]] NewExceptionEvent agentEvent(const QString& agent, const QString& exceptionId, const char* type,
                                           const QString& answers, QJsonObject payload, Instant at);

/// Members for a payload that say what decided: `pack_subject`, and `pack_version` and `policy_version` where they are
/// stored versions.
[[nodiscard]] QJsonObject packVersions(const EffectivePack& pack);

} // namespace sentinai

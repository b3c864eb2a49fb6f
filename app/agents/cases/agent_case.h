// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/agents/packs/effective_pack.h"
#include "repositories/exception_repository.h"
#include "repositories/records/exception_event.h"

namespace sentinai {

/// All that an agent knows of the exception it works. Not for several threads at once.
struct AgentCase {
  Exception exception;
  std::vector<ExceptionEvent> timeline;  ///< By seq.
  std::vector<SimilarException> similar; ///< The most alike first; only where ResolutionAgent::wantsEvidence().

  /// The last event of one of these types; null where there is none.
  [[nodiscard]] const ExceptionEvent* last(std::initializer_list<const char*> types) const;

  /// Whether policy has judged the case since something was last suggested. What it answered late does not count: a
  /// person had asked for something by then (PolicyAgent).
  [[nodiscard]] bool isJudgedAnew() const;

  /// The case as it is once `event` is appended. InvalidInput where it does not follow.
  [[nodiscard]] Result<Done> advance(const NewExceptionEvent& event);

  /// What the pack's rules read, set off by `answered`: the time is decidedAt().
  [[nodiscard]] Result<RuleData> facts(const ExceptionEvent& answered, const EffectivePack& pack) const;

  /// Members for a payload that say what was looked at: `answers`, `exception_version`, and the pack's versions.
  [[nodiscard]] QJsonObject basis(const ExceptionEvent& answered, const EffectivePack& pack) const;
};

/// What the pack's rules read of the exception, set off by an event with that payload, at that time. InvalidInput where
/// it is more than rules take.
[[nodiscard]] Result<RuleData> ruleFacts(const Exception& exception, const QJsonObject& payload, Instant at,
                                         const EffectivePack& pack);

/// The same of basis().
[[nodiscard]] QJsonObject decisionBasis(const Exception& exception, const QUuid& answered, const EffectivePack& pack);

/// The time by which decisions that `answered` sets off are taken: that event's, of a person's event not before it was
/// recorded, so that the same events lead to the same decision whenever it is taken.
[[nodiscard]] Instant decidedAt(const ExceptionEvent& answered);

/// The exception with its timeline, without similar ones. NotFound. `session` must outlive the call.
[[nodiscard]] Task<AgentCase> loadCase(Session* session, QString exceptionId, CancelToken token);

} // namespace sentinai

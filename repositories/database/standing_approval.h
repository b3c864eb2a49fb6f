// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/result.h"
#include "repositories/records/exception_event.h"

#include <span>

namespace sentinai {

/// What is decided about the newest suggestion of a timeline (docs/agents.md). Points into the timeline.
struct StandingApproval {
  const ExceptionEvent* suggestion = nullptr; ///< The newest ResolutionSuggested; null: nothing was suggested.
  const ExceptionEvent* approval = nullptr;   ///< Its last approval by a person, else by an agent.
  const ExceptionEvent* rejection = nullptr;  ///< Its last rejection.
  bool lapsed = false; ///< The exception was changed since it was suggested, by others than a playbook's run.

  /// Whether what was suggested may be done.
  [[nodiscard]] bool holds() const { return approval != nullptr && rejection == nullptr && !lapsed; }

  /// Whether a person said so.
  [[nodiscard]] bool holdsByPerson() const;

  /// The playbook that was suggested.
  [[nodiscard]] std::optional<int> playbookId() const;

  /// Of a timeline, or its beginning, by seq.
  [[nodiscard]] static StandingApproval of(std::span<const ExceptionEvent> timeline);
};

/// Whether it is one of the events by which a playbook runs.
[[nodiscard]] bool isOfRun(const ExceptionEvent& event);

/// Whether it changes the exception otherwise than a playbook's run does, or a person who approves: then what was
/// suggested has lapsed.
[[nodiscard]] bool changesWhatWasDecided(const ExceptionEvent& event);

/// Whether checkDecision() has anything to say about events of this type.
[[nodiscard]] bool isDecision(const QString& eventType);

/// What a step that an event completes needs of a person.
enum class PersonsApproval : quint8 {
  NotNeeded,
  OfThePlaybook,     ///< It settles by force.
  SinceItWasReached, ///< It asks for one.
};

/// Whether the event may follow `before`, the exception's events so far by seq; the same as the PostgreSQL function
/// sentinai.check_decision() and check_start(), but for what the former asks of an agent's login.
///
/// Conflict: an approval or rejection of what is not the newest suggestion, was rejected or has lapsed; the beginning
/// of a playbook that is not the newest suggestion or is not approved, that has begun since, or while another runs; a
/// settlement by force, or the end of a step that asks for an approval, that no person has approved. PermissionDenied:
/// somebody approves their own request. InvalidInput: a rejection without a reason.
[[nodiscard]] Result<Done> checkDecision(std::span<const ExceptionEvent> before, const ExceptionEvent& event,
                                         PersonsApproval needed);

} // namespace sentinai

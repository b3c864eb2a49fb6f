// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/database/standing_approval.h"

#include "repositories/database/exception_state.h"
#include "repositories/records/event_types.h"

#include <algorithm>

namespace sentinai {

namespace {

bool isOf(const ExceptionEvent& event, const char* type) {
  return event.eventType == QLatin1String(type);
}

QString suggestionId(const ExceptionEvent& event) {
  return event.payloadObject().value(QLatin1String("suggestion_id")).toString();
}

QJsonValue playbookOf(const ExceptionEvent& event) {
  return event.payloadObject().value(QLatin1String("playbook_id"));
}

/// Whether the run that began last has not ended.
bool isUnderWay(std::span<const ExceptionEvent> before) {
  const ExceptionEvent* run = nullptr;
  for (const ExceptionEvent& event : before) {
    if (isOf(event, event_types::kPlaybookStarted)) {
      run = &event;
    } else if (run != nullptr && isOf(event, event_types::kPlaybookCompleted) &&
               playbookOf(event) == playbookOf(*run)) {
      run = nullptr;
    }
  }
  return run != nullptr;
}

Result<Done> checkStart(std::span<const ExceptionEvent> before, const ExceptionEvent& event) {
  const StandingApproval standing = StandingApproval::of(before);
  const auto isBegun = [&] {
    return std::ranges::any_of(before, [&](const ExceptionEvent& one) {
      return one.seq > standing.suggestion->seq &&
             (isOf(one, event_types::kPlaybookStarted) || isOf(one, event_types::kPlaybookCompleted)) &&
             playbookOf(one) == playbookOf(event);
    });
  };
  if (!standing.holds() || !playbookOf(event).isDouble() || playbookOf(event) != playbookOf(*standing.suggestion) ||
      standing.suggestion->payloadObject().contains(QLatin1String("step_order")) || isBegun() || isUnderWay(before)) {
    return failure(DbError::Kind::Conflict,
                   QStringLiteral("This playbook begins for %1 only where it is what was suggested last and approved, "
                                  "once, and as the exception now is. Ask for it.")
                       .arg(event.exceptionId));
  }
  return Done{};
}

/// Whether the actor asked for this, or for running the same playbook before.
bool hasRequested(const Actor& actor, const ExceptionEvent& suggestion, std::span<const ExceptionEvent> before) {
  const QJsonValue playbook = playbookOf(suggestion);
  return std::ranges::any_of(before, [&](const ExceptionEvent& event) {
    return isOf(event, event_types::kResolutionSuggested) && event.actor == actor &&
           (event.seq == suggestion.seq || (playbook.isDouble() && playbookOf(event) == playbook));
  });
}

Result<Done> checkVerdict(std::span<const ExceptionEvent> before, const ExceptionEvent& event) {
  const StandingApproval standing = StandingApproval::of(before);
  const QString& id = event.exceptionId;
  if (standing.suggestion == nullptr) {
    return failure(DbError::Kind::Conflict,
                   QStringLiteral("Nothing has been suggested for %1, so there is nothing to decide.").arg(id));
  }
  const QLatin1String hash("action_hash");
  if (suggestionId(event) != suggestionId(*standing.suggestion) ||
      event.payloadObject().value(hash) != standing.suggestion->payloadObject().value(hash)) {
    return failure(DbError::Kind::Conflict,
                   QStringLiteral("This is not the newest suggestion for %1. Read that one, then decide.").arg(id));
  }
  if (isOf(event, event_types::kResolutionRejected)) {
    return Done{};
  }
  if (standing.rejection != nullptr) {
    return failure(DbError::Kind::Conflict,
                   QStringLiteral("The suggestion for %1 has been rejected. Have another one made.").arg(id));
  }
  if (standing.lapsed) {
    return failure(
        DbError::Kind::Conflict,
        QStringLiteral("%1 has changed since this was suggested. Have the agents judge it anew, then decide.").arg(id));
  }
  if (hasRequested(event.actor, *standing.suggestion, before)) {
    return failure(DbError::Kind::PermissionDenied,
                   QStringLiteral("Nobody approves their own request: ask someone else to approve it for %1.").arg(id));
  }
  return Done{};
}

} // namespace

bool StandingApproval::holdsByPerson() const {
  return holds() && approval->actor.type == ActorType::User;
}

std::optional<int> StandingApproval::playbookId() const {
  const QJsonValue id = suggestion == nullptr ? QJsonValue() : playbookOf(*suggestion);
  return id.isDouble() ? std::optional(id.toInt()) : std::nullopt;
}

StandingApproval StandingApproval::of(std::span<const ExceptionEvent> timeline) {
  StandingApproval standing;
  for (const ExceptionEvent& event : timeline) {
    if (isOf(event, event_types::kResolutionSuggested)) {
      standing = {&event, nullptr, nullptr, false};
    } else if (standing.suggestion == nullptr) {
      continue;
    } else if (isOf(event, event_types::kResolutionApproved) &&
               suggestionId(event) == suggestionId(*standing.suggestion)) {
      if (standing.approval == nullptr || event.actor.type == ActorType::User) {
        standing.approval = &event;
      }
    } else if (isOf(event, event_types::kResolutionRejected) &&
               suggestionId(event) == suggestionId(*standing.suggestion)) {
      standing.rejection = &event;
    }
    standing.lapsed = standing.lapsed || (standing.suggestion != &event && changesWhatWasDecided(event));
  }
  return standing;
}

bool isOfRun(const ExceptionEvent& event) {
  return std::ranges::any_of(std::array{event_types::kPlaybookStarted, event_types::kPlaybookStepCompleted,
                                        event_types::kPlaybookStepFailed, event_types::kPlaybookCompleted,
                                        event_types::kToolCalled},
                             [&event](const char* type) { return isOf(event, type); });
}

bool changesWhatWasDecided(const ExceptionEvent& event) {
  static const QStringList ofRuns{QStringLiteral("current_playbook_id"), QStringLiteral("current_step"),
                                  QStringLiteral("owner"), QStringLiteral("status")};
  const QStringList fields = event.payloadObject().value(QLatin1String("changes")).toObject().keys();
  const bool isPersonsApproval = isOf(event, event_types::kResolutionApproved) && event.actor.type == ActorType::User;
  return !fields.isEmpty() && !isPersonsApproval &&
         !(isOfRun(event) && std::ranges::all_of(fields, [](const QString& field) { return ofRuns.contains(field); }));
}

bool isDecision(const QString& eventType) {
  ExceptionEvent event;
  event.eventType = eventType;
  return isOf(event, event_types::kResolutionApproved) || isOf(event, event_types::kResolutionRejected) ||
         isOfRun(event);
}

Result<Done> checkDecision(std::span<const ExceptionEvent> before, const ExceptionEvent& event,
                           PersonsApproval needed) {
  const QJsonObject payload = event.payloadObject();
  if (isOf(event, event_types::kResolutionRejected) &&
      payload.value(QLatin1String("reason")).toString().trimmed().isEmpty()) {
    return failure(DbError::Kind::InvalidInput, QStringLiteral("A rejection needs a reason."));
  }
  if (isOf(event, event_types::kResolutionApproved) || isOf(event, event_types::kResolutionRejected)) {
    return checkVerdict(before, event);
  }
  if (isOf(event, event_types::kPlaybookStarted)) {
    if (const Result<Done> started = checkStart(before, event); !started) {
      return started;
    }
  }
  if (!isOfRun(event) || !(resolves(event) || needed != PersonsApproval::NotNeeded ||
                           payload.value(QLatin1String("action")) == QLatin1String("force_settle"))) {
    return Done{};
  }
  const StandingApproval standing = StandingApproval::of(before);
  const QJsonValue playbook = playbookOf(event);
  const auto hasGoneOnSince = [&](const ExceptionEvent& approval) {
    return std::ranges::any_of(before, [&](const ExceptionEvent& one) {
      return one.seq > approval.seq &&
             (isOf(one, event_types::kPlaybookStarted) || isOf(one, event_types::kPlaybookStepCompleted)) &&
             playbookOf(one) == playbook;
    });
  };
  if (!standing.holdsByPerson() ||
      (needed == PersonsApproval::SinceItWasReached && hasGoneOnSince(*standing.approval)) ||
      !standing.suggestion->payloadObject().contains(QLatin1String("action_hash")) || !playbook.isDouble() ||
      standing.playbookId() != playbook.toInt()) {
    return failure(
        DbError::Kind::Conflict,
        QStringLiteral("This playbook may do that to %1 only after a person has approved it as it now is. Ask "
                       "for an approval.")
            .arg(event.exceptionId));
  }
  return Done{};
}

} // namespace sentinai

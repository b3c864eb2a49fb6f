// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/playbooks/dry_run.h"

#include "repositories/database/event_id.h"
#include "repositories/database/standing_approval.h"
#include "repositories/records/event_types.h"

#include <algorithm>

namespace sentinai {

namespace {

/// The copy of a case that the run is tried on.
class Rehearsal {
public:
  Rehearsal(AgentCase subject, const PlaybookDefinition& definition, Instant now)
      : m_subject(std::move(subject))
      , m_now(now) {
    const int playbookId = definition.playbook.playbookId;
    if (PlaybookPlanner::wanted(m_subject) != playbookId) {
      std::erase_if(m_subject.timeline, isOfRun);
      m_subject.exception.status =
          m_subject.exception.status == Status::Resolved ? Status::Analyzing : m_subject.exception.status;
      assume(event_types::kResolutionSuggested, {{QStringLiteral("suggestion_id"), QStringLiteral("dry run")},
                                                 {QStringLiteral("summary"), definition.playbook.name},
                                                 {QStringLiteral("playbook_id"), playbookId},
                                                 {QStringLiteral("playbook_hash"), definition.contentHash()}});
    }
    approve();
  }

  [[nodiscard]] const AgentCase& subject() const { return m_subject; }
  [[nodiscard]] Instant now() const { return m_now; }

  void approve() {
    const StandingApproval standing = StandingApproval::of(m_subject.timeline);
    if (standing.suggestion == nullptr) {
      return;
    }
    assume(event_types::kResolutionApproved,
           {{QStringLiteral("suggestion_id"),
             standing.suggestion->payloadObject().value(QLatin1String("suggestion_id"))}});
  }

  void append(const std::vector<NewExceptionEvent>& events) {
    for (const NewExceptionEvent& event : events) {
      (void)m_subject.advance(event);
    }
  }

  void passTimeTo(Instant then) { m_now = std::max(m_now, then); }

private:
  void assume(const char* type, const QJsonObject& payload) {
    NewExceptionEvent event;
    event.eventId = newEventId();
    event.exceptionId = m_subject.exception.exceptionId;
    event.eventType = QString::fromLatin1(type);
    event.actor = {ActorType::User, QStringLiteral("somebody")};
    event.payload = payload;
    event.createdAt = m_now;
    append({event});
  }

  AgentCase m_subject;
  Instant m_now;
};

DryRunLine lineOf(const NewExceptionEvent& event) {
  const QJsonObject& payload = event.payload;
  QJsonObject details = payload.value(QLatin1String("result")).toObject();
  for (const char* member : {"changes", "text", "summary", "error", "outcome", "reason"}) {
    if (const QJsonValue value = payload.value(QLatin1String(member)); !value.isUndefined()) {
      details.insert(QString::fromLatin1(member), value);
    }
  }
  const auto isOf = [&event](const char* type) { return event.eventType == QLatin1String(type); };
  const bool isSkipped = details.take(QStringLiteral("skipped")).toBool();
  const QString what = isOf(event_types::kPlaybookStepFailed)    ? QStringLiteral("fails")
                       : isOf(event_types::kPlaybookCompleted)   ? QStringLiteral("ends")
                       : isOf(event_types::kResolutionSuggested) ? QStringLiteral("asks")
                       : isSkipped                               ? QStringLiteral("skips")
                                                                 : QStringLiteral("does");
  return {payload.value(QLatin1String("step_order")).toInt(), what, details};
}

} // namespace

Result<std::vector<DryRunLine>> dryRun(AgentCase subject, PlaybookDefinition definition, const EffectivePack& pack,
                                       Instant now) {
  Rehearsal rehearsal(std::move(subject), definition, now);
  const PlaybookPlanner planner(definition, &pack);
  std::vector<DryRunLine> lines;
  // Each step takes at most a few moves, so this ends.
  for (;;) {
    const Result<PlaybookMove> move = planner.next(rehearsal.subject(), rehearsal.now());
    if (!move) {
      return failure(move.error());
    }
    if (const auto* append = std::get_if<AppendMove>(&*move)) {
      for (const NewExceptionEvent& event : append->events) {
        if (event.eventType != QLatin1String(event_types::kPlaybookStarted)) {
          lines.push_back(lineOf(event));
        }
      }
      rehearsal.append(append->events);
      if (append->events.back().eventType == QLatin1String(event_types::kResolutionSuggested)) {
        rehearsal.approve();
      }
    } else if (const auto* call = std::get_if<ToolMove>(&*move)) {
      lines.push_back({call->stepOrder,
                       QStringLiteral("calls"),
                       {{QStringLiteral("tool"), call->tool}, {QStringLiteral("data"), call->data}}});
      rehearsal.append(planner.afterStep(rehearsal.subject(), call->stepOrder, {}, {}, rehearsal.now()));
    } else if (const auto* wait = std::get_if<WaitMove>(&*move)) {
      const PlaybookRun run =
          runOf(rehearsal.subject().timeline, *lastStart(rehearsal.subject().timeline), definition.steps);
      const StepProgress* current = run.current();
      lines.push_back({current == nullptr ? 0 : current->stepOrder,
                       QStringLiteral("waits"),
                       {{QStringLiteral("until"), wait->until ? QJsonValue(toIsoText(*wait->until)) : QJsonValue()},
                        {QStringLiteral("reason"), wait->reason}}});
      if (current == nullptr) {
        return lines;
      }
      const PlaybookStep& step = *std::ranges::find(definition.steps, current->stepOrder, &PlaybookStep::stepOrder);
      if (wait->until && !step.params.contains(QLatin1String("until"))) {
        rehearsal.passTimeTo(*wait->until);
      } else {
        rehearsal.append(planner.afterStep(rehearsal.subject(), step.stepOrder, {}, {}, rehearsal.now()));
      }
    } else {
      return lines;
    }
  }
}

} // namespace sentinai

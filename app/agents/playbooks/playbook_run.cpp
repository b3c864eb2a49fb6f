// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/playbooks/playbook_run.h"

#include "repositories/records/event_types.h"

#include <algorithm>

namespace sentinai {

namespace {

bool isOf(const ExceptionEvent& event, const char* type) {
  return event.eventType == QLatin1String(type);
}

int number(const QJsonObject& payload, const char* member) {
  return payload.value(QLatin1String(member)).toInt();
}

StepProgress* stepAt(PlaybookRun& run, int order) {
  const auto found = std::ranges::find(run.steps, order, &StepProgress::stepOrder);
  return found == run.steps.end() ? nullptr : &*found;
}

void apply(PlaybookRun& run, const ExceptionEvent& event, const QJsonObject& payload) {
  if (isOf(event, event_types::kPlaybookCompleted)) {
    run.state = fromText<RunState>(payload.value(QLatin1String("outcome")).toString()).value_or(RunState::Cancelled);
    return;
  }
  StepProgress* step = stepAt(run, number(payload, "step_order"));
  if (step == nullptr) {
    return;
  }
  if (isOf(event, event_types::kPlaybookStepCompleted)) {
    const bool isSkipped = payload.value(QLatin1String("result")).toObject().value(QLatin1String("skipped")).toBool();
    step->state = isSkipped ? StepState::Skipped : StepState::Done;
    step->since = event.createdAt;
  } else if (isOf(event, event_types::kPlaybookStepFailed)) {
    step->state = payload.value(QLatin1String("will_retry")).toBool() ? StepState::Waiting : StepState::Failed;
    step->since = event.createdAt;
    step->error = payload.value(QLatin1String("error")).toString();
    ++step->failures;
  } else if (isOf(event, event_types::kResolutionSuggested) && step == run.current() &&
             step->state == StepState::Pending) {
    step->state = StepState::Waiting; // Whoever suggests it, no other step is done again, or any sooner.
  }
}

} // namespace

const StepProgress* PlaybookRun::current() const {
  const auto left = std::ranges::find_if(steps, [](const StepProgress& step) {
    return step.state != StepState::Done && step.state != StepState::Skipped;
  });
  return state != RunState::Running || left == steps.end() ? nullptr : &*left;
}

const ExceptionEvent* lastStart(std::span<const ExceptionEvent> timeline) {
  const auto found = std::find_if(timeline.rbegin(), timeline.rend(), [](const ExceptionEvent& event) {
    return isOf(event, event_types::kPlaybookStarted);
  });
  return found == timeline.rend() ? nullptr : &*found;
}

PlaybookRun runOf(std::span<const ExceptionEvent> timeline, const ExceptionEvent& start,
                  std::span<const PlaybookStep> steps) {
  PlaybookRun run{
      start.eventId, number(start.payloadObject(), "playbook_id"), RunState::Running, start.seq, start.seq, {}};
  for (const PlaybookStep& step : steps) {
    run.steps.push_back({step.stepOrder, StepState::Pending, 0, std::nullopt, {}});
  }
  Instant reached = start.createdAt;
  for (const ExceptionEvent& event : timeline) {
    const QJsonObject payload = event.seq > start.seq ? event.payloadObject() : QJsonObject();
    if (run.state == RunState::Running && number(payload, "playbook_id") == run.playbookId) {
      apply(run, event, payload);
      if (isOf(event, event_types::kPlaybookStepCompleted)) {
        reached = event.createdAt;
        run.reachedSeq = event.seq;
      }
    }
  }
  bool isOver = run.state != RunState::Running;
  for (StepProgress& step : run.steps) {
    if (step.state == StepState::Done || step.state == StepState::Skipped || step.state == StepState::Failed) {
      isOver = isOver || step.state == StepState::Failed;
      continue;
    }
    if (isOver) {
      step.state = StepState::Skipped;
      continue;
    }
    const PlaybookStep& planned = *std::ranges::find(steps, step.stepOrder, &PlaybookStep::stepOrder);
    if (step.state == StepState::Pending) {
      step.state = planned.actionType == ActionType::Wait ? StepState::Waiting : StepState::Running;
    }
    step.since = step.since.value_or(reached);
    break;
  }
  return run;
}

bool isUnderWay(std::span<const ExceptionEvent> timeline, const ExceptionEvent& start) {
  return runOf(timeline, start, {}).state == RunState::Running;
}

} // namespace sentinai

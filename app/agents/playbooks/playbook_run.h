// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/records/exception_event.h"
#include "repositories/records/playbook.h"

#include <span>
#include <vector>

namespace sentinai {

enum class StepState : quint8 { Pending, Running, Waiting, Done, Skipped, Failed };

template <>
struct EnumTexts<StepState> {
  static constexpr std::array texts{"pending", "running", "waiting", "done", "skipped", "failed"};
};

enum class RunState : quint8 { Running, Completed, Failed, Cancelled };

template <>
struct EnumTexts<RunState> {
  static constexpr std::array texts{"running", "completed", "failed", "cancelled"};
};

/// How far a step is.
struct StepProgress {
  int stepOrder = 0;
  StepState state = StepState::Pending;
  int failures = 0;             ///< How often it has failed.
  std::optional<Instant> since; ///< Since when it is the one to do, or when its last failure was; absent before.
  QString error;                ///< Of its last failure.

  friend bool operator==(const StepProgress&, const StepProgress&) = default;
};

/// A run of a playbook on an exception, as the events tell it.
struct PlaybookRun {
  QUuid runId; ///< Of its PlaybookStarted.
  int playbookId = 0;
  RunState state = RunState::Running;
  qint64 startedSeq = 0;
  qint64 reachedSeq = 0;           ///< Of the event that made the current step the one to do.
  std::vector<StepProgress> steps; ///< As those of the playbook.

  /// The step to do next; null where there is none left, or the run has ended.
  [[nodiscard]] const StepProgress* current() const;

  friend bool operator==(const PlaybookRun&, const PlaybookRun&) = default;
};

/// The last PlaybookStarted of the timeline, by seq; null where there is none.
[[nodiscard]] const ExceptionEvent* lastStart(std::span<const ExceptionEvent> timeline);

/// The run that `start` began. `steps` are those of its playbook.
[[nodiscard]] PlaybookRun runOf(std::span<const ExceptionEvent> timeline, const ExceptionEvent& start,
                                std::span<const PlaybookStep> steps);

/// Whether it began and has not ended.
[[nodiscard]] bool isUnderWay(std::span<const ExceptionEvent> timeline, const ExceptionEvent& start);

} // namespace sentinai

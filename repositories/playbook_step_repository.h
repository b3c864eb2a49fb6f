// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/cancel_token.h"
#include "repositories/database/result.h"
#include "repositories/records/playbook.h"
#include "repositories/records/seen.h"

namespace sentinai {

class PlaybookStepRepository {
public:
  virtual ~PlaybookStepRepository() = default;

  /// In their order; of an unknown playbook none.
  [[nodiscard]] virtual Task<std::vector<PlaybookStep>> list(int playbookId, CancelToken token) = 0;

  /// Appends a step behind the others; `step.stepId`, `stepOrder` and `createdAt` are the database's. NotFound if there
  /// is no such playbook; Conflict if it has been active; InvalidInput for a name as checkName() has it.
  [[nodiscard]] virtual Task<PlaybookStep> create(PlaybookStep step, CancelToken token) = 0;

  /// Numbers the steps anew, in the order of `stepIds`, which must name each step of the playbook once: else
  /// InvalidInput, and nothing changes. Conflict if the playbook has been active, and, naming both, where the steps
  /// are in another order than `seen`.
  [[nodiscard]] virtual Task<std::vector<PlaybookStep>>
  reorder(int playbookId, std::vector<int> stepIds, CancelToken token, Seen<std::vector<int>> seen = {}) = 0;
};

} // namespace sentinai

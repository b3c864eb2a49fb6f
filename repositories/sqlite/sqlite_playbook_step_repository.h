// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/playbook_step_repository.h"
#include "repositories/sqlite/sqlite_scope.h"

namespace sentinai {

class SqlitePlaybookStepRepository : public PlaybookStepRepository {
public:
  explicit SqlitePlaybookStepRepository(SqliteScope scope);

  Task<std::vector<PlaybookStep>> list(int playbookId, CancelToken token) override;
  Task<PlaybookStep> create(PlaybookStep step, CancelToken token) override;
  Task<std::vector<PlaybookStep>> reorder(int playbookId, std::vector<int> stepIds, CancelToken token,
                                          Seen<std::vector<int>> seen) override;

private:
  SqliteScope m_scope;
};

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/playbook_step_repository.h"
#include "repositories/postgresql/pg_client.h"

namespace sentinai {

class PgPlaybookStepRepository : public PlaybookStepRepository {
public:
  explicit PgPlaybookStepRepository(std::shared_ptr<PgClient> client)
      : m_client(std::move(client)) {}

  Task<std::vector<PlaybookStep>> list(int playbookId, CancelToken token) override;
  Task<PlaybookStep> create(PlaybookStep step, CancelToken token) override;
  Task<std::vector<PlaybookStep>> reorder(int playbookId, std::vector<int> stepIds, CancelToken token,
                                          Seen<std::vector<int>> seen) override;

private:
  std::shared_ptr<PgClient> m_client;
};

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/playbook_repository.h"
#include "repositories/postgresql/pg_client.h"

namespace sentinai {

class PgPlaybookRepository : public PlaybookRepository {
public:
  explicit PgPlaybookRepository(std::shared_ptr<PgClient> client)
      : m_client(std::move(client)) {}

  Task<Playbook> get(int playbookId, CancelToken token) override;
  Task<std::vector<Playbook>> list(bool activeOnly, CancelToken token) override;
  Task<Playbook> create(QString name, QJsonObject conditions, CancelToken token) override;
  Task<Playbook> newVersion(int playbookId, QJsonObject conditions, CancelToken token) override;
  Task<Playbook> setActive(int playbookId, bool active, CancelToken token, Seen<int> seen) override;

private:
  std::shared_ptr<PgClient> m_client;
};

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/playbook_repository.h"
#include "repositories/sqlite/sqlite_scope.h"

namespace sentinai {

class SqlitePlaybookRepository : public PlaybookRepository {
public:
  explicit SqlitePlaybookRepository(SqliteScope scope);

  Task<Playbook> get(int playbookId, CancelToken token) override;
  Task<std::vector<Playbook>> list(bool activeOnly, CancelToken token) override;
  Task<Playbook> create(QString name, QJsonObject conditions, CancelToken token) override;
  Task<Playbook> newVersion(int playbookId, QJsonObject conditions, CancelToken token) override;
  Task<Playbook> setActive(int playbookId, bool active, CancelToken token, Seen<int> seen) override;

private:
  SqliteScope m_scope;
};

} // namespace sentinai

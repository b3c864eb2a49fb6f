// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/checkpoint_repository.h"
#include "repositories/sqlite/sqlite_scope.h"

namespace sentinai {

class SqliteCheckpointRepository : public CheckpointRepository {
public:
  explicit SqliteCheckpointRepository(SqliteScope scope);

  Task<Instant> cut(CancelToken token) override;
  Task<Checkpoint> record(Checkpoint checkpoint, CancelToken token) override;
  Task<std::vector<Checkpoint>> list(CancelToken token) override;

private:
  SqliteScope m_scope;
};

} // namespace sentinai

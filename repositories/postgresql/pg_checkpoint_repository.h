// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/checkpoint_repository.h"
#include "repositories/postgresql/pg_client.h"

namespace sentinai {

class PgCheckpointRepository : public CheckpointRepository {
public:
  explicit PgCheckpointRepository(std::shared_ptr<PgClient> client)
      : m_client(std::move(client)) {}

  Task<Instant> cut(CancelToken token) override;
  Task<Checkpoint> record(Checkpoint checkpoint, CancelToken token) override;
  Task<std::vector<Checkpoint>> list(CancelToken token) override;

private:
  std::shared_ptr<PgClient> m_client;
};

} // namespace sentinai

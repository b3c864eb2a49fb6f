// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/postgresql/pg_client.h"
#include "repositories/rollup_repository.h"

namespace sentinai {

class PgRollupRepository : public RollupRepository {
public:
  explicit PgRollupRepository(std::shared_ptr<PgClient> client)
      : m_client(std::move(client)) {}

  Task<std::vector<RollupDifference>> differences(CancelToken token) override;
  Task<Done> rebuild(CancelToken token) override;
  Task<qint64> compact(CancelToken token) override;

private:
  std::shared_ptr<PgClient> m_client;
};

} // namespace sentinai

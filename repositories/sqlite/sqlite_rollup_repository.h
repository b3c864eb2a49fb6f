// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/rollup_repository.h"

namespace sentinai {

/// A file keeps no counts: its exceptions are counted when asked for.
class SqliteRollupRepository : public RollupRepository {
public:
  Task<std::vector<RollupDifference>> differences(CancelToken /*token*/) override {
    co_return std::vector<RollupDifference>();
  }
  Task<Done> rebuild(CancelToken /*token*/) override { co_return Done{}; }
  Task<qint64> compact(CancelToken /*token*/) override { co_return qint64{0}; }
};

} // namespace sentinai

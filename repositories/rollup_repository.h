// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/cancel_token.h"
#include "repositories/database/result.h"

#include <QJsonObject>

namespace sentinai {

/// A group of exceptions whose kept count is not what a recount finds.
struct RollupDifference {
  QJsonObject group; ///< Its kind and what its members share, by the rollup's columns (docs/schema.md).
  qint64 kept = 0;
  qint64 recounted = 0;

  friend bool operator==(const RollupDifference&, const RollupDifference&) = default;
};

/// The counts of one tenant's exceptions that the database keeps, so that nobody has to count them. Where an engine
/// keeps none (SQLite) there is nothing to differ, rebuild or compact.
class RollupRepository {
public:
  virtual ~RollupRepository() = default;

  /// Recounts all at one moment; none is how it must be. Reads every row of the tenant.
  [[nodiscard]] virtual Task<std::vector<RollupDifference>> differences(CancelToken token) = 0;

  /// Writes the counts anew, while everybody's writes wait. Needs access admin.
  [[nodiscard]] virtual Task<Done> rebuild(CancelToken token) = 0;

  /// Adds up counts that are kept in parts, for writers not to wait for each other; changes none. How many rows that
  /// saved. For after an import, or from time to time.
  [[nodiscard]] virtual Task<qint64> compact(CancelToken token) = 0;
};

} // namespace sentinai

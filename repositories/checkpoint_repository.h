// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/cancel_token.h"
#include "repositories/database/result.h"
#include "repositories/records/checkpoint.h"

namespace sentinai {

/// The checkpoints of one tenant that the database has kept. What they are worth is that the client keeps them too.
class CheckpointRepository {
public:
  virtual ~CheckpointRepository() = default;

  /// A moment until which everything that was recorded is there to be read. Waits for whoever is writing; Timeout if
  /// that takes too long. Needs access supervisor or admin.
  [[nodiscard]] virtual Task<Instant> cut(CancelToken token) = 0;

  /// Stores a checkpoint under the next number; `number`, `createdAt` and `createdBy` are the database's to give. Needs
  /// access supervisor or admin. InvalidInput where the moment is not past or the root not one.
  [[nodiscard]] virtual Task<Checkpoint> record(Checkpoint checkpoint, CancelToken token) = 0;

  [[nodiscard]] virtual Task<std::vector<Checkpoint>> list(CancelToken token) = 0; ///< By number.
};

} // namespace sentinai

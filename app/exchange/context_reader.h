// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/exchange/batch_builder.h"
#include "repositories/database/session.h"

namespace sentinai {

// What the database holds of a batch of rows, added to `context` step by step. Errors are those of the repositories.

/// Which events and exceptions are there: one question of each kind for the whole batch.
[[nodiscard]] Task<Done> readContext(Session* session, std::shared_ptr<const std::vector<MappedRow>> rows,
                                     std::shared_ptr<BatchContext> context, CancelToken token);

/// Asks which rows behind the batch were imported before, of the cases that were there and have a new row in it, unless
/// the context knows already.
[[nodiscard]] Task<Done> lookAhead(Session* session, QString eventPrefix,
                                   std::shared_ptr<const std::vector<MappedRow>> rows,
                                   std::shared_ptr<BatchContext> context, CancelToken token);

} // namespace sentinai

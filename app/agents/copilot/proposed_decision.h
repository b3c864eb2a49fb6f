// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/result.h"

#include <QJsonObject>

namespace sentinai {

/// The decision that a model proposes at the end of its answer: JSON in a block fenced as `decision`, which fits
/// resources/schemas/proposed_decision.schema.json. Absent where the answer has no such block; InvalidInput says why
/// one is ignored.
[[nodiscard]] Result<std::optional<QJsonObject>> proposedDecision(const QString& answer);

} // namespace sentinai

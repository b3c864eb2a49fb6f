// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/records/exception.h"

#include <QJsonObject>

namespace sentinai {

/// What the rules of a pack can read about an exception: `exception` (its columns, amounts as decimal text, times as
/// ISO 8601 in UTC), `event` (the payload that set the decision off; null where none), `now`, and `pack` (name, domain
/// and values of the pack).
[[nodiscard]] QJsonObject packFacts(const Exception& exception, const QJsonValue& event, Instant now,
                                    const QJsonObject& pack);

} // namespace sentinai

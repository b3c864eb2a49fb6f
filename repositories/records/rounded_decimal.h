// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/records/decimal.h"

namespace sentinai {

/// A number with more digits after the point than a Decimal keeps, rounded half up to those; empty if it is none.
[[nodiscard]] std::optional<Decimal> roundedDecimal(const QString& number);

} // namespace sentinai

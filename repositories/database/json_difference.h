// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/records/pack_version.h"

#include <vector>

namespace sentinai {

/// What leads from `before` to `after`, the innermost values that differ, each with its JSON Pointer (RFC 6901).
/// Members of objects are compared by name and come in order of name, elements of arrays by position; numbers are equal
/// by value. Two different scalars, or values of different types, are one difference. Equal objects have none.
[[nodiscard]] std::vector<PackDifference> jsonDifference(const QJsonObject& before, const QJsonObject& after);

} // namespace sentinai

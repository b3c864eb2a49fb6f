// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/result.h"
#include "repositories/database/sql_statement.h"

namespace sentinai {

// A place in an ordered list as opaque text: what the list orders by, then the keys of the row that the place is at.

[[nodiscard]] QString encodeCursor(const QString& order, const std::vector<SqlValue>& keys);

/// The keys of a cursor made for `order`; InvalidInput where it was not. Each key has the type of its sample, or is
/// absent where that row has none.
[[nodiscard]] Result<std::vector<SqlValue>> decodeCursor(const QString& cursor, const QString& order,
                                                         const std::vector<SqlValue>& samples);

} // namespace sentinai

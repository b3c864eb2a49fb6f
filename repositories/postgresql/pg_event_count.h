// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/sql_statement.h"

namespace sentinai {

/// How many events the tenant has: a number that every commit raises, and that is cheap to ask for.
[[nodiscard]] inline SqlStatement eventCountStatement() {
  return {QStringLiteral("SELECT coalesce(sum(n), 0)::bigint FROM sentinai.exception_rollup WHERE kind = 'event'"), {}};
}

} // namespace sentinai

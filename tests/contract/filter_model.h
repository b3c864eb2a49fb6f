// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/records/exception_query.h"

namespace sentinai {

// Filter and sort said once more, plainly and in memory, to compare the engines with.

[[nodiscard]] bool matches(const Exception& exception, const ExceptionFilter& filter);

/// The matching ones in the query's order, without its limit.
[[nodiscard]] std::vector<Exception> expectedList(const std::vector<Exception>& all, const ExceptionFilter& filter,
                                                  const ExceptionSort& sort);

/// One filter of every kind that the table offers, with its name; for sampleExceptions().
[[nodiscard]] std::vector<std::pair<const char*, ExceptionFilter>> singleFilters();

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/benchmarks/bench_data.h"
#include "tests/benchmarks/bench_figure.h"

namespace sentinai {

/// A page of 200 rows anywhere in the newest-first list, from the call to decoded records: the repository's, the same
/// statement by libpq alone, by Qt's driver, and the usual OFFSET.
[[nodiscard]] BenchFigures measurePageRead(const BenchData& data);

/// A page deep in that list against its first one.
[[nodiscard]] BenchFigures measurePageDepth(const BenchData& data);

} // namespace sentinai

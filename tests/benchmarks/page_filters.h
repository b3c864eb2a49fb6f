// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/benchmarks/bench_data.h"
#include "tests/benchmarks/bench_figure.h"

namespace sentinai {

/// The first page of every single filter and every pair of filters, with values that match much, little and nothing, in
/// each of the 24 orders. At most `limit` of them, chosen at random but by the same seed. Names the slowest ten.
[[nodiscard]] BenchFigures measurePageFilters(const BenchData& data, qint64 limit);

} // namespace sentinai

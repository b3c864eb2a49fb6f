// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/benchmarks/bench_data.h"
#include "tests/benchmarks/bench_figure.h"

namespace sentinai {

/// All of the dashboard's figures at once, of a large tenant and of a smaller one, over all time and over the last 30
/// days.
[[nodiscard]] BenchFigures measureDashboardRead(const BenchData& data);

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/benchmarks/bench_data.h"
#include "tests/benchmarks/bench_figure.h"

namespace sentinai {

/// Up to a million rows read from the first to the last, into records by the repository, and by libpq and Qt's driver
/// alone.
[[nodiscard]] BenchFigures measureRowStream(const BenchData& data);

} // namespace sentinai

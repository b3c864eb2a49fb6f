// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/database_url.h"
#include "tests/benchmarks/bench_figure.h"

namespace sentinai {

/// Raw records per second of the bundled ServiceNow log, one of each incident, through intake and triage into a fresh
/// database. Throws std::runtime_error if it fails.
[[nodiscard]] BenchFigures measureIntakeRate(DatabaseUrl::Engine engine);

} // namespace sentinai

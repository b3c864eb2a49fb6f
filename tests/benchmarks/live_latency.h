// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/database_url.h"
#include "tests/benchmarks/bench_figure.h"
#include "tests/benchmarks/event_watchdog.h"

namespace sentinai {

/// How long it takes from someone else's commit until the row is painted anew in the console's table, while nothing
/// else happens and at 1,000 changes a second all over the tenant, and the longest stall of the event loop meanwhile.
/// Runs the application; `verbose` names the longest events on standard error.
[[nodiscard]] BenchFigures measureLiveLatency(EventWatchdog& application, DatabaseUrl::Engine engine, bool verbose);

} // namespace sentinai

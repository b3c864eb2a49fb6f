// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/database_url.h"
#include "tests/benchmarks/bench_figure.h"
#include "tests/benchmarks/event_watchdog.h"

namespace sentinai {

/// How long the console's event loop stalls at worst while 120,000 rows are checked and imported through its wizard and
/// someone uses it meanwhile. Runs the application; `verbose` names the longest events on standard error.
[[nodiscard]] BenchFigures measureImportStall(EventWatchdog& application, DatabaseUrl::Engine engine, bool verbose);

} // namespace sentinai

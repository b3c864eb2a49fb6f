// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/benchmarks/bench_figure.h"
#include "tests/benchmarks/event_watchdog.h"

namespace sentinai {

/// The real console on a tenant of any size, used by a script: it scrolls, filters, sorts and changes pages all the
/// time. How long its event loop stalls at worst meanwhile. `verbose` names the longest events on standard error.
[[nodiscard]] BenchFigures measureConsoleUse(EventWatchdog& application, const QString& url, const QString& tenantId,
                                             int actions, bool verbose);

/// The same while the server says nothing any more, for so many seconds.
[[nodiscard]] BenchFigures measureConsoleOnSilentServer(EventWatchdog& application, const QString& url,
                                                        const QString& tenantId, int seconds, bool verbose);

/// Scrolls through all rows from the first to the last and prints the memory that the process holds then, in kB.
int runConsoleMemory(QApplication& application, const QString& url, const QString& tenantId);

} // namespace sentinai

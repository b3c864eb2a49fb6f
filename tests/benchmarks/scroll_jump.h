// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/benchmarks/bench_figure.h"

class QString;

namespace sentinai {

/// The console's exceptions table on a tenant: the scroll bar is dropped anywhere, under filters chosen at random, and
/// the time taken until the rows there are painted. Needs a QApplication.
[[nodiscard]] BenchFigures measureScrollJumps(const QString& url, const QString& tenantId, int jumps);

} // namespace sentinai

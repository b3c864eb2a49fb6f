// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/database_url.h"
#include "tests/benchmarks/bench_figure.h"

namespace sentinai {

/// The bundled ServiceNow log, 119,998 rows.
[[nodiscard]] QString serviceNowLog();

[[nodiscard]] QString engineName(DatabaseUrl::Engine engine);

/// Rows per second of importing that log into a fresh database. Throws std::runtime_error if it fails.
[[nodiscard]] BenchFigures measureImportRate(DatabaseUrl::Engine engine);

} // namespace sentinai

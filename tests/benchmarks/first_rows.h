// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/benchmarks/bench_figure.h"

class QApplication;

namespace sentinai {

/// From the start of a console's process on the demo to its first painted rows, cold (the database file was just
/// written) and the median of several further starts, beside those of a bare Qt window. Throws std::runtime_error if it
/// fails.
[[nodiscard]] BenchFigures measureFirstRows();

/// The console's side: opens the database at `url` like the program does, says so on standard output once rows are
/// painted, and returns.
int runUntilFirstRows(QApplication& application, const QString& url);

} // namespace sentinai

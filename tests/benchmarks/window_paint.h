// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/benchmarks/bench_figure.h"

namespace sentinai {

/// What it costs the GUI thread to paint the console's window with the demo in it: its exceptions, a timeline and the
/// dashboard, whole and scrolled by a row and by a page, and the table's cells beside the same cells painted by Qt's
/// own delegate. Needs a QApplication; throws std::runtime_error if it fails.
[[nodiscard]] BenchFigures measureWindowPaint();

} // namespace sentinai

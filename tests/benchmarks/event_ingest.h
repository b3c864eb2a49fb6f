// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/benchmarks/bench_figure.h"

#include <QtGlobal>

namespace sentinai {

/// So many events appended to an empty database of its own, with their chain and everything that is kept with them;
/// the same rows by COPY into tables with the same indexes and constraints and no triggers; and the same events
/// appended once more, which changes nothing.
[[nodiscard]] BenchFigures measureEventIngest(qint64 events);

} // namespace sentinai

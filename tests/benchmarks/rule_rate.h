// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/benchmarks/bench_figure.h"

namespace sentinai {

/// What one core does in a second: evaluations of a typical triage rule on a thousand different exceptions, the same
/// with the exception's record turned into the rule's data each time, and whole decisions of a starter pack.
[[nodiscard]] BenchFigures measureRuleRate();

} // namespace sentinai

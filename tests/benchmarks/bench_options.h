// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/benchmarks/bench_data.h"

#include <QStringList>

namespace sentinai {

/// What sentinai-bench was called with.
struct BenchOptions {
  bool onlyJson = false;
  bool verbose = false;
  BenchData::Options data;
  QStringList names; ///< Empty: all.

  /// Empty where the arguments make no sense.
  [[nodiscard]] static std::optional<BenchOptions> parse(const QStringList& arguments);

  /// With few rows, everything is done less often, so that it is over soon: figures that show only that it works.
  [[nodiscard]] bool isSmoke() const { return data.rows < 1'000'000; }
};

} // namespace sentinai

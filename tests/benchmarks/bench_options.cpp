// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/benchmarks/bench_options.h"

namespace sentinai {

namespace {
// A page has 200 rows, and the smallest tenant a tenth of all.
constexpr qint64 kLeastRows = 10'000;
constexpr qint64 kMostRows = 1'000'000'000;
} // namespace

std::optional<BenchOptions> BenchOptions::parse(const QStringList& arguments) {
  BenchOptions options;
  for (qsizetype i = 0; i < arguments.size(); ++i) {
    const QString& argument = arguments[i];
    if (argument == QStringLiteral("--json")) {
      options.onlyJson = true;
    } else if (argument == QStringLiteral("--verbose")) {
      options.verbose = true;
    } else if (argument == QStringLiteral("--keep")) {
      options.data.keep = true;
    } else if (argument == QStringLiteral("--rows") && i + 1 < arguments.size()) {
      bool isNumber = false;
      options.data.rows = QString(arguments[++i]).remove(QLatin1Char(',')).toLongLong(&isNumber);
      if (!isNumber || options.data.rows < kLeastRows || options.data.rows > kMostRows) {
        return std::nullopt;
      }
    } else if (argument == QStringLiteral("--db") && i + 1 < arguments.size()) {
      options.data.ownerUrl = arguments[++i];
    } else if (argument.startsWith(QLatin1Char('-'))) {
      return std::nullopt;
    } else {
      options.names << argument;
    }
  }
  if (options.data.keep && !options.data.ownerUrl.isEmpty()) {
    return std::nullopt;
  }
  return options;
}

} // namespace sentinai

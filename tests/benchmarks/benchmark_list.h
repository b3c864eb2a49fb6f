// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/benchmarks/bench_figure.h"
#include "tests/benchmarks/bench_options.h"

#include <functional>
#include <memory>

namespace sentinai {

/// All benchmarks by name, in the order in which they run. The generated data is made when one first needs it.
class BenchmarkList {
public:
  struct Benchmark {
    QString name;
    QString group; ///< Asks for all of it.
    std::function<BenchFigures()> measure;
  };

  explicit BenchmarkList(const BenchOptions& options);

  /// Those that the options name; empty where a name is unknown.
  [[nodiscard]] std::vector<Benchmark> chosen() const;

private:
  [[nodiscard]] const BenchData& data();

  /// What watches the event loop must be the whole process, so each of these is one of its own: this program once more,
  /// with `name` and `arguments`, and the member's URL in its environment. What it wrote.
  [[nodiscard]] QByteArray childOutput(const QString& name, const QStringList& arguments, bool needsData);
  [[nodiscard]] BenchFigures inChild(const QString& name, const QStringList& arguments, bool needsData);
  [[nodiscard]] BenchFigures measureMemory();

  const BenchOptions& m_options;
  std::unique_ptr<BenchData> m_data;
  std::vector<Benchmark> m_benchmarks;
};

/// The other side of it: runs as the child that `arguments` name, and returns its exit status.
int runBenchmarkChild(int argc, char** argv, const QStringList& arguments);

} // namespace sentinai

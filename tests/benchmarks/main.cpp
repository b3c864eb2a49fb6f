// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/benchmarks/benchmark_list.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSysInfo>
#include <QThread>
#include <cstdio>

namespace {

using namespace sentinai;

const char* const kUsage = R"(sentinai-bench [--rows N] [--db URL | --keep] [--json] [--verbose] [NAME…]

Measures, all or those named, and prints the figures as a table and as JSON (--json: as JSON only).
On N generated exceptions (10,000,000), of which one tenant has 60 %:
  page            a page of the list: ours, libpq alone, Qt's driver, OFFSET
  depth           a page deep in the list against the first one
  jump            the scroll bar dropped anywhere, until its rows are painted
  filters         the first page of every filter and pair of filters in every order; names the slowest
  stream          a million rows into records: ours, libpq alone, Qt's driver
  dashboard       all of its figures
  use             stalls of the console that someone uses
  silent-server   the same while the server says nothing
  memory          what the console holds after scrolling through all rows
  ingest          N/10 events, at most a million, into an empty database: ours, COPY, and ours once more
On the bundled logs:
  first-rows      from the start of the console to its first painted rows
  paint           what the GUI thread computes to paint the console's window
  stall-sqlite, stall-postgresql    the longest stall of the console while it imports 120,000 rows
  live-sqlite, live-postgresql      from a commit elsewhere to the row painted, idle and at 1,000 changes a second
  import-sqlite, import-postgresql  log rows imported per second
  intake-sqlite, intake-postgresql  raw records per second through intake and triage
On neither:
  rules           evaluations of a typical triage rule, and decisions of a pack, per second
data, console and import stand for all of a kind. PostgreSQL is the cluster that ./dev starts; --db names another
database for the generated data, as its owner: one without our schema, which is taken out again. --keep uses the data of
an earlier run, and leaves it for the next. A stall is what keeps the GUI thread from its next event; its own is that
without the time in which other threads and programs used the processors. The status tells whether all was measured.
docs/performance.md explains each figure.
)";

int run(const QStringList& arguments) {
  const std::optional<BenchOptions> options = BenchOptions::parse(arguments);
  if (!options) {
    std::fputs(kUsage, stderr);
    return 2;
  }
  BenchmarkList list(*options);
  const std::vector<BenchmarkList::Benchmark> chosen = list.chosen();
  if (chosen.empty()) {
    std::fputs(kUsage, stderr);
    return 2;
  }
  BenchFigures figures;
  bool isWhole = true;
  for (const BenchmarkList::Benchmark& benchmark : chosen) {
    std::fprintf(stderr, "measuring %s\n", qPrintable(benchmark.name));
    try {
      for (BenchFigure& figure : benchmark.measure()) {
        figures.push_back(std::move(figure));
      }
    } catch (const std::exception& error) {
      std::fprintf(stderr, "sentinai-bench: %s: %s\n", qPrintable(benchmark.name), error.what());
      isWhole = false;
    }
  }
  const QJsonObject report{{QStringLiteral("version"), QStringLiteral(SENTINAI_VERSION)},
                           {QStringLiteral("system"), QSysInfo::prettyProductName()},
                           {QStringLiteral("processors"), QThread::idealThreadCount()},
                           {QStringLiteral("rows"), options->data.rows},
                           {QStringLiteral("figures"), toJson(figures)}};
  if (!options->onlyJson) {
    std::printf("%s\n", qPrintable(toTable(figures)));
  }
  std::fputs(QJsonDocument(report).toJson(QJsonDocument::Indented).constData(), stdout);
  return isWhole ? 0 : 1;
}

} // namespace

int main(int argc, char** argv) {
  QStringList arguments;
  for (int i = 1; i < argc; ++i) {
    arguments << QString::fromLocal8Bit(argv[i]);
  }
  try {
    if (!arguments.isEmpty() && arguments[0].startsWith(QStringLiteral("--child-"))) {
      return runBenchmarkChild(argc, argv, arguments);
    }
    QCoreApplication application(argc, argv);
    return run(arguments);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "sentinai-bench: %s\n", error.what());
    return 1;
  }
}

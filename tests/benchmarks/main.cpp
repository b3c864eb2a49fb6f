// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/benchmarks/first_rows.h"
#include "tests/benchmarks/import_rate.h"
#include "tests/benchmarks/import_stall.h"
#include "tests/benchmarks/live_latency.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QSysInfo>
#include <QThread>
#include <cstdio>
#include <functional>

namespace {

using namespace sentinai;
using Engine = DatabaseUrl::Engine;

const char* const kUsage = R"(sentinai-bench [--json] [--verbose] [NAME…]

Measures, all or those named, and prints the figures as a table and as JSON (--json: as JSON only):
  import-sqlite, import-postgresql  log rows imported per second
  first-rows                        from the start of the console to its first painted rows
  stall-sqlite, stall-postgresql    the longest stall of the console while it imports 120,000 rows
  live-sqlite, live-postgresql      from a commit elsewhere to the row painted, idle and at 1,000 changes a second
PostgreSQL is the cluster that ./dev starts. A stall is what keeps the GUI thread from its next event; its own is that
without the time in which other threads and programs used the processors. The status tells whether all was measured.
)";

/// What watches the event loop must be the whole process, so each of these is one of its own.
BenchFigures inChild(const QStringList& arguments) {
  QProcess process;
  process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
  process.start(QCoreApplication::applicationFilePath(), arguments);
  process.waitForFinished(-1);
  if (process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0) {
    throw std::runtime_error(arguments.join(QLatin1Char(' ')).toStdString() + " failed");
  }
  return figuresFromJson(QJsonDocument::fromJson(process.readAllStandardOutput()).array());
}

int runChild(int argc, char** argv, const QStringList& arguments) {
  EventWatchdog application(argc, argv);
  if (arguments[0] == QStringLiteral("--child-first-rows")) {
    return runUntilFirstRows(application, arguments[1]);
  }
  const Engine engine = arguments[1] == QStringLiteral("sqlite") ? Engine::Sqlite : Engine::PostgreSql;
  const bool verbose = arguments.contains(QStringLiteral("--verbose"));
  const BenchFigures figures = arguments[0] == QStringLiteral("--child-live")
                                   ? measureLiveLatency(application, engine, verbose)
                                   : measureImportStall(application, engine, verbose);
  std::fputs(QJsonDocument(toJson(figures)).toJson(QJsonDocument::Compact).constData(), stdout);
  return 0;
}

int run(const QStringList& arguments) {
  QStringList names = arguments;
  const bool onlyJson = names.removeAll(QStringLiteral("--json")) > 0;
  const bool verbose = names.removeAll(QStringLiteral("--verbose")) > 0;
  const QStringList tail = verbose ? QStringList{QStringLiteral("--verbose")} : QStringList();
  const std::vector<std::pair<QString, std::function<BenchFigures()>>> benchmarks{
      {QStringLiteral("import-sqlite"), [] { return measureImportRate(Engine::Sqlite); }},
      {QStringLiteral("import-postgresql"), [] { return measureImportRate(Engine::PostgreSql); }},
      {QStringLiteral("first-rows"), [] { return measureFirstRows(); }},
      {QStringLiteral("stall-sqlite"),
       [&] {
         return inChild(QStringList{QStringLiteral("--child-stall"), QStringLiteral("sqlite")} + tail);
       }},
      {QStringLiteral("stall-postgresql"),
       [&] {
         return inChild(QStringList{QStringLiteral("--child-stall"), QStringLiteral("postgresql")} + tail);
       }},
      {QStringLiteral("live-sqlite"),
       [&] {
         return inChild(QStringList{QStringLiteral("--child-live"), QStringLiteral("sqlite")} + tail);
       }},
      {QStringLiteral("live-postgresql"), [&] {
         return inChild(QStringList{QStringLiteral("--child-live"), QStringLiteral("postgresql")} + tail);
       }}};
  for (const QString& name : names) {
    if (std::ranges::none_of(benchmarks, [&](const auto& benchmark) { return benchmark.first == name; })) {
      std::fputs(kUsage, stderr);
      return 2;
    }
  }
  BenchFigures figures;
  for (const auto& [name, measure] : benchmarks) {
    if (names.isEmpty() || names.contains(name)) {
      std::fprintf(stderr, "measuring %s\n", qPrintable(name));
      for (BenchFigure& figure : measure()) {
        figures.push_back(std::move(figure));
      }
    }
  }
  const QJsonObject report{{QStringLiteral("version"), QStringLiteral(SENTINAI_VERSION)},
                           {QStringLiteral("system"), QSysInfo::prettyProductName()},
                           {QStringLiteral("processors"), QThread::idealThreadCount()},
                           {QStringLiteral("figures"), toJson(figures)}};
  if (!onlyJson) {
    std::printf("%s\n", qPrintable(toTable(figures)));
  }
  std::fputs(QJsonDocument(report).toJson(QJsonDocument::Indented).constData(), stdout);
  return 0;
}

} // namespace

int main(int argc, char** argv) {
  QStringList arguments;
  for (int i = 1; i < argc; ++i) {
    arguments << QString::fromLocal8Bit(argv[i]);
  }
  try {
    if (arguments.size() >= 2 && arguments[0].startsWith(QStringLiteral("--child-"))) {
      return runChild(argc, argv, arguments);
    }
    QCoreApplication application(argc, argv);
    return run(arguments);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "sentinai-bench: %s\n", error.what());
    return 1;
  }
}

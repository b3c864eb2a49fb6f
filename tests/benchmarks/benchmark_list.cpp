// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/benchmarks/benchmark_list.h"

#include "tests/benchmarks/console_use.h"
#include "tests/benchmarks/dashboard_read.h"
#include "tests/benchmarks/empty_window.h"
#include "tests/benchmarks/event_ingest.h"
#include "tests/benchmarks/first_rows.h"
#include "tests/benchmarks/import_rate.h"
#include "tests/benchmarks/import_stall.h"
#include "tests/benchmarks/intake_rate.h"
#include "tests/benchmarks/live_latency.h"
#include "tests/benchmarks/page_filters.h"
#include "tests/benchmarks/page_read.h"
#include "tests/benchmarks/row_stream.h"
#include "tests/benchmarks/rule_rate.h"
#include "tests/benchmarks/scroll_jump.h"
#include "tests/benchmarks/window_paint.h"

#include <QJsonDocument>
#include <QLocale>
#include <QProcess>
#include <cstdio>

namespace sentinai {

namespace {

using Engine = DatabaseUrl::Engine;

constexpr char kUrlVariable[] = "SENTINAI_BENCH_URL";
const QString kVerbose = QStringLiteral("--verbose");

void print(const BenchFigures& figures) {
  std::fputs(QJsonDocument(toJson(figures)).toJson(QJsonDocument::Compact).constData(), stdout);
}

} // namespace

BenchmarkList::BenchmarkList(const BenchOptions& options)
    : m_options(options) {
  const bool isSmoke = options.isSmoke();
  const auto pick = [isSmoke](int usual, int smoke) { return isSmoke ? smoke : usual; };
  const auto add = [this](const char* name, const char* group, std::function<BenchFigures()> measure) {
    m_benchmarks.push_back({QString::fromLatin1(name), QString::fromLatin1(group), std::move(measure)});
  };
  const auto child = [this](const char* name, const QStringList& arguments, bool needsData) {
    return
        [this, name = QString::fromLatin1(name), arguments, needsData] { return inChild(name, arguments, needsData); };
  };
  constexpr bool withData = true;
  add("page", "data", [this] { return measurePageRead(data()); });
  add("depth", "data", [this] { return measurePageDepth(data()); });
  add("jump", "data", child("--child-jump", {QString::number(pick(400, 40))}, withData));
  add("filters", "data", [this, limit = pick(1'000, 500)] { return measurePageFilters(data(), limit); });
  add("stream", "data", [this] { return measureRowStream(data()); });
  add("dashboard", "data", [this] { return measureDashboardRead(data()); });
  add("use", "data", child("--child-use", {QString::number(pick(600, 40))}, withData));
  add("silent-server", "data", child("--child-silent-server", {QString::number(pick(30, 2))}, withData));
  add("memory", "data", [this] { return measureMemory(); });
  constexpr qint64 mostEvents = 1'000'000;
  add("ingest", "data", [events = std::min(mostEvents, options.data.rows / 10)] { return measureEventIngest(events); });
  add("first-rows", "console", [] { return measureFirstRows(); });
  add("paint", "console", child("--child-paint", {}, !withData));
  add("stall-sqlite", "console", child("--child-stall", {QStringLiteral("sqlite")}, !withData));
  add("stall-postgresql", "console", child("--child-stall", {QStringLiteral("postgresql")}, !withData));
  add("live-sqlite", "console", child("--child-live", {QStringLiteral("sqlite")}, !withData));
  add("live-postgresql", "console", child("--child-live", {QStringLiteral("postgresql")}, !withData));
  add("import-sqlite", "import", [] { return measureImportRate(Engine::Sqlite); });
  add("import-postgresql", "import", [] { return measureImportRate(Engine::PostgreSql); });
  add("intake-sqlite", "import", [] { return measureIntakeRate(Engine::Sqlite); });
  add("intake-postgresql", "import", [] { return measureIntakeRate(Engine::PostgreSql); });
  add("rules", "rules", [] { return measureRuleRate(); });
}

std::vector<BenchmarkList::Benchmark> BenchmarkList::chosen() const {
  if (m_options.names.isEmpty()) {
    return m_benchmarks;
  }
  for (const QString& name : m_options.names) {
    if (std::ranges::none_of(m_benchmarks,
                             [&](const Benchmark& one) { return name == one.name || name == one.group; })) {
      return {};
    }
  }
  std::vector<Benchmark> chosen;
  for (const Benchmark& one : m_benchmarks) {
    if (m_options.names.contains(one.name) || m_options.names.contains(one.group)) {
      chosen.push_back(one);
    }
  }
  return chosen;
}

const BenchData& BenchmarkList::data() {
  if (!m_data) {
    m_data = std::make_unique<BenchData>(m_options.data);
  }
  return *m_data;
}

QByteArray BenchmarkList::childOutput(const QString& name, const QStringList& arguments, bool needsData) {
  QProcess process;
  process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
  QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
  if (needsData) {
    // It holds a password, so it is no argument.
    environment.insert(QString::fromLatin1(kUrlVariable), data().memberUrl().conninfo());
  }
  process.setProcessEnvironment(environment);
  process.start(QCoreApplication::applicationFilePath(),
                QStringList{name} + arguments + (m_options.verbose ? QStringList{kVerbose} : QStringList()));
  process.waitForFinished(-1);
  if (process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0) {
    throw std::runtime_error(name.toStdString() + " failed");
  }
  return process.readAllStandardOutput();
}

BenchFigures BenchmarkList::inChild(const QString& name, const QStringList& arguments, bool needsData) {
  return figuresFromJson(QJsonDocument::fromJson(childOutput(name, arguments, needsData)).array());
}

BenchFigures BenchmarkList::measureMemory() {
  const QList<QByteArray> console = childOutput(QStringLiteral("--child-memory"), {}, true).trimmed().split(' ');
  const QList<QByteArray> empty = childOutput(QStringLiteral("--child-empty-window"), {}, false).trimmed().split(' ');
  constexpr double kilo = 1024;
  const double held = console.value(0).toDouble() / kilo;
  const double bare = empty.value(1).toDouble() / kilo;
  constexpr double most = 60;
  return {{QStringLiteral("memory.console"), held, QStringLiteral("MB"), std::nullopt,
           QStringLiteral("resident, after scrolling through %1 rows")
               .arg(QLocale(QLocale::English).toString(console.value(1).toLongLong()))},
          {QStringLiteral("memory.empty_window"), bare, QStringLiteral("MB"), std::nullopt,
           QStringLiteral("a Qt window with a small table")},
          {QStringLiteral("memory.above_empty_window"), held - bare, QStringLiteral("MB"), most, {}}};
}

int runBenchmarkChild(int argc, char** argv, const QStringList& arguments) {
  EventWatchdog application(argc, argv);
  const bool verbose = arguments.contains(kVerbose);
  const QString& name = arguments[0];
  const QString url = qEnvironmentVariable(kUrlVariable);
  if (name == QStringLiteral("--child-empty-window")) {
    return runEmptyWindow(application);
  }
  if (name == QStringLiteral("--child-first-rows")) {
    return runUntilFirstRows(application, arguments[1]);
  }
  if (name == QStringLiteral("--child-memory")) {
    return runConsoleMemory(application, url, BenchData::tenant());
  }
  if (name == QStringLiteral("--child-jump")) {
    print(measureScrollJumps(url, BenchData::tenant(), arguments[1].toInt()));
  } else if (name == QStringLiteral("--child-use")) {
    print(measureConsoleUse(application, url, BenchData::tenant(), arguments[1].toInt(), verbose));
  } else if (name == QStringLiteral("--child-silent-server")) {
    print(measureConsoleOnSilentServer(application, url, BenchData::tenant(), arguments[1].toInt(), verbose));
  } else if (name == QStringLiteral("--child-paint")) {
    print(measureWindowPaint());
  } else {
    const Engine engine = arguments[1] == QStringLiteral("sqlite") ? Engine::Sqlite : Engine::PostgreSql;
    print(name == QStringLiteral("--child-live") ? measureLiveLatency(application, engine, verbose)
                                                 : measureImportStall(application, engine, verbose));
  }
  return 0;
}

} // namespace sentinai

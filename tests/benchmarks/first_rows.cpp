// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/benchmarks/first_rows.h"

#include "app/console/console_controller.h"
#include "app/exchange/demo.h"
#include "tests/benchmarks/bench_samples.h"
#include "tests/benchmarks/table_watch.h"
#include "tests/support/await.h"
#include "views/main_window.h"

#include <QApplication>
#include <QProcess>
#include <QTemporaryDir>
#include <cstdio>

namespace sentinai {

namespace {

constexpr int kStarts = 7;
constexpr int kLongestStart = 60'000;
constexpr QSize kWindow{1440, 900};

/// From the start of a process to its line "painted".
double startOnce(const QStringList& arguments) {
  QProcess process;
  const auto start = std::chrono::steady_clock::now();
  process.start(QCoreApplication::applicationFilePath(), arguments);
  if (!process.waitForReadyRead(kLongestStart) || !process.readLine().startsWith("painted")) {
    throw std::runtime_error("a window showed nothing: " + process.readAllStandardError().toStdString());
  }
  const std::chrono::duration<double, std::milli> taken = std::chrono::steady_clock::now() - start;
  process.waitForFinished();
  return taken.count();
}

} // namespace

BenchFigures measureFirstRows() {
  QTemporaryDir directory;
  const QString path = directory.filePath(QStringLiteral("demo.db"));
  const Result<DemoReport> demo = await(createDemo(path, currentInstant(), {}, CancelToken()));
  if (!demo) {
    throw std::runtime_error(demo.error().message.toStdString());
  }
  const QStringList console{QStringLiteral("--child-first-rows"), QStringLiteral("sqlite:") + path};
  const double first = startOnce(console);
  BenchSamples starts;
  BenchSamples empty;
  for (int i = 0; i < kStarts; ++i) {
    starts.add(startOnce(console));
    empty.add(startOnce({QStringLiteral("--child-empty-window")}));
  }
  constexpr double mostOverQt = 250;
  const QString remark = QStringLiteral("median of %1 further starts").arg(kStarts);
  return {{QStringLiteral("console.first_rows.first_start"), first, QStringLiteral("ms"), std::nullopt,
           QStringLiteral("process start to first painted rows, %1 exceptions").arg(demo->cases)},
          {QStringLiteral("console.first_rows.median"), starts.median(), QStringLiteral("ms"), std::nullopt, remark},
          {QStringLiteral("console.first_rows.empty_window"), empty.median(), QStringLiteral("ms"), std::nullopt,
           QStringLiteral("process start to a painted Qt window with a small table, ") + remark},
          {QStringLiteral("console.first_rows.above_empty_window"), starts.median() - empty.median(),
           QStringLiteral("ms"), mostOverQt, remark}};
}

int runUntilFirstRows(QApplication&, const QString& url) {
  ConsoleOptions options;
  options.database = url;
  ConsoleController controller(options);
  std::unique_ptr<TableWatch> watch;
  QObject::connect(&controller, &ConsoleController::failed, qApp, [](const QString& message) {
    std::fprintf(stderr, "%s\n", qPrintable(message));
    QApplication::exit(1);
  });
  QObject::connect(&controller, &ConsoleController::opened, qApp, [&] {
    controller.window().goTo({QStringLiteral("exceptions"), {}});
    auto* table = controller.window().findChild<LongTableView*>(QStringLiteral("exceptionsTable"));
    watch = std::make_unique<TableWatch>(*table);
    QObject::connect(watch.get(), &TableWatch::shown, qApp, [] {
      std::puts("painted");
      std::fflush(stdout);
      QApplication::exit(0);
    });
  });
  controller.start();
  controller.window().resize(kWindow);
  return QApplication::exec();
}

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/benchmarks/first_rows.h"

#include "app/console/console_controller.h"
#include "app/exchange/demo.h"
#include "tests/support/await.h"
#include "views/main_window.h"

#include <QApplication>
#include <QEvent>
#include <QProcess>
#include <QTableView>
#include <QTemporaryDir>
#include <algorithm>
#include <cstdio>

namespace sentinai {

namespace {

constexpr int kStarts = 5;
constexpr int kLongestStart = 60'000;
constexpr QSize kWindow{1440, 900};

/// Notices when a table has painted rows that are loaded.
class PaintWatch : public QObject {
public:
  PaintWatch(QTableView& table, std::function<void()> painted)
      : m_table(table)
      , m_painted(std::move(painted)) {
    table.viewport()->installEventFilter(this);
  }

  bool eventFilter(QObject* watched, QEvent* event) override {
    const QAbstractItemModel* model = m_table.model();
    if (event->type() == QEvent::Paint && model->rowCount() > 0 &&
        model->index(0, 0).data(ExceptionTableModel::SeverityRole).isValid()) {
      // Queued: the paint event itself is yet to be handled.
      QMetaObject::invokeMethod(qApp, m_painted, Qt::QueuedConnection);
    }
    return QObject::eventFilter(watched, event);
  }

private:
  QTableView& m_table;
  std::function<void()> m_painted;
};

double startOnce(const QString& url) {
  QProcess process;
  const auto start = std::chrono::steady_clock::now();
  process.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--child-first-rows"), url});
  if (!process.waitForReadyRead(kLongestStart) || !process.readLine().startsWith("painted")) {
    throw std::runtime_error("the console showed no rows: " + process.readAllStandardError().toStdString());
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
  const QString url = QStringLiteral("sqlite:") + path;
  const double first = startOnce(url);
  std::vector<double> times;
  for (int i = 0; i < kStarts; ++i) {
    times.push_back(startOnce(url));
  }
  std::ranges::sort(times);
  return {{QStringLiteral("console.first_rows.first_start"), first, QStringLiteral("ms"), std::nullopt,
           QStringLiteral("process start to first painted rows, %1 exceptions").arg(demo->cases)},
          {QStringLiteral("console.first_rows.median"), times[times.size() / 2], QStringLiteral("ms"), std::nullopt,
           QStringLiteral("of %1 further starts").arg(kStarts)}};
}

int runUntilFirstRows(QApplication&, const QString& url) {
  ConsoleOptions options;
  options.database = url;
  ConsoleController controller(options);
  std::unique_ptr<PaintWatch> watch;
  QObject::connect(&controller, &ConsoleController::failed, qApp, [](const QString& message) {
    std::fprintf(stderr, "%s\n", qPrintable(message));
    QApplication::exit(1);
  });
  QObject::connect(&controller, &ConsoleController::opened, qApp, [&] {
    controller.window().goTo({QStringLiteral("exceptions"), {}});
    auto* table = controller.window().findChild<QTableView*>(QStringLiteral("exceptionsTable"));
    watch = std::make_unique<PaintWatch>(*table, [] {
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

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/benchmarks/console_use.h"

#include "app/console/console_controller.h"
#include "app/exchange/seeded_random.h"
#include "repositories/postgresql/pg_settings.h"
#include "tests/benchmarks/bench_samples.h"
#include "tests/benchmarks/resident_memory.h"
#include "tests/benchmarks/table_watch.h"
#include "tests/support/breakable_link.h"
#include "views/main_window.h"

#include <QAction>
#include <QScrollBar>
#include <QSignalSpy>
#include <QThread>
#include <cstdio>

namespace sentinai {

namespace {
using namespace std::chrono_literals;

constexpr auto kPatience = 60s;
constexpr auto kBetween = 120ms;
constexpr auto kBetweenSteps = 5ms;
constexpr auto kPatienceForStep = 5s;
constexpr int kScrollSteps = 1'000;
constexpr QSize kWindow{1440, 900};
constexpr double kLongestStall = 50;
constexpr double kUsualStall = 16;
constexpr quint64 kSeed = 13;

/// The console with its exceptions on view, as someone uses it.
class ConsoleUse {
public:
  ConsoleUse(const QString& url, const QString& tenantId)
      : m_controller(optionsOf(url, tenantId)) {
    QSignalSpy opened(&m_controller, &ConsoleController::opened);
    QObject::connect(&m_controller, &ConsoleController::failed, &m_controller,
                     [this](const QString& message) { m_failure = message; });
    m_controller.start();
    m_controller.window().resize(kWindow);
    const auto end = std::chrono::steady_clock::now() + kPatience;
    while (opened.isEmpty() && m_failure.isEmpty() && std::chrono::steady_clock::now() < end) {
      runEventsFor(kBetween);
    }
    if (opened.isEmpty()) {
      throw std::runtime_error("the console did not open: " + m_failure.toStdString());
    }
    show({});
    m_watch = std::make_unique<TableWatch>(table());
    if (!m_watch->waitUntilShown(kPatience)) {
      throw std::runtime_error("the console showed no rows");
    }
  }

  [[nodiscard]] LongTableView& table() {
    return *m_controller.window().findChild<LongTableView*>(QStringLiteral("exceptionsTable"));
  }
  [[nodiscard]] TableWatch& watch() { return *m_watch; }

  void show(const QString& filter) { m_controller.window().goTo({QStringLiteral("exceptions"), filter}); }

  /// Whatever comes to someone's mind next.
  void act() {
    QScrollBar* bar = table().verticalScrollBar();
    static const QStringList filters{QString(),
                                     QStringLiteral("status:open"),
                                     QStringLiteral("domain:Finance severity:critical"),
                                     QStringLiteral("domain:IT status:resolved"),
                                     QStringLiteral("owner:anna.keller"),
                                     QStringLiteral("bank")};
    switch (m_random.below(10)) {
    case 0:
      show(filters.at(m_random.below(filters.size())));
      break;
    case 1:
      table().sortByColumn(static_cast<int>(m_random.below(ExceptionTableModel::kColumns)),
                           m_random.chance(0.5) ? Qt::AscendingOrder : Qt::DescendingOrder);
      break;
    case 2:
      m_controller.window().goTo({QStringLiteral("dashboard"), {}});
      break;
    case 3:
      m_controller.window().findChild<QAction*>(QStringLiteral("refresh"))->trigger();
      break;
    case 4:
    case 5:
      show({});
      bar->setValue(static_cast<int>(m_random.below(static_cast<qint64>(bar->maximum()) + 1)));
      break;
    default:
      bar->setValue(bar->value() + bar->pageStep() * static_cast<int>(m_random.below(9) - 3));
      break;
    }
  }

private:
  static ConsoleOptions optionsOf(const QString& url, const QString& tenantId) {
    ConsoleOptions options;
    options.database = url;
    options.tenantId = tenantId;
    return options;
  }

  QString m_failure;
  ConsoleController m_controller;
  std::unique_ptr<TableWatch> m_watch;
  SeededRandom m_random{{kSeed}};
};

double milliseconds(std::chrono::microseconds span) {
  return std::chrono::duration<double, std::milli>(span).count();
}

BenchFigures figuresOf(const EventWatchdog& application, const QString& name, const QString& remark, bool verbose) {
  if (verbose) {
    for (const EventWatchdog::Stall& stall : application.longest()) {
      std::fprintf(stderr, "%8.1f ms, %.1f ms of them its own: %s\n", milliseconds(stall.wall), milliseconds(stall.own),
                   qPrintable(stall.what));
    }
  }
  constexpr double share = 0.999;
  return {{name + QStringLiteral(".stall_p99_9"), milliseconds(application.silence(share)), QStringLiteral("ms"),
           kUsualStall, remark},
          {name + QStringLiteral(".longest_stall"), milliseconds(application.longestSilence()), QStringLiteral("ms"),
           kLongestStall, application.longest().front().what},
          {name + QStringLiteral(".longest_own_stall"), milliseconds(application.longestOwn().own),
           QStringLiteral("ms"), kLongestStall, application.longestOwn().what}};
}

/// A link to the server that runs on a thread of its own, so that it does not take the watched one's time.
class LinkThread {
public:
  LinkThread(const QString& host, quint16 port) {
    m_context.moveToThread(&m_thread);
    m_thread.start();
    QMetaObject::invokeMethod(
        &m_context, [&] { m_link = std::make_unique<BreakableLink>(host, port); }, Qt::BlockingQueuedConnection);
  }
  ~LinkThread() {
    QMetaObject::invokeMethod(
        &m_context, [this] { m_link.reset(); }, Qt::BlockingQueuedConnection);
    m_thread.quit();
    m_thread.wait();
  }
  Q_DISABLE_COPY_MOVE(LinkThread)

  [[nodiscard]] quint16 port() const { return m_link->serverPort(); }
  void silence() {
    QMetaObject::invokeMethod(
        &m_context, [this] { m_link->silence(); }, Qt::BlockingQueuedConnection);
  }

private:
  QThread m_thread;
  QObject m_context;
  std::unique_ptr<BreakableLink> m_link;
};

} // namespace

BenchFigures measureConsoleUse(EventWatchdog& application, const QString& url, const QString& tenantId, int actions,
                               bool verbose) {
  ConsoleUse console(url, tenantId);
  application.watch();
  for (int i = 0; i < actions; ++i) {
    console.act();
    runEventsFor(kBetween);
  }
  application.stop();
  return figuresOf(application, QStringLiteral("use"), QStringLiteral("in %1 actions").arg(actions), verbose);
}

BenchFigures measureConsoleOnSilentServer(EventWatchdog& application, const QString& url, const QString& tenantId,
                                          int seconds, bool verbose) {
  const PgSettings settings = benchValue(PgSettings::from(benchValue(DatabaseUrl::parse(url)), {}));
  LinkThread link(settings.parameter("host"), settings.parameter("port").toUShort());
  // The last one of a keyword counts.
  ConsoleUse console(QStringLiteral("%1 host=127.0.0.1 port=%2").arg(url).arg(link.port()), tenantId);
  link.silence();
  application.watch();
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{seconds};
  while (std::chrono::steady_clock::now() < end) {
    console.act();
    runEventsFor(kBetween);
  }
  application.stop();
  return figuresOf(application, QStringLiteral("silent_server"),
                   QStringLiteral("used for %1 s while the server says nothing").arg(seconds), verbose);
}

int runConsoleMemory(QApplication&, const QString& url, const QString& tenantId) {
  ConsoleUse console(url, tenantId);
  QScrollBar* bar = console.table().verticalScrollBar();
  for (int step = 1; step <= kScrollSteps; ++step) {
    const int place = static_cast<int>(static_cast<qint64>(bar->maximum()) * step / kScrollSteps);
    if (place != bar->value()) {
      bar->setValue(place);
      std::ignore = console.watch().waitUntilShown(kPatienceForStep);
    }
    runEventsFor(kBetweenSteps);
  }
  std::printf("%lld %d\n", static_cast<long long>(residentKilobytes()), console.table().model()->rowCount());
  return 0;
}

} // namespace sentinai

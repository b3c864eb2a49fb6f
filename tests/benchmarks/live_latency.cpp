// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/benchmarks/live_latency.h"

#include "app/console/console_controller.h"
#include "models/exception_table_model.h"
#include "tests/benchmarks/import_rate.h"
#include "tests/benchmarks/live_writer.h"
#include "tests/support/test_database.h"
#include "views/main_window.h"
#include "views/page_widget.h"

#include <QLabel>
#include <QRandomGenerator>
#include <QTableView>
#include <QThread>
#include <cstdio>

namespace sentinai {

namespace {

constexpr int kProbes = 60;
constexpr int kLoad = 1000; // changes a second
constexpr int kLongestPause = 500;
constexpr int kRows = 10; // that are probed, at the top
constexpr double kLongestStall = 50;
constexpr QSize kWindow{1440, 900};
constexpr std::chrono::milliseconds kPoll{20};

using Clock = LiveWriter::Clock;

double milliseconds(Clock::duration span) {
  return std::chrono::duration<double, std::milli>(span).count();
}

double percentile(std::vector<double> values, double share) {
  std::ranges::sort(values);
  return values[std::min(values.size() - 1, static_cast<std::size_t>(share * static_cast<double>(values.size())))];
}

/// The console on its table, and someone who changes rows of it one after the other and sees how long each takes.
class LiveProbe : public QObject {
public:
  LiveProbe(EventWatchdog& application, DatabaseUrl::Engine engine, bool verbose)
      : m_application(application)
      , m_engine(engine)
      , m_verbose(verbose)
      , m_database(engine) {
    const QString tenant = QStringLiteral("bench");
    m_database.addTenant(tenant);
    const DatabaseUrl url = m_database.addLogin(QStringLiteral("ann"), {{tenant, Access::Supervisor}});
    m_writer = new LiveWriter(url, tenant);
    m_writer->moveToThread(&m_thread);
    ConsoleOptions options;
    options.database =
        engine == DatabaseUrl::Engine::Sqlite ? QStringLiteral("sqlite:") + url.sqlitePath() : url.conninfo();
    options.tenantId = tenant;
    m_controller = std::make_unique<ConsoleController>(options);
    const auto fail = [this](const QString& why) {
      m_failure = why;
      QApplication::exit(1);
    };
    connect(m_controller.get(), &ConsoleController::failed, this, fail);
    connect(m_writer, &LiveWriter::failed, this, fail);
    connect(m_writer, &LiveWriter::ready, this, [this] { m_controller->start(); });
    connect(m_writer, &LiveWriter::assigned, this, [this](const QString& owner, Clock::time_point committed) {
      if (owner == m_owner) {
        m_committed = committed;
        finishProbe();
      }
    });
    connect(m_controller.get(), &ConsoleController::opened, this, [this] {
      m_controller->window().resize(kWindow);
      m_controller->window().goTo({QStringLiteral("exceptions"), {}});
      m_poll.start(kPoll);
    });
    connect(&m_poll, &QTimer::timeout, this, &LiveProbe::startWhenReady);
    m_pause.setSingleShot(true);
    connect(&m_pause, &QTimer::timeout, this, &LiveProbe::probe);
    m_thread.start();
  }

  ~LiveProbe() override {
    QMetaObject::invokeMethod(m_writer, &LiveWriter::close, Qt::BlockingQueuedConnection);
    m_thread.quit();
    m_thread.wait();
    delete m_writer;
  }

  BenchFigures run() {
    QMetaObject::invokeMethod(m_writer, &LiveWriter::open, Qt::QueuedConnection);
    if (QApplication::exec() != 0) {
      throw std::runtime_error(m_failure.toStdString());
    }
    return m_figures;
  }

protected:
  bool eventFilter(QObject* watched, QEvent* event) override {
    if (event->type() == QEvent::Paint && m_changed) {
      m_changed = false;
      m_painted = Clock::now();
      finishProbe();
    }
    return QObject::eventFilter(watched, event);
  }

private:
  void startWhenReady() {
    MainWindow& window = m_controller->window();
    const PageWidget* page = window.currentPage();
    const QString live = window.findChild<QLabel*>(QStringLiteral("statusLive"))->text();
    if (!page->loadedAt() || page->isLoading() ||
        (live != QStringLiteral("Live") && live != QStringLiteral("Polling"))) {
      return;
    }
    m_poll.stop();
    m_table = window.findChild<QTableView*>(QStringLiteral("exceptionsTable"));
    m_table->viewport()->installEventFilter(this);
    const auto look = [this] {
      m_changed = m_changed || (!m_owner.isEmpty() && !m_painted && ownerAt(m_row) == m_owner);
    };
    connect(m_table->model(), &QAbstractItemModel::dataChanged, this, look);
    connect(m_table->model(), &QAbstractItemModel::modelReset, this, look);
    startPhase();
  }

  [[nodiscard]] QString ownerAt(int row) const {
    return m_table->model()->index(row, static_cast<int>(ExceptionTableModel::Column::Owner)).data().toString();
  }

  void startPhase() {
    m_latencies.clear();
    m_started = Clock::now();
    m_application.watch();
    pause();
  }

  /// For a while at random, so that nothing beats in time with anything else.
  void pause() { m_pause.start(static_cast<int>(QRandomGenerator::global()->bounded(kLongestPause))); }

  void probe() {
    m_row = static_cast<int>(m_latencies.size()) % kRows;
    m_owner = QStringLiteral("owner-%1-%2").arg(m_loaded ? 1 : 0).arg(m_latencies.size());
    m_committed.reset();
    m_painted.reset();
    const QString id = m_table->model()->index(m_row, 0).data(ExceptionTableModel::IdRole).toString();
    QMetaObject::invokeMethod(
        m_writer, [writer = m_writer, id, owner = m_owner] { writer->assign(id, owner); }, Qt::QueuedConnection);
  }

  void finishProbe() {
    if (!m_committed || !m_painted) {
      return;
    }
    // The console may hear of it before the writer does.
    m_latencies.push_back(milliseconds(std::max(*m_painted, *m_committed) - *m_committed));
    m_owner.clear();
    m_committed.reset();
    if (m_latencies.size() < kProbes) {
      pause();
      return;
    }
    finishPhase();
  }

  void finishPhase() {
    m_application.stop();
    const double seconds = milliseconds(Clock::now() - m_started) / 1000;
    const QString remark =
        m_loaded
            ? QStringLiteral("at %1 changes a second").arg(qRound(static_cast<double>(m_writer->written()) / seconds))
            : QStringLiteral("nothing else changes");
    const QString name = QStringLiteral("live.%1.%2.")
                             .arg(engineName(m_engine), m_loaded ? QStringLiteral("busy") : QStringLiteral("idle"));
    const QString unit = QStringLiteral("ms");
    m_figures.push_back({name + QStringLiteral("commit_to_paint_p50"), percentile(m_latencies, 0.5), unit, {}, remark});
    m_figures.push_back(
        {name + QStringLiteral("commit_to_paint_p99"), percentile(m_latencies, 0.99), unit, {}, remark});
    m_figures.push_back({name + QStringLiteral("longest_stall"), milliseconds(m_application.longestSilence()), unit,
                         kLongestStall, remark});
    m_figures.push_back({name + QStringLiteral("longest_own_stall"), milliseconds(m_application.longestOwn().own), unit,
                         kLongestStall, m_application.longestOwn().what});
    if (m_verbose) {
      for (const EventWatchdog::Stall& stall : m_application.longest()) {
        std::fprintf(stderr, "%8.1f ms, %.1f ms of them its own: %s\n", milliseconds(stall.wall),
                     milliseconds(stall.own), qPrintable(stall.what));
      }
    }
    if (std::exchange(m_loaded, true)) {
      QApplication::exit(0);
      return;
    }
    QMetaObject::invokeMethod(
        m_writer, [writer = m_writer] { writer->load(kLoad); }, Qt::QueuedConnection);
    startPhase();
  }

  EventWatchdog& m_application;
  DatabaseUrl::Engine m_engine;
  bool m_verbose;
  TestDatabase m_database;
  QThread m_thread;
  LiveWriter* m_writer = nullptr; ///< On m_thread.
  std::unique_ptr<ConsoleController> m_controller;
  QTableView* m_table = nullptr;
  QTimer m_poll;
  QTimer m_pause;
  bool m_loaded = false;
  int m_row = 0;
  QString m_owner;        ///< What the row that is probed is to show; empty: between probes.
  bool m_changed = false; ///< It does, and is to be painted.
  std::optional<Clock::time_point> m_committed;
  std::optional<Clock::time_point> m_painted;
  Clock::time_point m_started;
  std::vector<double> m_latencies;
  BenchFigures m_figures;
  QString m_failure;
};

} // namespace

BenchFigures measureLiveLatency(EventWatchdog& application, DatabaseUrl::Engine engine, bool verbose) {
  LiveProbe probe(application, engine, verbose);
  return probe.run();
}

} // namespace sentinai

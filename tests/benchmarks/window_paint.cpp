// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/benchmarks/window_paint.h"

#include "app/console/console_controller.h"
#include "app/exchange/demo.h"
#include "tests/benchmarks/bench_samples.h"
#include "tests/benchmarks/table_watch.h"
#include "tests/support/await.h"
#include "views/main_window.h"
#include "views/page_widget.h"

#include <QAbstractItemDelegate>
#include <QScrollBar>
#include <QStyledItemDelegate>
#include <QTemporaryDir>
#include <ctime>

namespace sentinai {

namespace {

using namespace std::chrono_literals;

constexpr auto kPatience = 60s;
constexpr auto kBetween = 50ms;
constexpr QSize kWindow{1600, 1000};
constexpr int kRepaints = 60;
constexpr int kScrolls = 200;
constexpr double kLeastAgainstQt = 2;

/// What this thread has computed, in milliseconds: other programs' time does not count.
double computed() {
  std::timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

class PaintedConsole {
public:
  explicit PaintedConsole(const QString& url)
      : m_controller(optionsOf(url)) {
    m_controller.start();
    m_controller.window().resize(kWindow);
  }

  void show(const QString& page, const QString& argument) {
    waitUntil([this] { return m_controller.window().currentPage() != nullptr; });
    m_controller.window().goTo({page, argument});
    waitUntil([this] {
      const PageWidget* const shown = m_controller.window().currentPage();
      return !shown->isLoading() && shown->loadedAt();
    });
    runEventsFor(kBetween);
  }

  [[nodiscard]] LongTableView& table(const char* name) {
    return *m_controller.window().findChild<LongTableView*>(QString::fromLatin1(name));
  }
  [[nodiscard]] QString idAtTop() {
    return table("exceptionsTable").model()->index(0, 0).data(ExceptionTableModel::IdRole).toString();
  }

  /// Of painting all of it, the children too.
  [[nodiscard]] static double repaint(QWidget& widget) {
    const QList<QWidget*> children = widget.findChildren<QWidget*>();
    BenchSamples samples;
    for (int i = 0; i < kRepaints; ++i) {
      const double start = computed();
      for (QWidget* child : children) {
        if (!child->isWindow()) {
          child->update();
        }
      }
      widget.repaint();
      samples.add(computed() - start);
    }
    return samples.median();
  }
  [[nodiscard]] double repaintWindow() { return repaint(m_controller.window()); }

  /// Of scrolling by so many rows that have been read, with what is painted for it.
  [[nodiscard]] double scroll(LongTableView& view, int rows) {
    QScrollBar* const bar = view.verticalScrollBar();
    BenchSamples samples;
    for (int i = 0; i < kScrolls; ++i) {
      const int to = bar->value() + rows > std::min(bar->maximum(), kWindowPage) ? 0 : bar->value() + rows;
      const bool counts = to != 0;
      const double start = computed();
      bar->setValue(to);
      view.viewport()->repaint(0, view.viewport()->height() - 1, 1, 1); // And with it what scrolling has laid open.
      if (counts) {
        samples.add(computed() - start);
      }
      runEventsFor(0ms);
    }
    return samples.median();
  }

private:
  static ConsoleOptions optionsOf(const QString& url) {
    ConsoleOptions options;
    options.database = url;
    return options;
  }

  template <typename Condition>
  void waitUntil(Condition condition) {
    const auto end = std::chrono::steady_clock::now() + kPatience;
    while (!condition()) {
      if (std::chrono::steady_clock::now() > end) {
        throw std::runtime_error("the console showed nothing");
      }
      runEventsFor(kBetween);
    }
  }

  ConsoleController m_controller;
};

} // namespace

BenchFigures measureWindowPaint() {
  QTemporaryDir directory;
  const QString path = directory.filePath(QStringLiteral("demo.db"));
  (void)benchValue(await(createDemo(path, currentInstant(), {}, CancelToken())));
  BenchFigures figures;
  const auto add = [&figures](const char* name, double value, const QString& remark = {}) {
    figures.push_back({QString::fromLatin1(name), value, QStringLiteral("ms"), std::nullopt, remark});
  };
  PaintedConsole console(QStringLiteral("sqlite:") + path);
  console.show(QStringLiteral("exceptions"), {});
  LongTableView& table = console.table("exceptionsTable");
  add("paint.exceptions.window", console.repaintWindow(),
      QStringLiteral("the whole window, %1×%2").arg(kWindow.width()).arg(kWindow.height()));
  add("paint.exceptions.row", console.scroll(table, 1), QStringLiteral("scrolled by a row"));
  add("paint.exceptions.page", console.scroll(table, table.verticalScrollBar()->pageStep()),
      QStringLiteral("scrolled by a page"));
  const double ours = console.repaint(*table.viewport());
  add("paint.exceptions.cells", ours, QStringLiteral("the table without its header"));
  QAbstractItemDelegate* const delegate = table.itemDelegate();
  QStyledItemDelegate plain;
  table.setItemDelegate(&plain);
  const double qt = console.repaint(*table.viewport());
  table.setItemDelegate(delegate);
  add("paint.exceptions.cells_by_qt", qt, QStringLiteral("the same by QStyledItemDelegate, without icons and colours"));
  figures.push_back({QStringLiteral("paint.exceptions.against_qt"), qt / ours, QStringLiteral("x"), std::nullopt,
                     QStringLiteral("times faster"), kLeastAgainstQt});
  console.show(QStringLiteral("exception"), console.idAtTop());
  add("paint.exception.window", console.repaintWindow());
  add("paint.exception.timeline", console.repaint(*console.table("timelineTable").viewport()));
  console.show(QStringLiteral("dashboard"), {});
  add("paint.dashboard.window", console.repaintWindow());
  return figures;
}

} // namespace sentinai

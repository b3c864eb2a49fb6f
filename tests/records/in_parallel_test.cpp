// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/database/in_parallel.h"
#include "tests/support/await.h"

#include <QScopeGuard>
#include <QTest>
#include <atomic>
#include <stdexcept>

using namespace sentinai;

namespace {

/// Whoever waits for a coroutine outside of one never hears of what it throws.
QCoro::Task<bool> throws(Task<Done> work) {
  try {
    std::ignore = co_await work;
  } catch (const std::runtime_error&) {
    co_return true;
  }
  co_return false;
}

} // namespace

/// Work split over several threads.
class InParallelTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void eachNumberOnce_data() {
    QTest::addColumn<int>("count");
    QTest::newRow("none") << 0;
    QTest::newRow("few") << 5;
    QTest::newRow("many") << 10'007;
  }
  void eachNumberOnce() {
    QFETCH(int, count);
    std::vector<std::atomic<int>> calls(static_cast<std::size_t>(count));
    const std::function<void(std::size_t)> act = [&calls](std::size_t i) { ++calls[i]; };
    QVERIFY(await(inParallel(calls.size(), act)));
    QVERIFY(std::ranges::all_of(calls, [](const std::atomic<int>& one) { return one == 1; }));
  }

  void whatIsThrownComesToTheCaller_data() {
    QTest::addColumn<int>("count");
    QTest::newRow("few") << 5;
    QTest::newRow("many") << 10'007;
  }
  void whatIsThrownComesToTheCaller() {
    QFETCH(int, count);
    std::atomic<int> running = 0;
    const std::function<void(std::size_t)> act = [&running](std::size_t i) {
      ++running;
      const auto ends = qScopeGuard([&running] { --running; });
      if (i % 3 == 0) {
        throw std::runtime_error("no");
      }
    };
    QVERIFY(QCoro::waitFor(throws(inParallel(static_cast<std::size_t>(count), act))));
    QCOMPARE(running, 0);
  }
};

QTEST_GUILESS_MAIN(InParallelTest)
#include "in_parallel_test.moc"

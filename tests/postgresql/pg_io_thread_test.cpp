// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/postgresql/pg_io_thread.h"

#include <QObject>
#include <QSemaphore>
#include <QTest>
#include <atomic>
#include <thread>

using namespace sentinai;

namespace {

std::atomic<bool> stopReturned = false;
std::atomic<bool> goneFirst = false;
QSemaphore returned;

/// What a library keeps for each thread, and lets go of when that ends.
struct KeptByThread {
  ~KeptByThread() {
    constexpr int kLongEnough = 300; // ms, for stop() to return early, if it does.
    goneFirst = !returned.tryAcquire(1, kLongEnough) && !stopReturned;
  }
};

} // namespace

class PgIoThreadTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void tasksRunInOrderAndTheLastOneLast() {
    QList<int> run;
    PgIoThread io;
    std::thread::id thread;
    for (int i = 0; i < 100; ++i) {
      io.post([&run, i] { run << i; });
    }
    io.stop([&] {
      run << 100;
      thread = std::this_thread::get_id();
    });
    QCOMPARE(run.size(), 101);
    QVERIFY(std::ranges::is_sorted(run));
    QVERIFY(thread != std::this_thread::get_id());
    io.post([&run] { run << 101; });
    io.stop([&run] { run << 102; });
    QCOMPARE(run.size(), 101);
  }

  void whatIsToBeDeletedLaterIsDeletedThere() {
    PgIoThread io;
    std::thread::id thread;
    std::thread::id deletedOn;
    io.stop([&] {
      thread = std::this_thread::get_id();
      auto* object = new QObject;
      QObject::connect(object, &QObject::destroyed, object, [&] { deletedOn = std::this_thread::get_id(); });
      object->deleteLater();
    });
    QVERIFY(thread != std::thread::id());
    QCOMPARE(deletedOn, thread);
  }

  void itIsGoneWithWhatIsKeptForItOnceStopped() {
    PgIoThread io;
    io.stop([] { thread_local const KeptByThread kept; });
    stopReturned = true;
    returned.release();
    QVERIFY(goneFirst);
  }

  void workAsideDoesNotHoldUpTasks() {
    PgIoThread io;
    QSemaphore goOn;
    QSemaphore done;
    io.runAside([&goOn] { goOn.acquire(); }, [&done] { done.release(); });
    io.post([&goOn] { goOn.release(); });
    done.acquire();
  }
};

QTEST_GUILESS_MAIN(PgIoThreadTest)
#include "pg_io_thread_test.moc"

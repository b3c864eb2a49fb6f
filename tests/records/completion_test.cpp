// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/database/completion.h"

#include "tests/support/await.h"
#include "tests/support/check.h"

#include <QThread>
#include <thread>

using namespace sentinai;

namespace {

Task<int> awaited(Completion<int> completion) {
  Result<int> result = co_await completion;
  co_return result;
}

Task<QThread*> threadOf(Completion<int> completion) {
  const Result<int> result = co_await completion;
  co_return result ? QThread::currentThread() : nullptr;
}

} // namespace

/// One result crosses from the thread that makes it to the coroutine that waits.
class CompletionTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void completedBefore() {
    const Completion<int> completion;
    completion.complete(42);
    QVERIFY(completion.isComplete());
    QCOMPARE(valueOf(await(awaited(completion))), 42);
  }

  void completedLaterByAnotherThread() {
    for (int round = 0; round < 500; ++round) {
      const Completion<int> completion;
      std::thread worker([completion, round] { completion.complete(round); });
      QCOMPARE(valueOf(await(awaited(completion))), round);
      worker.join();
    }
  }

  void resumesOnTheWaitingThread() {
    const Completion<int> completion;
    Task<QThread*> task = threadOf(completion);
    std::thread worker([completion] { completion.complete(1); });
    QCOMPARE(valueOf(await(std::move(task))), QThread::currentThread());
    worker.join();
  }

  void firstResultCounts() {
    const Completion<int> completion;
    completion.complete(failure(DbError::Kind::Cancelled, QStringLiteral("Cancelled.")));
    completion.complete(1);
    VERIFY_ERROR(await(awaited(completion)), Cancelled);
  }

  void finishedAndCancelledMayRace() {
    for (int round = 0; round < 500; ++round) {
      const Completion<int> completion;
      Task<int> task = awaited(completion);
      std::thread finisher([completion] { completion.complete(1); });
      std::thread canceller(
          [completion] { completion.complete(failure(DbError::Kind::Cancelled, QStringLiteral("Cancelled."))); });
      const Result<int> result = await(std::move(task));
      QVERIFY(result ? *result == 1 : result.error().kind == DbError::Kind::Cancelled);
      finisher.join();
      canceller.join();
    }
  }
};

QTEST_GUILESS_MAIN(CompletionTest)
#include "completion_test.moc"

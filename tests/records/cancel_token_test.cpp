// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/database/cancel_token.h"

#include <QTest>
#include <atomic>
#include <thread>

using namespace sentinai;

/// Cancellation reaches every registered callback once, and none that has gone.
class CancelTokenTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void tellsEachCallbackOnce() {
    CancelSource source;
    int first = 0;
    int second = 0;
    const auto one = source.token().onCancel([&] { ++first; });
    const auto two = source.token().onCancel([&] { ++second; });
    QVERIFY(!source.token().isCancelled());
    source.cancel();
    source.cancel();
    QVERIFY(source.token().isCancelled());
    QCOMPARE(first, 1);
    QCOMPARE(second, 1);
  }

  void lateCallbackRunsAtOnce() {
    CancelSource source;
    source.cancel();
    bool told = false;
    const auto registration = source.token().onCancel([&] { told = true; });
    QVERIFY(told);
  }

  void goneRegistrationIsNotCalled() {
    CancelSource source;
    bool told = false;
    {
      const auto registration = source.token().onCancel([&] { told = true; });
    }
    auto replaced = source.token().onCancel([&] { told = true; });
    replaced = CancelToken::Registration();
    source.cancel();
    QVERIFY(!told);
  }

  void sourceCancelsWhenItGoes() {
    CancelToken token;
    {
      const CancelSource source;
      token = source.token();
      QVERIFY(!token.isCancelled());
    }
    QVERIFY(token.isCancelled());
    QVERIFY(!CancelToken().isCancelled());
  }

  void restartCancelsWhatWasAskedBefore() {
    CancelSource source;
    const CancelToken before = source.token();
    const CancelToken after = source.restart();
    QVERIFY(before.isCancelled());
    QVERIFY(!after.isCancelled());
  }

  void callbackMayAskAndRegister() {
    CancelSource source;
    CancelToken::Registration inner;
    bool told = false;
    const auto outer = source.token().onCancel([&] {
      QVERIFY(source.token().isCancelled());
      inner = source.token().onCancel([&] { told = true; });
    });
    source.cancel();
    QVERIFY(told);
  }

  void destructorWaitsForTheCallback() {
    for (int round = 0; round < 200; ++round) {
      CancelSource source;
      std::atomic<int> alive{1};
      std::atomic<bool> calledAfterEnd{false};
      auto registration = std::make_unique<CancelToken::Registration>(source.token().onCancel([&] {
        if (alive == 0) {
          calledAfterEnd = true;
        }
      }));
      std::thread canceller([&] { source.cancel(); });
      registration.reset();
      alive = 0;
      canceller.join();
      QVERIFY(!calledAfterEnd);
    }
  }
};

QTEST_GUILESS_MAIN(CancelTokenTest)
#include "cancel_token_test.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/navigation_history.h"

#include <QTest>

using namespace sentinai;

class NavigationHistoryTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void goesBackAndForward() {
    const Location a{QStringLiteral("a"), {}};
    const Location b{QStringLiteral("b"), QStringLiteral("1")};
    const Location c{QStringLiteral("c"), {}};
    NavigationHistory history;
    QVERIFY(!history.current());
    QVERIFY(!history.back());
    history.push(a);
    history.push(b);
    history.push(b); // The same place is no step.
    QVERIFY(history.back() == a);
    QVERIFY(!history.canGoBack());
    QVERIFY(history.forward() == b);
    QVERIFY(!history.forward());
    (void)history.back();
    history.push(c); // What was ahead is gone.
    QVERIFY(!history.canGoForward());
    QVERIFY(history.back() == a);
    history.clear();
    QVERIFY(!history.current());
  }

  void forgetsTheOldest() {
    NavigationHistory history;
    for (std::size_t i = 0; i < NavigationHistory::kLimit + 10; ++i) {
      history.push({QStringLiteral("page"), QString::number(i)});
    }
    std::size_t steps = 0;
    while (history.back()) {
      ++steps;
    }
    QCOMPARE(steps, NavigationHistory::kLimit - 1);
    QCOMPARE(history.current()->argument, QStringLiteral("10"));
  }
};

QTEST_APPLESS_MAIN(NavigationHistoryTest)
#include "navigation_history_test.moc"

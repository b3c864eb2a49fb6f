// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/page_place.h"
#include "models/page_requests.h"

#include <QTest>

namespace {

struct Item {
  int key = 0;

  friend int windowKey(const Item& item) { return item.key; }
};

using Window = sentinai::RowWindow<Item>;

Window::Page pageOf(int firstKey, int count = sentinai::kWindowPage) {
  Window::Page page;
  for (int i = 0; i < count; ++i) {
    page.rows.push_back({firstKey + i});
  }
  return page;
}

} // namespace

using namespace sentinai;

class RowWindowTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void findsRowsByNumberAndByKey() {
    Window window;
    window.put(3, pageOf(6000));
    window.put(7, pageOf(9000, 40));
    QCOMPARE(window.at(3 * kWindowPage)->key, 6000);
    QCOMPARE(window.at(4 * kWindowPage - 1)->key, 6199);
    QCOMPARE(window.at(4 * kWindowPage), nullptr);
    QCOMPARE(window.at(7 * kWindowPage + 39)->key, 9039);
    QCOMPARE(window.at(7 * kWindowPage + 40), nullptr);
    QCOMPARE(window.at(-1), nullptr);
    QCOMPARE(window.rowOf(6010), 3 * kWindowPage + 10);
    QCOMPARE(window.rowOf(1), -1);
    QCOMPARE(window.pageNumbers(), (std::vector<int>{3, 7}));
  }

  void dropsWhatWasNotUsedForLongest() {
    Window window(3);
    for (int number = 0; number < 3; ++number) {
      window.put(number, pageOf(number * 1000));
    }
    window.touch(0);
    window.put(9, pageOf(9000));
    QCOMPARE(window.pageNumbers(), (std::vector<int>{0, 2, 9}));
    QCOMPARE(window.rowOf(1000), -1);
    for (int number = 10; number < 1000; ++number) {
      window.put(number, pageOf(number * 1000));
    }
    QCOMPARE(window.pageNumbers(), (std::vector<int>{997, 998, 999}));
    QCOMPARE(window.rowOf(0), -1);
  }

  void aRowThatMovedIsWhereItWasReadLast() {
    Window window;
    window.put(0, pageOf(0));
    window.put(1, pageOf(199)); // Its first row is the last one of page 0.
    QCOMPARE(window.rowOf(199), kWindowPage);
    window.drop(0);
    QCOMPARE(window.rowOf(199), kWindowPage);
    QCOMPARE(window.rowOf(0), -1);
    window.put(1, pageOf(5000));
    QCOMPARE(window.rowOf(199), -1);
  }

  void cutsWhatTheListHasNot() {
    Window window;
    for (int number = 0; number < 3; ++number) {
      window.put(number, pageOf(number * 1000));
      window.page(number)->reading = 4;
    }
    window.cut(kWindowPage + 50);
    QCOMPARE(window.pageNumbers(), (std::vector<int>{0, 1}));
    QCOMPARE(window.page(1)->rows.size(), 50U);
    QCOMPARE(window.rowOf(1049), kWindowPage + 49);
    QCOMPARE(window.rowOf(1050), -1);
    QCOMPARE(window.page(0)->reading, 4U);
    QVERIFY(window.page(1)->reading != 4U); // What is behind it is not known.
    window.cut(kWindowPage);
    QCOMPARE(window.pageNumbers(), std::vector<int>{0});
    window.clear();
    QCOMPARE(window.rowOf(0), -1);
  }

  void pagesAreReadFromTheNearestLandmark() {
    const std::vector<Landmark> landmarks{{5000, QStringLiteral("five")}, {10000, QStringLiteral("ten")}};
    PagePlace place = PagePlace::from(0, landmarks);
    QCOMPARE(place.skip, 0);
    QVERIFY(!place.after && !place.leads);
    QCOMPARE(place.limit, kWindowPage + 1);
    place = PagePlace::from(3, landmarks);
    QVERIFY(!place.after && place.leads);
    QCOMPARE(place.skip, 599);
    QCOMPARE(place.limit, kWindowPage + 2);
    place = PagePlace::from(25, landmarks); // Row 5000, but one row ahead is asked for as well.
    QVERIFY(!place.after);
    QCOMPARE(place.skip, 4999);
    place = PagePlace::from(26, landmarks);
    QCOMPARE(place.after, QStringLiteral("five"));
    QCOMPARE(place.skip, 199);
    place = PagePlace::from(30'000, landmarks);
    QCOMPARE(place.after, QStringLiteral("ten"));
    QCOMPARE(place.skip, 30'000LL * kWindowPage - 1 - 10'000);
    place = PagePlace::from(10'000'000, {});
    QCOMPARE(place.skip, 10'000'000LL * kWindowPage - 1);
  }

  void theLatestWishCountsAndFewAreUnderWay() {
    PageRequests requests;
    QVERIFY(!requests.next());
    requests.want({5, 6, 7});
    const auto five = requests.next();
    const auto six = requests.next();
    QCOMPARE(five->page, 5);
    QCOMPARE(six->page, 6);
    QVERIFY(!requests.next());
    QVERIFY(requests.isBusy());

    // Still wanted: it goes on. No longer wanted: cancelled, but under way until its answer is here.
    requests.want({6, 40, 41});
    QVERIFY(five->token.isCancelled());
    QVERIFY(!six->token.isCancelled());
    QVERIFY(!requests.next());
    QVERIFY(!requests.finish(five->id));
    const auto forty = requests.next();
    QCOMPARE(forty->page, 40);
    QVERIFY(!requests.next());
    QCOMPARE(requests.finish(six->id), 6);

    // Wanted again after it had been cancelled: asked for again.
    requests.want({});
    QVERIFY(forty->token.isCancelled());
    QVERIFY(!requests.isBusy());
    QVERIFY(!requests.isIdle());
    requests.want({40});
    const auto again = requests.next();
    QCOMPARE(again->page, 40);
    QVERIFY(again->id != forty->id);
    QVERIFY(!requests.finish(forty->id));
    QCOMPARE(requests.finish(again->id), 40);
    QVERIFY(!requests.finish(again->id));
    QVERIFY(requests.isIdle());
  }

  void whoGoesTakesTheRequestsAlong() {
    CancelToken token;
    {
      PageRequests requests;
      requests.want({1});
      token = requests.next()->token;
      QVERIFY(!token.isCancelled());
    }
    QVERIFY(token.isCancelled());
  }
};

QTEST_GUILESS_MAIN(RowWindowTest)
#include "row_window_test.moc"

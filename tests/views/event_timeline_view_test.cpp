// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/event_timeline_view.h"

#include "tests/models/detail_fixture.h"
#include "tests/support/sample_exceptions.h"
#include "views/theme.h"

#include <QComboBox>
#include <QDateEdit>
#include <QScrollBar>
#include <QTableView>
#include <QTest>

using namespace sentinai;

namespace {

constexpr int kManyEvents = 100'000;
constexpr int kPatienceMs = 60'000;

#define VERIFY_SOON(condition) QTRY_VERIFY_WITH_TIMEOUT(condition, kPatienceMs)

/// Counts what a view costs its model.
class CountingTimeline : public EventTimelineModel {
public:
  using EventTimelineModel::EventTimelineModel;
  QVariant data(const QModelIndex& index, int role) const override {
    ++calls;
    return EventTimelineModel::data(index, role);
  }
  mutable qint64 calls = 0;
};

} // namespace

class EventTimelineViewTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  /// What is shown costs the same in a timeline of 100,000 events as in one of 201, at its start and at its end.
  void costsNoMoreWithManyEvents() {
    DetailFixture fixture;
    (void)fixture.create(sampleException(QStringLiteral("EX-few")));
    fixture.addComments(QStringLiteral("EX-few"), 200);
    (void)fixture.create(sampleException(QStringLiteral("EX-many")));
    fixture.addComments(QStringLiteral("EX-many"), kManyEvents - 1);

    Theme theme;
    TimeFormat time;
    CountingTimeline model(fixture.ann->events(), time);
    EventTimelineView view(model, time, theme);
    auto& table = *view.findChild<QTableView*>(QStringLiteral("timelineTable"));
    view.resize(1000, 600);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));

    const auto costOfScrolling = [&] {
      const qint64 before = model.calls;
      for (int step = 0; step < 10; ++step) {
        table.verticalScrollBar()->setValue(table.verticalScrollBar()->value() + table.viewport()->height());
        (void)view.grab();
      }
      return model.calls - before;
    };

    model.load(QStringLiteral("EX-few"));
    VERIFY_SOON(model.rowCount() > 0);
    model.fetchAll();
    VERIFY_SOON(model.isComplete());
    const qint64 few = costOfScrolling();
    QVERIFY(few > 0);

    model.load(QStringLiteral("EX-many"));
    VERIFY_SOON(model.rowCount() > 0);
    const qint64 beforeLoading = model.calls;
    model.fetchAll();
    VERIFY_SOON(model.isComplete());
    QCOMPARE(model.rowCount(), kManyEvents);
    // Reading the pages asks for what is on screen again, not for the rows that arrive.
    QVERIFY2(model.calls - beforeLoading < kManyEvents / 2, qPrintable(QString::number(model.calls - beforeLoading)));

    table.scrollToTop();
    const qint64 many = costOfScrolling();
    QVERIFY2(many <= few * 11 / 10, qPrintable(QStringLiteral("%1 against %2").arg(many).arg(few)));
    table.scrollToBottom();
    const qint64 end = costOfScrolling();
    QVERIFY2(end <= few * 11 / 10, qPrintable(QStringLiteral("%1 against %2").arg(end).arg(few)));
  }

  void endGoesToTheLatestEvent() {
    DetailFixture fixture;
    (void)fixture.create(sampleException(QStringLiteral("EX-1")));
    fixture.addComments(QStringLiteral("EX-1"), 999);
    Theme theme;
    TimeFormat time;
    EventTimelineModel model(fixture.ann->events(), time);
    EventTimelineView view(model, time, theme);
    view.resize(1000, 400);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    model.load(QStringLiteral("EX-1"));
    VERIFY_SOON(model.rowCount() > 0);
    QVERIFY(!model.isComplete());
    auto& table = *view.findChild<QTableView*>(QStringLiteral("timelineTable"));
    QTest::keyClick(&table, Qt::Key_End);
    VERIFY_SOON(model.isComplete());
    VERIFY_SOON(table.currentIndex().row() == 999);
    QCOMPARE(view.currentEvent()->seq, 1000);
    QTest::keyClick(&table, Qt::Key_Home);
    QCOMPARE(table.currentIndex().row(), 0);
  }

  void anotherTimelineStartsAtItsFirstEvent() {
    DetailFixture fixture;
    for (const QString& id : {QStringLiteral("EX-1"), QStringLiteral("EX-2")}) {
      (void)fixture.create(sampleException(id));
      fixture.addComments(id, 299);
    }
    Theme theme;
    TimeFormat time;
    EventTimelineModel model(fixture.ann->events(), time);
    EventTimelineView view(model, time, theme);
    view.resize(1000, 400);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    auto& table = *view.findChild<QTableView*>(QStringLiteral("timelineTable"));
    model.load(QStringLiteral("EX-1"));
    VERIFY_SOON(model.rowCount() > 0);
    table.setCurrentIndex(model.index(7, 0));
    model.load(QStringLiteral("EX-2"));
    VERIFY_SOON(model.rowCount() > 0);
    QCOMPARE(table.currentIndex().row(), 0);

    // Nor does the way to the last event lead on into the next timeline.
    QTest::keyClick(&table, Qt::Key_End);
    model.load(QStringLiteral("EX-1"));
    VERIFY_SOON(model.rowCount() > 0);
    QCOMPARE(table.currentIndex().row(), 0);
    model.fetchAll();
    VERIFY_SOON(model.isComplete());
    QCOMPARE(table.currentIndex().row(), 0);
  }

  void aRangeOfDaysMayBeEnteredInEitherOrder() {
    DetailFixture fixture;
    (void)fixture.create(sampleException(QStringLiteral("EX-1")));
    Theme theme;
    TimeFormat time;
    time.setMode(TimeMode::Utc);
    EventTimelineModel model(fixture.ann->events(), time);
    EventTimelineView view(model, time, theme);
    view.show();
    model.load(QStringLiteral("EX-1"));
    VERIFY_SOON(model.isComplete());
    auto& range = *view.findChild<QComboBox*>(QStringLiteral("rangeFilter"));
    range.setCurrentIndex(range.count() - 1);
    Q_EMIT range.activated(range.count() - 1);
    VERIFY_SOON(model.isComplete() && model.rowCount() == 1);
    auto& from = *view.findChild<QDateEdit*>(QStringLiteral("rangeFrom"));
    auto& to = *view.findChild<QDateEdit*>(QStringLiteral("rangeTo"));
    const QDate day = from.date();
    from.setDate(day.addDays(2));
    to.setDate(day.addDays(-2));
    VERIFY_SOON(model.isComplete() && model.rowCount() == 1);
    QCOMPARE(model.filter().created.from, std::optional(fromDateTime(day.addDays(-2).startOfDay(Qt::UTC))));
    QCOMPARE(model.filter().created.to, std::optional(fromDateTime(day.addDays(3).startOfDay(Qt::UTC))));
  }
};

QTEST_MAIN(EventTimelineViewTest)
#include "event_timeline_view_test.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/eventually.h"
#include "views/event_timeline_view.h"

#include "tests/models/detail_fixture.h"
#include "tests/support/sample_exceptions.h"
#include "views/long_table_view.h"
#include "views/theme.h"

#include <QComboBox>
#include <QDateEdit>
#include <QScrollBar>
#include <QTest>

using namespace sentinai;

namespace {

constexpr int kManyEvents = 100'000;

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
    auto& table = *view.findChild<LongTableView*>(QStringLiteral("timelineTable"));
    view.resize(1000, 600);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));

    const auto costOfScrolling = [&] {
      const qint64 before = model.calls;
      for (int step = 0; step < 10; ++step) {
        table.verticalScrollBar()->triggerAction(QAbstractSlider::SliderPageStepAdd);
        (void)view.grab();
      }
      return model.calls - before;
    };

    model.load(QStringLiteral("EX-few"));
    EVENTUALLY(model.isSettled());
    const qint64 few = costOfScrolling();
    QVERIFY(few > 0);

    model.load(QStringLiteral("EX-many"));
    const qint64 beforeLoading = model.calls;
    EVENTUALLY(model.isSettled());
    QCOMPARE(model.rowCount(), kManyEvents);
    QVERIFY2(model.calls - beforeLoading < kManyEvents / 20, qPrintable(QString::number(model.calls - beforeLoading)));

    const qint64 many = costOfScrolling();
    QVERIFY2(many <= few * 11 / 10, qPrintable(QStringLiteral("%1 against %2").arg(many).arg(few)));
    table.verticalScrollBar()->setValue(table.verticalScrollBar()->maximum() - 400);
    EVENTUALLY(model.lastVisibleRow() > kManyEvents - 500 && model.isSettled());
    const qint64 end = costOfScrolling();
    QVERIFY2(end <= few * 11 / 10, qPrintable(QStringLiteral("%1 against %2").arg(end).arg(few)));
    table.scrollToBottom();
    EVENTUALLY(model.lastVisibleRow() == kManyEvents - 1 && model.isSettled());
    QCOMPARE(model.eventAt(kManyEvents - 1)->seq, kManyEvents);
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
    EVENTUALLY(model.rowCount() > 0);
    EVENTUALLY(model.isSettled());
    auto& table = *view.findChild<LongTableView*>(QStringLiteral("timelineTable"));
    QTest::keyClick(&table, Qt::Key_End);
    QCOMPARE(table.currentIndex().row(), 999); // At once; what it says comes when it is read.
    EVENTUALLY(view.currentEvent() != nullptr);
    QCOMPARE(view.currentEvent()->seq, 1000);
    QVERIFY(!model.isLoaded(500)); // Without what lies between.
    QTest::keyClick(&table, Qt::Key_Home);
    QCOMPARE(table.currentIndex().row(), 0);
    QCOMPARE(view.currentEvent()->seq, 1);
  }

  void theCurrentEventStaysAcrossARefresh() {
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
    EVENTUALLY(model.isSettled());
    auto& table = *view.findChild<LongTableView*>(QStringLiteral("timelineTable"));
    table.setCurrentIndex(model.index(5, 0));
    QCOMPARE(view.currentEvent()->seq, 6);
    // Off view, so that its page is dropped and read again.
    table.verticalScrollBar()->setValue(700);
    EVENTUALLY(model.firstVisibleRow() == 700 && model.isSettled());
    int emptied = 0;
    connect(&view, &EventTimelineView::currentEventChanged, this, [&] { emptied += view.currentEvent() == nullptr; });
    (void)fixture.bobSetsStatus(QStringLiteral("EX-1"), Status::Escalated);
    model.refresh();
    EVENTUALLY(model.isSettled() && model.rowCount() == 1001 && view.currentEvent() != nullptr);
    QCOMPARE(view.currentEvent()->seq, 6);
    QCOMPARE(emptied, 0); // What is shown of it did not go meanwhile.
    QCOMPARE(table.verticalScrollBar()->value(), 700);
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
    auto& table = *view.findChild<LongTableView*>(QStringLiteral("timelineTable"));
    model.load(QStringLiteral("EX-1"));
    EVENTUALLY(model.rowCount() > 0);
    table.setCurrentIndex(model.index(7, 0));
    model.load(QStringLiteral("EX-2"));
    EVENTUALLY(model.rowCount() > 0);
    QCOMPARE(table.currentIndex().row(), 0);

    // Nor does it start at the last one where that was current.
    EVENTUALLY(model.isSettled());
    QTest::keyClick(&table, Qt::Key_End);
    QCOMPARE(table.currentIndex().row(), 299);
    model.load(QStringLiteral("EX-1"));
    EVENTUALLY(model.isSettled());
    QCOMPARE(table.currentIndex().row(), 0);
    QCOMPARE(view.currentEvent()->exceptionId, QStringLiteral("EX-1"));
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
    EVENTUALLY(model.isSettled());
    auto& range = *view.findChild<QComboBox*>(QStringLiteral("rangeFilter"));
    range.setCurrentIndex(range.count() - 1);
    Q_EMIT range.activated(range.count() - 1);
    EVENTUALLY(model.isSettled() && model.rowCount() == 1);
    auto& from = *view.findChild<QDateEdit*>(QStringLiteral("rangeFrom"));
    auto& to = *view.findChild<QDateEdit*>(QStringLiteral("rangeTo"));
    const QDate day = from.date();
    from.setDate(day.addDays(2));
    to.setDate(day.addDays(-2));
    EVENTUALLY(model.isSettled() && model.rowCount() == 1);
    QCOMPARE(model.filter().created.from, std::optional(fromDateTime(day.addDays(-2).startOfDay(Qt::UTC))));
    QCOMPARE(model.filter().created.to, std::optional(fromDateTime(day.addDays(3).startOfDay(Qt::UTC))));
  }
};

QTEST_MAIN(EventTimelineViewTest)
#include "event_timeline_view_test.moc"

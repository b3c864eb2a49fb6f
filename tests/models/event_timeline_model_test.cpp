// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event_timeline_model.h"

#include "tests/models/detail_fixture.h"
#include "tests/support/await.h"
#include "tests/support/eventually.h"
#include "tests/support/sample_exceptions.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace sentinai;

namespace {

QString cell(const EventTimelineModel& model, int row, int column) {
  return model.index(row, column).data().toString();
}

} // namespace

class EventTimelineModelTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void init() {
    m_fixture = std::make_unique<DetailFixture>();
    m_time = std::make_unique<TimeFormat>();
    m_time->setMode(TimeMode::Utc);
    m_model = std::make_unique<EventTimelineModel>(m_fixture->ann->events(), *m_time);
    m_tester = std::make_unique<QAbstractItemModelTester>(m_model.get(),
                                                          QAbstractItemModelTester::FailureReportingMode::Fatal);
    (void)m_fixture->create(sampleException(kId));
  }

  void cleanup() {
    m_tester.reset();
    m_model.reset();
    m_fixture.reset();
  }

  void showsEventsInOrder() {
    m_fixture->addComments(kId, 3);
    m_model->load(kId);
    QCOMPARE(m_model->state(), EventTimelineModel::State::Loading);
    EVENTUALLY(m_model->isSettled() && m_model->total());
    QCOMPARE(m_model->rowCount(), 4);
    QCOMPARE(m_model->total()->value, 4);
    QCOMPARE(cell(*m_model, 0, EventTimelineModel::Type), QStringLiteral("ExceptionCreated"));
    QCOMPARE(cell(*m_model, 0, EventTimelineModel::Time), m_time->text(sampleInstant()));
    QCOMPARE(cell(*m_model, 0, EventTimelineModel::SincePrevious), QString());
    QCOMPARE(cell(*m_model, 1, EventTimelineModel::SincePrevious), QStringLiteral("+1 min"));
    QCOMPARE(cell(*m_model, 1, EventTimelineModel::Summary), QStringLiteral("“comment 1”"));
    QCOMPARE(cell(*m_model, 3, EventTimelineModel::Actor), QStringLiteral("agent triage"));
    QCOMPARE(cell(*m_model, 3, EventTimelineModel::Seq), QStringLiteral("4"));
    EVENTUALLY(m_model->vocabulary());
    QCOMPARE(m_model->vocabulary()->eventTypes,
             (QStringList{QStringLiteral("CommentAdded"), QStringLiteral("ExceptionCreated")}));
    QVERIFY(m_model->vocabulary()->actorIds.contains(QStringLiteral("triage")));
  }

  void anUnknownExceptionHasNoEvents() {
    m_model->load(QStringLiteral("EX-none"));
    EVENTUALLY(m_model->isSettled());
    QCOMPARE(m_model->rowCount(), 0);
  }

  void reachesEveryRowWithoutLossOrRepetition() {
    m_fixture->addComments(kId, 1250);
    m_model->load(kId);
    EVENTUALLY(m_model->isSettled());
    QCOMPARE(m_model->rowCount(), 1251);
    QCOMPARE(m_model->rowOf(1100), -1); // Nobody has looked there.

    // To the last one at once, back, and from there on in either direction.
    for (const int row : {1250, 0, 620, 590, 830, 410, 1010, 1199, 1200, 999}) {
      m_model->setVisibleRows(row, row);
      EVENTUALLY(m_model->isSettled());
      QCOMPARE(m_model->eventAt(row)->seq, row + 1);
      QCOMPARE(m_model->rowOf(row + 1), row);
      // Also the first row of a page knows how long after the one before it was.
      QCOMPARE(cell(*m_model, row, EventTimelineModel::SincePrevious), row == 0 ? QString() : QStringLiteral("+1 min"));
    }
    m_model->setVisibleRows(1000, 1000);
    EVENTUALLY(m_model->isSettled());
    QCOMPARE(cell(*m_model, 1000, EventTimelineModel::SincePrevious), QStringLiteral("+1 min"));
    QCOMPARE(m_model->rowCount(), 1251);
    QCOMPARE(m_model->rowOf(5000), -1);
  }

  void aRowThatIsLookedAtWithoutBeingOnViewIsRead() {
    m_fixture->addComments(kId, 900);
    m_model->load(kId);
    EVENTUALLY(m_model->isSettled());
    QCOMPARE(cell(*m_model, 850, EventTimelineModel::Summary), QStringLiteral("Loading …"));
    EVENTUALLY(m_model->eventAt(850));
    QCOMPARE(cell(*m_model, 850, EventTimelineModel::Summary), QStringLiteral("“comment 850”"));
  }

  void filters() {
    m_fixture->addComments(kId, 30);
    m_model->load(kId);
    EVENTUALLY(m_model->isSettled());

    EventFilter filter;
    filter.eventTypes = {QStringLiteral("ExceptionCreated")};
    m_model->setFilter(filter);
    EVENTUALLY(m_model->isSettled() && m_model->total());
    QCOMPARE(m_model->rowCount(), 1);
    QCOMPARE(m_model->total()->value, 1);

    filter = {};
    filter.actorTypes = {ActorType::Agent};
    m_model->setFilter(filter);
    EVENTUALLY(m_model->isSettled());
    QCOMPARE(m_model->rowCount(), 10);

    filter = {};
    filter.actorIds = {QStringLiteral("ann")};
    filter.created = {sampleInstant(), sampleInstant() + std::chrono::minutes{5}};
    m_model->setFilter(filter);
    EVENTUALLY(m_model->isSettled());
    QCOMPARE(m_model->rowCount(), 2); // Minutes 1 and 4.

    m_model->load(kId);
    QCOMPARE(m_model->filter(), EventFilter{});
    EVENTUALLY(m_model->isSettled());
    QCOMPARE(m_model->rowCount(), 31);
  }

  void theLatestRequestWins() {
    (void)m_fixture->create(sampleException(QStringLiteral("EX-other")));
    m_fixture->addComments(QStringLiteral("EX-other"), 5);
    m_fixture->addComments(kId, 300);
    m_model->load(kId);
    m_model->load(QStringLiteral("EX-other"));
    EVENTUALLY(m_model->isSettled() && m_model->total());
    QCOMPARE(m_model->rowCount(), 6);
    QCOMPARE(m_model->eventAt(0)->exceptionId, QStringLiteral("EX-other"));
  }

  void refreshAppendsWhatIsNew() {
    m_fixture->addComments(kId, 250);
    m_model->load(kId);
    EVENTUALLY(m_model->isSettled());
    m_model->setVisibleRows(240, 250);
    EVENTUALLY(m_model->isSettled());
    QSignalSpy inserts(m_model.get(), &QAbstractItemModel::rowsInserted);

    (void)m_fixture->bobSetsStatus(kId, Status::Escalated);
    m_model->refresh();
    QVERIFY(m_model->eventAt(250)); // It stays on view meanwhile.
    EVENTUALLY(m_model->isSettled());
    QCOMPARE(m_model->rowCount(), 252);
    QCOMPARE(m_model->total()->value, 252);
    QCOMPARE(inserts.size(), 1);
    QCOMPARE(inserts.front().at(1).toInt(), 251);
    QCOMPARE(cell(*m_model, 251, EventTimelineModel::Summary), QStringLiteral("Status open → escalated"));
    QCOMPARE(m_model->index(251, 0).data(EventTimelineModel::NewStatusRole).toInt(),
             static_cast<int>(Status::Escalated));
    EVENTUALLY(m_model->vocabulary()->eventTypes.contains(QStringLiteral("StatusChanged")));
  }

  void refreshSeesAnEventThatCameInBetween() {
    m_fixture->addComments(kId, 250);
    m_model->load(kId);
    EVENTUALLY(m_model->isSettled());
    m_model->setVisibleRows(220, 250);
    EVENTUALLY(m_model->isSettled());
    // Recorded now, but happened early: it belongs on a page that has been read long ago.
    const NewExceptionEvent late =
        sampleComment(kId, QStringLiteral("late"), sampleInstant() + std::chrono::seconds{90});
    QVERIFY(await(m_fixture->bob->events().append(late, {})).has_value());
    m_model->refresh();
    EVENTUALLY(m_model->isSettled());
    QCOMPARE(m_model->rowCount(), 252);
    QCOMPARE(cell(*m_model, 251, EventTimelineModel::Summary), QStringLiteral("“comment 250”"));
    m_model->setVisibleRows(0, 10);
    EVENTUALLY(m_model->isSettled());
    QCOMPARE(cell(*m_model, 2, EventTimelineModel::Summary), QStringLiteral("“late”"));
  }

  void followsTheTimeMode() {
    m_model->load(kId);
    EVENTUALLY(m_model->isSettled());
    QSignalSpy changes(m_model.get(), &QAbstractItemModel::dataChanged);
    m_time->setMode(TimeMode::Relative);
    QCOMPARE(changes.size(), 1);
    QVERIFY(cell(*m_model, 0, EventTimelineModel::Time).contains(QStringLiteral("ago")) ||
            cell(*m_model, 0, EventTimelineModel::Time).startsWith(QStringLiteral("in ")));
    m_time->setMode(TimeMode::Utc);
    QVERIFY(m_model->index(0, EventTimelineModel::Time)
                .data(Qt::ToolTipRole)
                .toString()
                .contains(m_time->absoluteText(sampleInstant())));
  }

  void saysWhatIsWrong() {
    // Without the payloads the timeline cannot be read; with them again, trying again helps.
    const QString table = m_fixture->database.table(QStringLiteral("exception_event"));
    (void)m_fixture->database.executeBehindTheBack(
        QStringLiteral("ALTER TABLE %1 RENAME COLUMN payload TO hidden").arg(table));
    m_model->load(kId);
    EVENTUALLY(m_model->state() == EventTimelineModel::State::Failed);
    QVERIFY(!m_model->errorText().isEmpty());
    QCOMPARE(m_model->rowCount(), 0);
    (void)m_fixture->database.executeBehindTheBack(
        QStringLiteral("ALTER TABLE %1 RENAME COLUMN hidden TO payload").arg(table));
    m_model->retry();
    EVENTUALLY(m_model->isSettled());
    QCOMPARE(m_model->rowCount(), 1);
    QVERIFY(m_model->errorText().isEmpty());
  }

private:
  const QString kId = QStringLiteral("EX-1");
  std::unique_ptr<DetailFixture> m_fixture;
  std::unique_ptr<TimeFormat> m_time;
  std::unique_ptr<EventTimelineModel> m_model;
  std::unique_ptr<QAbstractItemModelTester> m_tester;
};

QTEST_GUILESS_MAIN(EventTimelineModelTest)
#include "event_timeline_model_test.moc"

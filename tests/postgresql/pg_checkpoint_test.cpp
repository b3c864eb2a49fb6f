// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/open_database.h"
#include "tests/migrations/event_batch.h"
#include "tests/support/eventually.h"
#include "tests/support/postgresql_fixture.h"
#include "tests/support/test_database.h"

#include <atomic>
#include <thread>

using namespace sentinai;
using namespace Qt::StringLiterals;

/// A checkpoint's moment, while others write.
class PgCheckpointTest : public QObject {
  Q_OBJECT

  std::unique_ptr<TestDatabase> m_test;
  DatabaseUrl m_url = DatabaseUrl::userDemo();

private Q_SLOTS:
  void init() {
    m_test = std::make_unique<TestDatabase>(DatabaseUrl::Engine::PostgreSql);
    m_test->addTenant(u"bank"_s);
    m_url = m_test->addLogin(u"ann"_s, {{u"bank"_s, Access::Supervisor}});
  }

  void waitsForWhoeverIsWritingAndHoldsNobodyUp() {
    SqlLogin writer(m_url, u"bank"_s);
    EventBatch batch;
    batch.create(u"EX-1"_s);
    QVERIFY(writer.run(u"BEGIN"_s).succeeded());
    QVERIFY(batch.append(writer).succeeded());

    const auto database = openDatabase(m_url, {});
    const auto session = database->openSession(u"bank"_s);
    Pending<Instant> cut(session->checkpoints().cut({}));
    SqlLogin observer(m_url, u"bank"_s);
    EVENTUALLY_EQUAL(observer
                         .run(u"SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%checkpoint_cut()%' "
                              "AND wait_event = 'PgSleep' AND pid <> pg_backend_pid()"_s)
                         .value(),
                     u"1"_s);
    // Another writer comes and goes meanwhile.
    EventBatch other;
    other.create(u"EX-2"_s);
    QVERIFY(other.append(observer).succeeded());
    QVERIFY(!cut.isDone());
    QVERIFY(writer.run(u"COMMIT"_s).succeeded());
    EVENTUALLY(cut.isDone());
    VERIFY_OK(cut.result());
    QVERIFY(readTimeline(observer, u"EX-1"_s).front().recordedAt <= *cut.result());
    QVERIFY(readTimeline(observer, u"EX-2"_s).front().recordedAt > *cut.result());
  }

  void nothingIsRecordedBeforeItAfterwards() {
    std::atomic<bool> goOn = true;
    std::atomic<int> failures = 0;
    std::vector<std::thread> writers;
    for (int writer = 0; writer < 3; ++writer) {
      writers.emplace_back([&, writer] {
        SqlLogin login(m_url, u"bank"_s);
        for (int i = 0; goOn; ++i) {
          EventBatch batch;
          batch.create(u"EX-%1-%2"_s.arg(writer).arg(i));
          batch.add({.exceptionId = u"EX-%1-%2"_s.arg(writer).arg(i)});
          failures += batch.append(login).succeeded() ? 0 : 1;
        }
      });
    }
    SqlLogin login(m_url, u"bank"_s);
    QMap<QString, QString> counts;
    const QString count = u"SELECT count(*) FROM sentinai.exception_event WHERE recorded_at <= $1::timestamptz"_s;
    const auto growing = [&counts] { return !counts.isEmpty() && counts.last().toInt() > counts.first().toInt(); };
    while (counts.size() < 20 || !(growing() || failures)) {
      const QString cut = login.run(u"SELECT sentinai.checkpoint_cut()"_s).value();
      counts.insert(cut, login.run(count, {cut}).value());
    }
    goOn = false;
    for (std::thread& writer : writers) {
      writer.join();
    }
    QCOMPARE(failures.load(), 0);
    for (auto cut = counts.begin(); cut != counts.end(); ++cut) {
      QCOMPARE(login.run(count, {cut.key()}).value(), cut.value());
    }
  }

  void isNotAskedForByWhoHasWritten() {
    SqlLogin writer(m_url, u"bank"_s);
    EventBatch batch;
    batch.create(u"EX-1"_s);
    QVERIFY(writer.run(u"BEGIN"_s).succeeded());
    QVERIFY(batch.append(writer).succeeded());
    QCOMPARE(writer.run(u"SELECT sentinai.checkpoint_cut()"_s).sqlState, u"SN004"_s);
  }
};

QTEST_GUILESS_MAIN(PgCheckpointTest)
#include "pg_checkpoint_test.moc"

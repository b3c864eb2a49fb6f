// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/open_database.h"
#include "tests/ctl/ctl_run.h"
#include "tests/faults/bulk_changes.h"
#include "tests/support/await.h"
#include "tests/support/check.h"
#include "tests/support/fault_round.h"
#include "tests/support/test_database.h"

#include <QProcess>
#include <QSet>
#include <QTest>

using namespace sentinai;
using namespace Qt::StringLiterals;
using Engine = DatabaseUrl::Engine;

Q_DECLARE_METATYPE(Engine)

/// A client that is killed in the middle of bulk changes, and goes on where it was.
class KilledClientTest : public QObject {
  Q_OBJECT

private:
  static constexpr int kKills = 10;
  static constexpr int kPatience = 120'000;

  static QStringList probeArguments(const DatabaseUrl& url) {
    return {url.engine() == Engine::Sqlite ? u"sqlite:"_s + url.sqlitePath() : url.conninfo(), u"bank"_s};
  }

  static QString probe() { return qEnvironmentVariable("SENTINAI_BIN_DIR") + u"/tests/bulk_change_probe"_s; }

  /// The batches that the process says are acknowledged.
  static QSet<int> acknowledgedIn(const QByteArray& output) {
    QSet<int> batches;
    for (const QByteArray& line : output.first(output.lastIndexOf('\n') + 1).trimmed().split('\n')) {
      if (!line.isEmpty()) {
        batches.insert(line.toInt());
      }
    }
    return batches;
  }

  static std::vector<QUuid> idsOf(const QSet<int>& batches) {
    std::vector<QUuid> ids;
    for (const int batch : batches) {
      for (const NewExceptionEvent& event : BulkChanges::batch(batch)) {
        ids.push_back(event.eventId);
      }
    }
    return ids;
  }

private Q_SLOTS:
  void nothingAcknowledgedIsLostOrDoubled_data() {
    QTest::addColumn<Engine>("engine");
    QTest::newRow("sqlite") << Engine::Sqlite;
    QTest::newRow("postgresql") << Engine::PostgreSql;
  }
  void nothingAcknowledgedIsLostOrDoubled() {
    QFETCH(Engine, engine);
    QRandomGenerator random = faultRandom();
    TestDatabase test(engine);
    test.addTenant(u"bank"_s);
    const DatabaseUrl url = test.addLogin(u"sue"_s, {{u"bank"_s, Access::Supervisor}});
    const auto database = openDatabase(url, {});
    const auto session = database->openSession(u"bank"_s);
    int halfWay = 0;
    for (int kill = 1; kill <= kKills; ++kill) {
      // Later each time, so that it is killed among new changes as well as among those that are there.
      const int lines = random.bounded(BulkChanges::kBatches * kill / (kKills + 1));
      QProcess child;
      QByteArray output;
      child.start(probe(), probeArguments(url));
      QVERIFY(child.waitForStarted(kPatience));
      while (output.count('\n') < lines && child.waitForReadyRead(kPatience)) {
        output += child.readAllStandardOutput();
      }
      if (!child.waitForFinished(random.bounded(20))) {
        child.kill(); // SIGKILL
        QVERIFY(child.waitForFinished(kPatience));
      }
      QVERIFY2(child.exitStatus() == QProcess::CrashExit || child.exitCode() == 0,
               child.readAllStandardError().constData());
      output += child.readAllStandardOutput();
      halfWay += child.exitStatus() == QProcess::CrashExit ? 1 : 0;
      const std::vector<QUuid> acknowledged = idsOf(acknowledgedIn(output));
      const auto there = await(session->events().existing(acknowledged, {}));
      VERIFY_OK(there);
      QCOMPARE(there->size(), static_cast<qsizetype>(acknowledged.size()));
    }
    QVERIFY2(halfWay >= kKills / 2, qPrintable(u"only %1 were killed at work"_s.arg(halfWay)));

    QProcess last;
    last.start(probe(), probeArguments(url));
    QVERIFY(last.waitForFinished(kPatience));
    QVERIFY2(last.exitCode() == 0, last.readAllStandardError().constData());
    QCOMPARE(acknowledgedIn(last.readAllStandardOutput()).size(), BulkChanges::kBatches);

    const auto count = await(session->events().count(std::nullopt, {}, 1'000'000, {}));
    VERIFY_OK(count);
    QCOMPARE(count->value, BulkChanges::kBatches * BulkChanges::kBatchSize);
    const auto rows = await(session->exceptions().count({}, 1'000'000, {}));
    VERIFY_OK(rows);
    QCOMPARE(rows->value, BulkChanges::kExceptions);
    const auto differences = await(session->rollup().differences({}));
    VERIFY_OK(differences);
    QVERIFY(differences->empty());
    // Every hash, and every row against the replay of its events.
    const CtlRun verified = CtlRun::of(url, {u"--tenant"_s, u"bank"_s, u"event"_s, u"verify"_s});
    QVERIFY2(verified.status == 0, (verified.output + verified.errors).constData());
  }
};

QTEST_GUILESS_MAIN(KilledClientTest)
#include "killed_client_test.moc"

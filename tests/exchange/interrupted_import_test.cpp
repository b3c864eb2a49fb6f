// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exchange/demo.h"
#include "app/exchange/importer.h"
#include "app/exchange/mapping_json.h"
#include "repositories/open_database.h"
#include "tests/exchange/log_samples.h"
#include "tests/support/await.h"
#include "tests/support/check.h"
#include "tests/support/eventually.h"
#include "tests/support/fault_round.h"
#include "tests/support/test_database.h"

#include <QElapsedTimer>
#include <QJsonDocument>
#include <QProcess>

using namespace sentinai;

Q_DECLARE_METATYPE(sentinai::DatabaseUrl::Engine)

namespace {
constexpr qint64 kCases = 1'434;
constexpr qint64 kRows = 8'577;

QString probe() {
  return qEnvironmentVariable("SENTINAI_BIN_DIR", QCoreApplication::applicationDirPath() + QStringLiteral("/..")) +
         QStringLiteral("/tests/exchange_import_probe");
}

QString urlText(const DatabaseUrl& url) {
  return url.engine() == DatabaseUrl::Engine::Sqlite ? QStringLiteral("sqlite:") + url.sqlitePath() : url.conninfo();
}
} // namespace

/// Imports in processes of their own: killed and repeated, side by side, and within bounds of memory.
class InterruptedImportTest : public QObject {
  Q_OBJECT

private:
  /// All events, without what is the database's own: time of recording and hashes.
  static QStringList contentOf(Database& database, const QString& tenant) {
    const auto session = database.openSession(tenant);
    QStringList content;
    ExceptionQuery exceptions;
    exceptions.limit = kMaxPageSize;
    exceptions.sort = {ExceptionField::ExceptionId, Qt::AscendingOrder};
    const auto rows = await(session->exceptions().list(exceptions, CancelToken()));
    for (const Exception& row : rows.value().rows) {
      content.append(QStringLiteral("%1 v%2 %3 %4 %5")
                         .arg(row.exceptionId)
                         .arg(row.version)
                         .arg(toText(row.status), toIsoText(row.updatedAt), row.owner.value_or(QString())));
    }
    EventQuery events;
    events.limit = kMaxPageSize;
    do {
      const auto page = await(session->events().list(events, CancelToken()));
      for (const ExceptionEvent& event : page.value().rows) {
        content.append(
            QStringLiteral("%1 %2 %3 %4 %5")
                .arg(event.exceptionId)
                .arg(event.seq)
                .arg(event.eventId.toString(), event.eventType,
                     QString::fromUtf8(QJsonDocument(event.payloadObject()).toJson(QJsonDocument::Compact))));
      }
      events.after = page->next;
    } while (events.after);
    return content;
  }

private Q_SLOTS:
  void killedAtAnyMomentAndRepeatedGivesTheSame_data() {
    QTest::addColumn<DatabaseUrl::Engine>("engine");
    QTest::newRow("sqlite") << DatabaseUrl::Engine::Sqlite;
    QTest::newRow("postgresql") << DatabaseUrl::Engine::PostgreSql;
  }
  void killedAtAnyMomentAndRepeatedGivesTheSame() {
    QFETCH(DatabaseUrl::Engine, engine);
    TestDatabase test(engine);
    test.addTenant(QStringLiteral("whole"));
    test.addTenant(QStringLiteral("killed"));
    const DatabaseUrl url = test.addLogin(QStringLiteral("importer"), {{QStringLiteral("whole"), Access::Supervisor},
                                                                       {QStringLiteral("killed"), Access::Supervisor}});
    const auto database = openDatabase(url, DatabaseOptions());
    const QString file = testData(QStringLiteral("receipt.csv.gz"));
    const Mapping mapping = loadMapping(QStringLiteral("receipt")).value();
    VERIFY_OK(await(importLog(database.get(), QStringLiteral("whole"), file, mapping, ImportOptions(), CancelToken())));

    const auto session = database->openSession(QStringLiteral("killed"));
    int caughtHalfWay = 0;
    QRandomGenerator random = faultRandom();
    for (const qint64 from : {0, 1'500, 3'000, 5'000, 7'000}) {
      const qint64 killAfter = from + 1 + random.bounded(1'000);
      QProcess child;
      child.start(probe(), {urlText(url), QStringLiteral("killed"), file, QStringLiteral("receipt")});
      QVERIFY(child.waitForStarted());
      // Killed once so many events are there: while it works on the batches that follow.
      qint64 there = 0;
      while (child.state() != QProcess::NotRunning && there < killAfter) {
        there = await(session->events().count(std::nullopt, EventFilter(), 1'000'000, CancelToken())).value().value;
        child.waitForFinished(1);
      }
      child.kill(); // SIGKILL
      QVERIFY(child.state() == QProcess::NotRunning || child.waitForFinished(kPatienceMs));
      there = await(session->events().count(std::nullopt, EventFilter(), 1'000'000, CancelToken())).value().value;
      caughtHalfWay += there > 0 && there < kRows + kCases ? 1 : 0;
    }
    QVERIFY2(caughtHalfWay > 0, "no child was killed half-way");
    VERIFY_OK(
        await(importLog(database.get(), QStringLiteral("killed"), file, mapping, ImportOptions(), CancelToken())));
    QCOMPARE(contentOf(*database, QStringLiteral("killed")), contentOf(*database, QStringLiteral("whole")));
  }

  void twoAtOnceDoNotDisturbEachOther_data() { killedAtAnyMomentAndRepeatedGivesTheSame_data(); }
  void twoAtOnceDoNotDisturbEachOther() {
    QFETCH(DatabaseUrl::Engine, engine);
    TestDatabase test(engine);
    test.addTenant(QStringLiteral("t"));
    const DatabaseUrl url = test.addLogin(QStringLiteral("importer"), {{QStringLiteral("t"), Access::Supervisor}});
    const QStringList arguments{urlText(url), QStringLiteral("t"), testData(QStringLiteral("receipt.csv.gz")),
                                QStringLiteral("receipt")};
    QProcess first;
    QProcess second;
    first.start(probe(), arguments);
    second.start(probe(), arguments);
    qint64 appended = 0;
    for (QProcess* child : {&first, &second}) {
      QVERIFY(child->waitForFinished(kPatienceMs));
      QVERIFY2(child->exitCode() == 0, child->readAllStandardError().constData());
      appended += QJsonDocument::fromJson(child->readAllStandardOutput())
                      .object()
                      .value(QLatin1String("events_appended"))
                      .toInteger();
    }
    // Where both wrote the same batch, the second sees it as there; the sum of both may say otherwise only if not.
    QVERIFY(appended >= kRows);
    const auto database = openDatabase(url, DatabaseOptions());
    const auto session = database->openSession(QStringLiteral("t"));
    QCOMPARE(await(session->events().count(std::nullopt, EventFilter(), 1'000'000, CancelToken())).value().value,
             kRows + kCases);
  }

  void aDemoKilledHalfWayLeavesNoFileAndCanBeMadeAgain() {
    QTemporaryDir directory;
    const QString path = directory.filePath(QStringLiteral("demo.db"));
    QProcess child;
    child.start(probe(), {QStringLiteral("demo"), path});
    QVERIFY(child.waitForStarted());
    const auto written = [&] {
      return QFileInfo(path + QStringLiteral(".partial")).size() +
             QFileInfo(path + QStringLiteral(".partial-wal")).size();
    };
    while (child.state() != QProcess::NotRunning && written() < 5'000'000) {
      child.waitForFinished(1);
    }
    child.kill(); // SIGKILL
    QVERIFY(child.waitForFinished(kPatienceMs));
    QVERIFY(written() >= 5'000'000);
    QVERIFY(!QFileInfo::exists(path));

    // It starts afresh: neither the half file nor the dead process's lock is in the way.
    CancelSource source;
    qint64 rows = 0;
    const auto progress = [&](const QString&, const ImportProgress& state) {
      rows = state.phase == ImportProgress::Phase::Importing ? state.rows : 0;
      if (rows > 0) {
        source.cancel();
      }
    };
    VERIFY_ERROR(await(createDemo(path, currentInstant(), progress, source.token())), Cancelled);
    QVERIFY(rows > 0);
    QCOMPARE(QDir(directory.path()).entryList(QDir::Files), QStringList());
  }

  void memoryDoesNotGrowWithTheFile() {
#if defined(__SANITIZE_ADDRESS__)
    // The sanitizer keeps freed memory; what it allows to compare is only that the import runs.
    constexpr int copies = 1;
#else
    constexpr int copies = 60;
#endif
    TestDatabase test(DatabaseUrl::Engine::Sqlite);
    test.addTenant(QStringLiteral("t"));
    // Through a pipe, which cannot be read twice: some 180 MB, each copy with cases of its own.
    QProcess child;
    child.start(probe(), {urlText(test.ownerUrl()), QStringLiteral("t"), QStringLiteral("-"), QStringLiteral("receipt"),
                          QStringLiteral("dry")});
    QVERIFY(child.waitForStarted());
    const auto source = LogSource::open(testData(QStringLiteral("receipt.csv.gz")));
    QVERIFY(source.has_value());
    const QByteArray log = (*source)->device().readAll();
    const qsizetype header = log.indexOf('\n') + 1;
    qint64 sent = child.write(log.first(header));
    for (int i = 0; i < copies; ++i) {
      QByteArray copy = log.sliced(header);
      copy.replace(",case-", ",case-" + QByteArray::number(i) + "-");
      sent += child.write(copy);
      while (child.bytesToWrite() > 0) {
        QVERIFY(child.waitForBytesWritten(60'000));
      }
    }
    child.closeWriteChannel();
    QVERIFY(child.waitForFinished(300'000));
    QVERIFY2(child.exitCode() == 0, child.readAllStandardError().constData());
    const QJsonObject report = QJsonDocument::fromJson(child.readAllStandardOutput()).object();
    QCOMPARE(report.value(QLatin1String("rows")).toInteger(), kRows * copies);
    QCOMPARE(report.value(QLatin1String("cases_created")).toInteger(), kCases * copies);
#if !defined(__SANITIZE_ADDRESS__)
    QVERIFY(sent > 100'000'000);
    const qint64 peak = report.value(QLatin1String("peak_kib")).toInteger();
    QVERIFY2(peak < 150 * 1024, qPrintable(QStringLiteral("%1 KiB for %2 bytes").arg(peak).arg(sent)));
#endif
  }
};

QTEST_GUILESS_MAIN(InterruptedImportTest)
#include "interrupted_import_test.moc"

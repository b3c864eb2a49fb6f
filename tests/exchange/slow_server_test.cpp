// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exchange/importer.h"
#include "app/exchange/mapping_json.h"
#include "repositories/open_database.h"
#include "tests/support/await.h"
#include "tests/support/check.h"
#include "tests/support/test_database.h"

using namespace sentinai;
using namespace std::chrono_literals;

namespace {
constexpr char kMapping[] = R"json({
  "name": "slow", "time": {"formats": ["iso"]}, "case": {"id": "id"},
  "fields": {"domain": {"constant": "IT"}, "type": {"constant": "Ticket"}, "source_system": {"constant": "desk"}},
  "event": {"prefix": "desk", "type": "state", "time": "at", "actor": {"id": "by"}}
})json";
constexpr int kCases = 50;
constexpr int kRowsPerCase = 5;
} // namespace

/// A server that needs 8 ms an event, and a time limit in which it cannot write a whole batch.
class SlowServerTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void batchesShrinkToWhatTheServerManagesInTime() {
    TestDatabase test(DatabaseUrl::Engine::PostgreSql);
    test.addTenant(QStringLiteral("t"));
    test.executeBehindTheBack(QStringLiteral("CREATE FUNCTION sentinai.dawdle() RETURNS trigger LANGUAGE plpgsql AS "
                                             "$$BEGIN PERFORM pg_sleep(0.008); RETURN new; END$$; "
                                             "CREATE TRIGGER dawdle BEFORE INSERT ON sentinai.exception_event FOR EACH "
                                             "ROW EXECUTE FUNCTION sentinai.dawdle(); "
                                             // A sequence counts what is rolled back, too.
                                             "CREATE SEQUENCE sentinai.writes; "
                                             "CREATE FUNCTION sentinai.note_write() RETURNS trigger LANGUAGE plpgsql "
                                             "AS $$BEGIN PERFORM nextval('sentinai.writes'); RETURN null; END$$; "
                                             "CREATE TRIGGER note_write BEFORE INSERT ON sentinai.exception_event FOR "
                                             "EACH STATEMENT EXECUTE FUNCTION sentinai.note_write(); "
                                             "GRANT ALL ON SEQUENCE sentinai.writes TO public"));
    DatabaseOptions limits;
    limits.statementTimeout = 1500ms;
    const auto database =
        openDatabase(test.addLogin(QStringLiteral("ann"), {{QStringLiteral("t"), Access::Supervisor}}), limits);

    QTemporaryDir directory;
    QFile log(directory.filePath(QStringLiteral("log.csv")));
    QVERIFY(log.open(QIODevice::WriteOnly));
    log.write("id,state,at,by\n");
    for (int i = 0; i < kCases; ++i) {
      for (int j = 0; j < kRowsPerCase; ++j) {
        log.write(QByteArrayLiteral("C%1,s%2,2026-03-01T08:0%2:00Z,ann\n")
                      .replace("%1", QByteArray::number(i))
                      .replace("%2", QByteArray::number(j)));
      }
    }
    log.close();
    const Result<ImportReport> report =
        await(importLog(database.get(), QStringLiteral("t"), log.fileName(), parseMapping(kMapping).value(),
                        ImportOptions(), CancelToken()));
    VERIFY_OK(report);
    // Not once more at its full size: the whole, then halves of it or quarters.
    const QList<QStringList> writes =
        test.executeBehindTheBack(QStringLiteral("SELECT last_value FROM sentinai.writes"));
    QVERIFY2(writes.front().front().toInt() <= 6, qPrintable(writes.front().front()));
    QCOMPARE(report->casesCreated, kCases);
    QCOMPARE(report->eventsAppended, kCases * kRowsPerCase);
    const auto session = database->openSession(QStringLiteral("t"));
    const auto events = await(session->events().count(std::nullopt, EventFilter(), 1'000'000, CancelToken()));
    VERIFY_OK(events);
    QCOMPARE(events->value, kCases * (kRowsPerCase + 1));
  }
};

QTEST_GUILESS_MAIN(SlowServerTest)
#include "slow_server_test.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/sqlite/sqlite_session.h"
#include "tests/sqlite/sqlite_file.h"
#include "tests/support/await.h"
#include "tests/support/check.h"
#include "tests/support/eventually.h"
#include "tests/support/sample_exceptions.h"

#include <QTest>

using namespace sentinai;

namespace {

/// A statement that would never end by itself.
int runForever(SqliteConnection& db) {
  SqliteStatement endless = db.prepare(R"sql(
      WITH RECURSIVE counter (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counter)
      SELECT count(*) FROM counter)sql");
  std::ignore = endless.step();
  return 0;
}

int tenantCount(SqliteConnection& db) {
  SqliteStatement select = db.prepare("SELECT count(*) FROM tenant");
  return select.step() ? static_cast<int>(select.integer(0)) : 0;
}

DatabaseOptions oneReader() {
  DatabaseOptions options;
  options.poolSize = 2;
  return options;
}

} // namespace

class SqliteInterruptTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void aRunningStatementIsCancelled() {
    const SqliteFile file;
    SqliteStore store(file.path(), oneReader());
    CancelSource source;
    auto running = store.run<int>(SqliteStore::Lane::Read, runForever, source.token(), {});
    EVENTUALLY_EQUAL(store.figures().inUse, 1);
    source.cancel();
    VERIFY_ERROR(await(std::move(running)), Cancelled);
    // The connection is as good as before.
    const auto count = await(store.run<int>(SqliteStore::Lane::Read, tenantCount, {}, {}));
    VERIFY_OK(count);
    QCOMPARE(*count, 2);
    QCOMPARE(store.figures().open, 1);
  }

  void aJobInTheQueueIsCancelledAtOnce() {
    const SqliteFile file;
    SqliteStore store(file.path(), oneReader());
    CancelSource first;
    CancelSource second;
    auto running = store.run<int>(SqliteStore::Lane::Read, runForever, first.token(), {});
    EVENTUALLY_EQUAL(store.figures().inUse, 1);
    auto waiting = store.run<int>(SqliteStore::Lane::Read, tenantCount, second.token(), {});
    second.cancel();
    VERIFY_ERROR(await(std::move(waiting)), Cancelled);
    QCOMPARE(store.figures().inUse, 1);
    first.cancel();
    VERIFY_ERROR(await(std::move(running)), Cancelled);
  }

  void aStatementIsStoppedAtItsTimeLimit() {
    const SqliteFile file;
    DatabaseOptions options;
    options.statementTimeout = std::chrono::milliseconds(50);
    SqliteStore store(file.path(), options);
    const auto result = await(store.run<int>(SqliteStore::Lane::Read, runForever, {}, {}));
    VERIFY_ERROR(result, Timeout);
    QVERIFY(result.error().message.contains(QStringLiteral("DB_STATEMENT_TIMEOUT")));
  }

  void aCancelledWriteLeavesNothing() {
    const SqliteFile file;
    const auto store = std::make_shared<SqliteStore>(file.path(), DatabaseOptions());
    const SqliteScope scope(store, QStringLiteral("bank"), {});
    CancelSource source;
    auto writing = scope.write<int>(
        [](SqliteConnection& db) {
          db.execute("UPDATE tenant SET name = 'changed'");
          return runForever(db);
        },
        source.token());
    EVENTUALLY_EQUAL(store->figures().inUse, 1);
    source.cancel();
    VERIFY_ERROR(await(std::move(writing)), Cancelled);
    QCOMPARE(file.execute(QStringLiteral("SELECT count(*) FROM tenant WHERE name = 'changed'")),
             QList<QStringList>({{QStringLiteral("0")}}));
    VERIFY_OK(await(scope.write<int>(tenantCount, {})));
    store->close();
  }

  void closingTheStoreCompletesWhatIsUnderWay() {
    const SqliteFile file;
    SqliteStore store(file.path(), oneReader());
    auto running = store.run<int>(SqliteStore::Lane::Read, runForever, {}, {});
    auto waiting = store.run<int>(SqliteStore::Lane::Read, tenantCount, {}, {});
    auto writing = store.run<int>(SqliteStore::Lane::Write, runForever, {}, {});
    EVENTUALLY_EQUAL(store.figures().inUse, 2);
    store.close();
    VERIFY_ERROR(await(std::move(running)), Cancelled);
    VERIFY_ERROR(await(std::move(waiting)), Cancelled);
    VERIFY_ERROR(await(std::move(writing)), Cancelled);
    VERIFY_ERROR(await(store.run<int>(SqliteStore::Lane::Read, tenantCount, {}, {})), Cancelled);
  }

  void aFullDiskIsToldAndLeavesNothing() {
    const SqliteFile file;
    const auto store = std::make_shared<SqliteStore>(file.path(), DatabaseOptions());
    {
      SqliteSession session(store, QStringLiteral("bank"));
      VERIFY_OK(await(session.exceptions().create(sampleException(), sampleUser(), {}, {})));
      VERIFY_OK(await(store->run<int>(SqliteStore::Lane::Write,
                                      [](SqliteConnection& db) {
                                        // The page count cannot be set below the present one, so the file may not grow
                                        // from here on.
                                        SqliteStatement limit = db.prepare("PRAGMA max_page_count = 1");
                                        return limit.step() ? 1 : 0;
                                      },
                                      {}, {})));
      NewExceptionEvent large =
          sampleComment(sampleException().exceptionId, QString(9'000, QLatin1Char('x')), sampleInstant());
      std::vector<NewExceptionEvent> events;
      for (int i = 0; i < 300; ++i) {
        large.eventId = QUuid::createUuid();
        events.push_back(large);
      }
      const auto refused = await(session.events().appendBatch(events, {}));
      VERIFY_ERROR(refused, Internal);
      QVERIFY2(refused.error().message.contains(QStringLiteral("full")), qPrintable(refused.error().message));
      QVERIFY(refused.error().retryable);
      const auto count = await(session.events().count({}, {}, 1000, {}));
      VERIFY_OK(count);
      QCOMPARE(count->value, 1);
    }
    store->close();
  }
};

QTEST_GUILESS_MAIN(SqliteInterruptTest)
#include "sqlite_interrupt_test.moc"

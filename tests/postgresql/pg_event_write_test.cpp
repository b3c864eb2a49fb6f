// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/open_database.h"
#include "tests/support/breakable_link.h"
#include "tests/support/eventually.h"
#include "tests/support/postgresql_fixture.h"
#include "tests/support/sample_exceptions.h"
#include "tests/support/test_database.h"

using namespace sentinai;

/// Events while the connection breaks.
class PgEventWriteTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void aBrokenAppendIsOfferedAgainAndWrittenOnce() {
    TestDatabase test(DatabaseUrl::Engine::PostgreSql);
    test.addTenant(QStringLiteral("bank"));
    const DatabaseUrl url = test.addLogin(QStringLiteral("ann"), {{QStringLiteral("bank"), Access::Supervisor}});
    const PgSettings direct = PgSettings::from(url, {}).value();
    BreakableLink link(direct.parameter("host"), direct.parameter("port").toUShort());
    const QString through = QStringLiteral(" host=127.0.0.1 port=%1").arg(link.serverPort());
    const auto database = openDatabase(DatabaseUrl::parse(url.conninfo() + through).value(), {});
    const auto session = database->openSession(QStringLiteral("bank"));
    const Exception exception = sampleException();
    VERIFY_OK(await(session->exceptions().create(exception, sampleUser(), QUuid(), {})));

    // Holds the exception's row, so that the write waits on the server while the network fails.
    TestPostgresql holder(direct.parameter("dbname"));
    holder.execute(QStringLiteral("BEGIN"));
    holder.execute(QStringLiteral("SELECT FROM sentinai.exception FOR UPDATE"));
    const QString writers =
        QStringLiteral("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND "
                       "query LIKE '%append_events(%' AND wait_event_type = 'Lock'");
    TestPostgresql observer(direct.parameter("dbname"));
    Pending<AppendOutcome> append(session->events().append(
        sampleComment(exception.exceptionId, QStringLiteral("Called them."), sampleInstant()), {}));
    EVENTUALLY_EQUAL(observer.execute(writers)[0][0], QStringLiteral("1"));
    link.breakAll();
    // The first attempt still waits on the server, which has not noticed; the second waits behind it.
    EVENTUALLY_EQUAL(observer.execute(writers)[0][0], QStringLiteral("2"));
    QVERIFY(!append.isDone());
    holder.execute(QStringLiteral("COMMIT"));

    EVENTUALLY(append.isDone());
    VERIFY_OK(append.result());
    QCOMPARE(append.result()->seq, qint64{2});
    const auto timeline = await(session->events().timeline(exception.exceptionId, {}, {}));
    VERIFY_OK(timeline);
    QCOMPARE(timeline->rows.size(), std::size_t{2});
    QVERIFY(await(session->events().verifyChain(exception.exceptionId, {}))->intact);
  }

  void theDatabasesDefaultIsolationDoesNotMatter() {
    TestDatabase test(DatabaseUrl::Engine::PostgreSql);
    test.addTenant(QStringLiteral("bank"));
    const DatabaseUrl url = test.addLogin(QStringLiteral("ann"), {{QStringLiteral("bank"), Access::Supervisor}});
    test.executeBehindTheBack(QStringLiteral("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET "
                                             "default_transaction_isolation = serializable', current_database()); "
                                             "END $$"));
    const auto database = openDatabase(url, {});
    const auto session = database->openSession(QStringLiteral("bank"));
    VERIFY_OK(await(session->exceptions().create(sampleException(), sampleUser(), QUuid(), {})));
  }

  void aWriteWhoseResultCannotBeReadIsNotTakenForNotDone() {
    TestDatabase test(DatabaseUrl::Engine::PostgreSql);
    test.addTenant(QStringLiteral("bank"));
    const DatabaseUrl url = test.addLogin(QStringLiteral("ann"), {{QStringLiteral("bank"), Access::Supervisor}});
    test.executeBehindTheBack(QStringLiteral("REVOKE SELECT ON sentinai.exception FROM sentinai_analyst"));
    const auto database = openDatabase(url, {});
    const auto session = database->openSession(QStringLiteral("bank"));
    const Exception exception = sampleException();
    VERIFY_ERROR(await(session->exceptions().create(exception, sampleUser(), QUuid(), {})), OutcomeUnknown);
    QCOMPARE(await(session->events().count(exception.exceptionId, {}, 10, {}))->value, 1);
  }
};

QTEST_GUILESS_MAIN(PgEventWriteTest)
#include "pg_event_write_test.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/open_database.h"
#include "tests/support/eventually.h"
#include "tests/support/own_cluster.h"
#include "tests/support/postgresql_fixture.h"

using namespace sentinai;
using namespace std::chrono_literals;

/// A server that stops, dies, is full or changes its mind.
class ServerOutageTest : public QObject {
  Q_OBJECT

private:
  std::unique_ptr<OwnCluster> m_cluster;
  DatabaseOptions m_options;
  std::atomic<int> m_reachChanges = 0;

  [[nodiscard]] std::shared_ptr<PgPools> pools(std::chrono::milliseconds firstPause = 10ms) {
    const QString conninfo = m_cluster->conninfo(QStringLiteral("postgres"), QStringLiteral("ann"), kTestPassword);
    PgSettings settings = PgSettings::from(DatabaseUrl::parse(conninfo).value(), m_options).value();
    settings.firstPause = firstPause;
    settings.longestPause = std::max(firstPause, 100ms);
    const auto pools = std::make_shared<PgPools>(std::move(settings));
    m_reachChanges = 0;
    pools->onReachChanged([this] { ++m_reachChanges; });
    return pools;
  }

  [[nodiscard]] static Task<int> one(const std::shared_ptr<PgClient>& client, PgIntent intent = PgIntent::Read) {
    return ask<int>(client, QStringLiteral("SELECT 1"), {}, {}, intent);
  }

private Q_SLOTS:
  void initTestCase() {
    m_cluster = std::make_unique<OwnCluster>();
    m_cluster->execute(QStringLiteral("CREATE ROLE ann LOGIN PASSWORD '%1'").arg(kTestPassword));
  }
  void cleanupTestCase() { m_cluster.reset(); }
  void init() {
    m_options = {};
    m_options.connectTimeout = 30s;
    m_options.poolTimeout = 120s;
  }

  void callsWaitForARestart() {
    const auto client = std::make_shared<PgClient>(pools(), QString());
    VERIFY_OK(await(one(client)));
    m_cluster->stop();
    Pending<int> read(one(client));
    Pending<int> write(one(client, PgIntent::Write)); // Not begun, so it may wait as well.
    EVENTUALLY(m_reachChanges > 0);
    m_cluster->start();
    EVENTUALLY(read.isDone() && write.isDone());
    VERIFY_OK(read.result());
    VERIFY_OK(write.result());
    QCOMPARE(m_reachChanges.load(), 2); // Out of reach and back.
  }

  void aKilledServerIsFoundAgain() {
    const auto client = std::make_shared<PgClient>(pools(), QString());
    VERIFY_OK(await(one(client)));
    Pending<bool> underWay(ask<bool>(client, QStringLiteral("SELECT pg_sleep(60) IS NULL"), {}, {}, PgIntent::Write));
    const QString running =
        QStringLiteral("SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%sleep(60)%' AND state = 'active' AND "
                       "usename = 'ann'");
    EVENTUALLY_EQUAL(m_cluster->execute(running)[0][0], QStringLiteral("1"));
    m_cluster->kill();
    EVENTUALLY(underWay.isDone());
    VERIFY_ERROR(underWay.result(), OutcomeUnknown); // It went without a word.
    Pending<int> read(one(client));
    m_cluster->start();
    EVENTUALLY(read.isDone());
    VERIFY_OK(read.result());
  }

  void aServerThatNeverAnsweredIsNotWaitedFor() {
    m_cluster->stop();
    const auto client = std::make_shared<PgClient>(pools(), QString());
    const auto result = await(one(client));
    m_cluster->start();
    VERIFY_ERROR(result, ConnectionLost);
    QVERIFY(result.error().retryable);
  }

  void waitingInVainEndsWithTheReason() {
    m_options.poolTimeout = 300ms;
    const auto client = std::make_shared<PgClient>(pools(), QString());
    VERIFY_OK(await(one(client)));
    m_cluster->stop();
    const auto result = await(one(client));
    m_cluster->start();
    VERIFY_ERROR(result, ConnectionLost);
    QVERIFY2(result.error().message.contains(QLatin1String("No database server answers")),
             qPrintable(result.error().message));
  }

  void aProbeDoesNotWaitForThePause() {
    const auto shared = pools(1h);
    const auto client = std::make_shared<PgClient>(shared, QString());
    const auto probe = std::make_shared<PgClient>(shared, QString(), PgPatience::Probe);
    VERIFY_OK(await(one(client)));
    m_cluster->stop();
    Pending<int> waiting(one(client));
    EVENTUALLY(m_reachChanges > 0);
    VERIFY_ERROR(await(one(probe)), ConnectionLost);
    m_cluster->start();
    QVERIFY(!waiting.isDone()); // The pause is long.
    VERIFY_OK(await(one(probe)));
    EVENTUALLY(waiting.isDone());
    VERIFY_OK(waiting.result());
  }

  void aChangedPasswordShowsAtTheNextConnection() {
    const auto client = std::make_shared<PgClient>(pools(), QString());
    VERIFY_OK(await(one(client)));
    m_cluster->execute(QStringLiteral("ALTER ROLE ann PASSWORD 'another one'"));
    VERIFY_OK(await(one(client))); // What stands, stands.
    m_cluster->execute(
        QStringLiteral("SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE usename = 'ann'"));
    const auto refused = await(one(client));
    VERIFY_ERROR(refused, PermissionDenied);
    QCOMPARE(refused.error().sqlState, QStringLiteral("28P01"));
    QVERIFY(refused.error().message.contains(QLatin1String("password")));
    QVERIFY(!refused.error().message.contains(kTestPassword) && !refused.error().detail.contains(kTestPassword));
    m_cluster->execute(QStringLiteral("ALTER ROLE ann PASSWORD '%1'").arg(kTestPassword));
    VERIFY_OK(await(one(client)));
  }

  void aFullServerIsWaitedFor() {
    m_cluster->execute(QStringLiteral("ALTER ROLE ann CONNECTION LIMIT 0"));
    const auto client = std::make_shared<PgClient>(pools(), QString());
    Pending<int> read(one(client));
    EVENTUALLY(m_reachChanges > 0);
    m_options.poolTimeout = 300ms;
    const auto impatient = await(one(std::make_shared<PgClient>(pools(), QString())));
    VERIFY_ERROR(impatient, ConnectionLost);
    QCOMPARE(impatient.error().sqlState, QStringLiteral("53300"));
    QVERIFY(impatient.error().message.contains(QLatin1String("max_connections")));
    QVERIFY(!read.isDone());
    m_cluster->execute(QStringLiteral("ALTER ROLE ann CONNECTION LIMIT -1"));
    EVENTUALLY(read.isDone());
    VERIFY_OK(read.result());
  }

  void aFullDiskIsSaidSo() {
    m_cluster->execute(QStringLiteral("CREATE TABLE filling (a text); GRANT INSERT, TRUNCATE ON filling TO ann"));
    m_cluster->stop();
    // Files may grow to half a block beyond 4 MB. So the write of a block comes out short, as on a full disk.
    m_cluster->start({QStringLiteral("prlimit"), QStringLiteral("--fsize=4198400")});
    const QString conninfo = m_cluster->conninfo(QStringLiteral("postgres"), QStringLiteral("ann"), kTestPassword);
    const auto shared = std::make_shared<PgPools>(PgSettings::from(DatabaseUrl::parse(conninfo).value(), m_options));
    const auto client = std::make_shared<PgClient>(shared, QString());
    const auto write = [&client](const QString& sql) {
      return await(
          client->run<Done>(PgIntent::Write, {sql, {}}, [](const PGresult*) { return Result<Done>(Done{}); }, {}));
    };
    const auto result =
        write(QStringLiteral("INSERT INTO filling SELECT repeat('x', 1000) FROM generate_series(1, 10000)"));
    VERIFY_ERROR(result, Internal);
    QCOMPARE(result.error().sqlState, QStringLiteral("53100"));
    QVERIFY(result.error().retryable);
    QVERIFY2(result.error().message.contains(QLatin1String("disk is full")), qPrintable(result.error().message));
    // With space again, the same connection serves.
    VERIFY_OK(write(QStringLiteral("TRUNCATE filling")));
    VERIFY_OK(write(QStringLiteral("INSERT INTO filling VALUES ('x')")));
  }
};

QTEST_GUILESS_MAIN(ServerOutageTest)
#include "server_outage_test.moc"

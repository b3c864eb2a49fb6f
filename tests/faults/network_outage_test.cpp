// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/open_database.h"
#include "tests/support/breakable_link.h"
#include "tests/support/eventually.h"
#include "tests/support/postgresql_fixture.h"
#include "tests/support/sample_exceptions.h"
#include "tests/support/test_database.h"

#include <QRandomGenerator>

using namespace sentinai;
using namespace std::chrono_literals;

/// A network between console and server that breaks, stalls and lies.
class NetworkOutageTest : public QObject {
  Q_OBJECT

private:
  std::unique_ptr<PostgresqlFixture> m_fixture;
  std::unique_ptr<BreakableLink> m_link;

  [[nodiscard]] QString throughLink() const {
    return QStringLiteral("host=127.0.0.1 port=%1").arg(m_link->serverPort());
  }

  [[nodiscard]] std::shared_ptr<PgPools> pools(const QString& extra, std::chrono::milliseconds validateAfter = 1h) {
    PgSettings settings =
        PgSettings::from(DatabaseUrl::parse(m_fixture->conninfo(extra)).value(), m_fixture->options).value();
    settings.validateAfter = validateAfter;
    settings.firstPause = 5ms;
    settings.longestPause = 20ms;
    return std::make_shared<PgPools>(std::move(settings));
  }
  [[nodiscard]] std::shared_ptr<PgClient> client(std::chrono::milliseconds validateAfter = 1h) {
    return std::make_shared<PgClient>(pools(throughLink(), validateAfter), QString());
  }

  [[nodiscard]] static Task<int> one(const std::shared_ptr<PgClient>& client) {
    return ask<int>(client, QStringLiteral("SELECT 1"));
  }

  [[nodiscard]] static TenantPool::Figures figuresOf(PgPools& pools) {
    Completion<TenantPool::Figures> figures;
    pools.readFigures(QString(), [figures](TenantPool::Figures read) { figures.complete(read); });
    return await(taken(figures)).value();
  }
  static Task<TenantPool::Figures> taken(Completion<TenantPool::Figures> figures) {
    Result<TenantPool::Figures> result = co_await figures;
    co_return result;
  }

private Q_SLOTS:
  void init() {
    m_fixture = std::make_unique<PostgresqlFixture>();
    m_fixture->options.poolTimeout = 120s;
    const PgSettings direct = PgSettings::from(DatabaseUrl::parse(m_fixture->conninfo()).value(), {}).value();
    m_link = std::make_unique<BreakableLink>(direct.parameter("host"), direct.parameter("port").toUShort());
  }
  void cleanup() {
    m_link.reset();
    m_fixture.reset();
  }

  void aReadWhoseConnectionIsResetIsAskedAgain() {
    const auto reading = client();
    const QString key = QString::number(QRandomGenerator::global()->bounded(1'000'000'000));
    m_fixture->cluster().execute(QStringLiteral("SELECT pg_advisory_lock(%1)").arg(key));
    const auto sql = QStringLiteral("SELECT pg_advisory_xact_lock_shared(%1) IS NOT NULL").arg(key);
    const QString waiting = QStringLiteral("wait_event_type = 'Lock'");
    Pending<bool> read(ask<bool>(reading, sql));
    EVENTUALLY_EQUAL(m_fixture->backends(waiting), 1);
    m_link->resetAll();
    EVENTUALLY_EQUAL(m_link->accepted(), 2);
    m_fixture->cluster().execute(QStringLiteral("SELECT pg_advisory_unlock(%1)").arg(key));
    EVENTUALLY(read.isDone());
    VERIFY_OK(read.result());
  }

  void aReadThatBreaksEachTimeIsGivenUp() {
    const auto reading = client();
    const auto result = await(ask<bool>(reading, QStringLiteral("SELECT pg_terminate_backend(pg_backend_pid())")));
    VERIFY_ERROR(result, ConnectionLost);
    QCOMPARE(m_link->accepted(), TenantPool::kReadTries);
  }

  void aHalfOpenConnectionIsFoundOut() {
    m_fixture->options.connectTimeout = 1s;
    const auto reading = client(0ms); // Asks for a sign of life before each use.
    VERIFY_OK(await(one(reading)));
    m_link->silence(true);
    Pending<int> read(one(reading));
    EVENTUALLY(m_link->accepted() >= 2); // Given up, and tried anew.
    QVERIFY(!read.isDone());
    m_link->speakAgain();
    EVENTUALLY(read.isDone());
    VERIFY_OK(read.result());
  }

  void aConnectionThatWasClosedWhileIdleIsNotUsed() {
    const auto writing = client();
    VERIFY_OK(await(one(writing)));
    m_link->breakAll();
    // A write is not asked again on suspicion, so it must not be sent into the void either.
    VERIFY_OK(await(ask<int>(writing, QStringLiteral("SELECT 1"), {}, {}, PgIntent::Write)));
  }

  void aServerThatNeverAnswersIsGivenUp() {
    m_fixture->options.connectTimeout = 100ms;
    m_link->ignoreNewcomers();
    const auto reading = client();
    const auto result = await(one(reading));
    VERIFY_ERROR(result, ConnectionLost);
    QVERIFY(result.error().message.contains(QLatin1String("DB_CONNECT_TIMEOUT")));
  }

  void aSlowServerServes() {
    m_link->delay(30ms);
    const auto reading = client();
    std::vector<std::unique_ptr<Pending<int>>> reads;
    for (int i = 0; i < 20; ++i) {
      reads.push_back(std::make_unique<Pending<int>>(one(reading)));
    }
    for (const auto& read : reads) {
      EVENTUALLY(read->isDone());
      VERIFY_OK(read->result());
    }
  }

  void aDeadServerIsTriedByOneConnectionAtATime() {
    m_fixture->options.connectTimeout = 120s;
    const auto shared = pools(throughLink());
    const auto reading = std::make_shared<PgClient>(shared, QString());
    VERIFY_OK(await(one(reading)));
    m_link->ignoreNewcomers();
    m_link->breakAll();
    std::vector<std::unique_ptr<Pending<int>>> reads;
    for (int i = 0; i < 20; ++i) {
      reads.push_back(std::make_unique<Pending<int>>(one(reading)));
    }
    EVENTUALLY_EQUAL(m_link->accepted(), 2);
    EVENTUALLY_EQUAL(figuresOf(*shared).waiting, 20);
    QCOMPARE(figuresOf(*shared).open, 1);
    QCOMPARE(m_link->accepted(), 2);
    m_link->ignoreNewcomers(false);
    m_link->breakAll(); // Also the try that hangs.
    for (const auto& read : reads) {
      EVENTUALLY(read->isDone());
      VERIFY_OK(read->result());
    }
  }

  void aServerThatTurnsAwayIsTriedUntilItDoesNot() {
    const auto reading = client();
    VERIFY_OK(await(one(reading)));
    m_link->turnAway();
    m_link->breakAll();
    Pending<int> read(one(reading));
    EVENTUALLY(m_link->accepted() >= 5);
    QVERIFY(!read.isDone());
    m_link->turnAway(false);
    EVENTUALLY(read.isDone());
    VERIFY_OK(read.result());
  }

  void aSilentHostDoesNotUseUpTheTimeOfTheNext() {
    BreakableLink silent(QStringLiteral("127.0.0.1"), 1);
    silent.ignoreNewcomers();
    m_fixture->options.connectTimeout = 1s;
    const auto reading =
        std::make_shared<PgClient>(pools(QStringLiteral("host=127.0.0.1,127.0.0.1,127.0.0.1 port=%1,1,%2")
                                             .arg(silent.serverPort())
                                             .arg(m_link->serverPort())),
                                   QString());
    VERIFY_OK(await(one(reading)));
    QCOMPARE(silent.accepted(), 1);
    QCOMPARE(m_link->accepted(), 1);
  }

  void namesAreLookedUp() {
    const auto found = std::make_shared<PgClient>(
        pools(QStringLiteral("host=localhost port=%1").arg(m_link->serverPort())), QString());
    VERIFY_OK(await(one(found)));
    // One that cannot be is passed over, however long that takes to find out.
    const auto next = std::make_shared<PgClient>(
        pools(QStringLiteral("host=no-such-host.invalid,127.0.0.1 port=%1").arg(m_link->serverPort())), QString());
    VERIFY_OK(await(one(next)));
    const auto none = std::make_shared<PgClient>(
        pools(QStringLiteral("host=no-such-host.invalid port=%1").arg(m_link->serverPort())), QString());
    const auto result = await(one(none));
    VERIFY_ERROR(result, ConnectionLost);
    QVERIFY(result.error().message.contains(QLatin1String("no-such-host.invalid")));
  }

  void hostsAndPortsMustFit() {
    for (const char* target : {"host=a,b,c port=1,2", "host=a,b hostaddr=127.0.0.1"}) {
      const Result<PgSettings> settings =
          PgSettings::from(DatabaseUrl::parse(QLatin1String(target)).value(), DatabaseOptions());
      VERIFY_ERROR(settings, InvalidInput);
    }
  }

  void aCommitWhoseAnswerIsLostHappensOnce() {
    TestDatabase test(DatabaseUrl::Engine::PostgreSql);
    test.addTenant(QStringLiteral("bank"));
    const DatabaseUrl url = test.addLogin(QStringLiteral("ann"), {{QStringLiteral("bank"), Access::Supervisor}});
    const auto database =
        openDatabase(DatabaseUrl::parse(url.conninfo() + QLatin1Char(' ') + throughLink()).value(), {});
    const auto session = database->openSession(QStringLiteral("bank"));
    const Exception exception = sampleException();
    m_link->breakAtAnswerTo("append_events(");
    VERIFY_OK(await(session->exceptions().create(exception, sampleUser(), QUuid(), {})));
    QCOMPARE(m_link->accepted(), 2);

    m_link->breakAtAnswerTo("append_events(");
    const auto appended = await(session->events().append(
        sampleComment(exception.exceptionId, QStringLiteral("Called them."), sampleInstant()), {}));
    VERIFY_OK(appended);
    QVERIFY(!appended->appended); // The first try had written it.
    QCOMPARE(appended->seq, qint64{2});
    QCOMPARE(m_link->accepted(), 3);

    ExceptionUpdate update;
    update.exceptionId = exception.exceptionId;
    update.expectedVersion = 1;
    update.patch.setStatus(Status::Analyzing);
    update.actor = sampleUser();
    m_link->breakAtAnswerTo("append_events(");
    const auto updated = await(session->exceptions().update(update, {}));
    VERIFY_OK(updated);
    QCOMPARE(updated->version, 2);
    QCOMPARE(m_link->accepted(), 4);
    QCOMPARE(await(session->events().count(exception.exceptionId, {}, 10, {}))->value, 3);
    QVERIFY(await(session->events().verifyChain(exception.exceptionId, {}))->intact);
  }
};

QTEST_GUILESS_MAIN(NetworkOutageTest)
#include "network_outage_test.moc"

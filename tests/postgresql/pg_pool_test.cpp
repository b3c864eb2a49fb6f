// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/eventually.h"
#include "tests/support/postgresql_fixture.h"

#include "repositories/open_database.h"

using namespace sentinai;

/// Bounds, waiting, order and end of the connection pools.
class PgPoolTest : public QObject {
  Q_OBJECT

private:
  std::unique_ptr<PostgresqlFixture> m_fixture;

  static constexpr char kSleepers[] = "query LIKE '%pg_sleep(60)%' AND state = 'active'";

  [[nodiscard]] Task<bool> sleeper(const std::shared_ptr<PgClient>& client, CancelToken token = {},
                                   PgIntent intent = PgIntent::Read) const {
    return ask<bool>(client, QStringLiteral("SELECT pg_sleep(60) IS NULL"), {}, std::move(token), intent);
  }

private Q_SLOTS:
  void init() {
    m_fixture = std::make_unique<PostgresqlFixture>();
    m_fixture->options.poolSize = 1;
    m_fixture->options.maxOverflow = 0;
  }
  void cleanup() { m_fixture.reset(); }

  void oneConnectionServesAll() {
    const auto client = std::make_shared<PgClient>(m_fixture->pools(), QString());
    std::vector<std::unique_ptr<Pending<int>>> calls;
    for (int i = 0; i < 20; ++i) {
      calls.push_back(std::make_unique<Pending<int>>(ask<int>(client, QStringLiteral("SELECT pg_backend_pid()"))));
    }
    for (const auto& call : calls) {
      EVENTUALLY(call->isDone());
      VERIFY_OK(call->result());
      QCOMPARE(*call->result(), *calls.front()->result());
    }
  }

  void noMoreThanSizeAndOverflow() {
    m_fixture->options.poolSize = 2;
    m_fixture->options.maxOverflow = 1;
    const auto client = std::make_shared<PgClient>(m_fixture->pools(), QString());
    CancelSource source;
    std::vector<std::unique_ptr<Pending<bool>>> calls;
    for (int i = 0; i < 5; ++i) {
      calls.push_back(std::make_unique<Pending<bool>>(sleeper(client, source.token())));
    }
    EVENTUALLY_EQUAL(m_fixture->backends(QLatin1String(kSleepers)), 3);
    QCOMPARE(m_fixture->backends(), 3);
    source.cancel();
    // The overflow goes as soon as nobody waits.
    EVENTUALLY_EQUAL(m_fixture->backends(), 2);
  }

  void waitingEndsWithAdvice() {
    m_fixture->options.poolTimeout = std::chrono::milliseconds(100);
    const auto client = std::make_shared<PgClient>(m_fixture->pools(), QString());
    CancelSource source;
    Pending<bool> holder(sleeper(client, source.token()));
    EVENTUALLY_EQUAL(m_fixture->backends(QLatin1String(kSleepers)), 1);
    const auto result = await(ask<int>(client, QStringLiteral("SELECT 1")));
    VERIFY_ERROR(result, Timeout);
    QVERIFY(result.error().retryable);
    QVERIFY(result.error().message.contains(QLatin1String("DB_POOL_SIZE")));
    QVERIFY(!holder.isDone());
  }

  void aFullQueueRefuses() {
    m_fixture->maxWaiting = 2;
    const auto client = std::make_shared<PgClient>(m_fixture->pools(), QString());
    CancelSource source;
    Pending<bool> holder(sleeper(client, source.token()));
    EVENTUALLY_EQUAL(m_fixture->backends(QLatin1String(kSleepers)), 1);
    Pending<int> first(ask<int>(client, QStringLiteral("SELECT 1")));
    Pending<int> second(ask<int>(client, QStringLiteral("SELECT 2")));
    const auto refused = await(ask<int>(client, QStringLiteral("SELECT 3")));
    VERIFY_ERROR(refused, Timeout);
    QVERIFY(refused.error().retryable);
    QVERIFY(refused.error().message.contains(QLatin1String("2 calls wait")));
    source.cancel();
    EVENTUALLY(first.isDone() && second.isDone());
    VERIFY_OK(first.result());
    VERIFY_OK(second.result());
  }

  void aConnectionThatLayIdleServesAfterASignOfLife() {
    m_fixture->validateAfter = std::chrono::milliseconds(0);
    const auto client = std::make_shared<PgClient>(m_fixture->pools(), QString());
    const auto pid = await(ask<int>(client, QStringLiteral("SELECT pg_backend_pid()")));
    for (int i = 0; i < 5; ++i) {
      QCOMPARE(await(ask<int>(client, QStringLiteral("SELECT pg_backend_pid()"))), pid);
    }
    // One that was ended meanwhile is found out, also for a write, which would not be asked again.
    m_fixture->cluster().execute(QStringLiteral("SELECT pg_terminate_backend($1::int, 60000)"),
                                 {QString::number(*pid)});
    VERIFY_OK(await(ask<int>(client, QStringLiteral("SELECT 1"), {}, {}, PgIntent::Write)));
  }

  void waitersAreServedInOrder() {
    const auto client = std::make_shared<PgClient>(m_fixture->pools(), QString());
    QList<int> order;
    QObject context;
    for (int i = 0; i < 30; ++i) {
      QCoro::connect(ask<qint64>(client, QStringLiteral("SELECT $1"), {qint64{i}}), &context,
                     [&order](Result<qint64> value) { order.append(static_cast<int>(value.value_or(-1))); });
    }
    EVENTUALLY_EQUAL(order.size(), 30);
    QVERIFY(std::is_sorted(order.begin(), order.end()));
  }

  void cancelWhileWaiting() {
    const auto client = std::make_shared<PgClient>(m_fixture->pools(), QString());
    CancelSource holding;
    Pending<bool> holder(sleeper(client, holding.token()));
    EVENTUALLY_EQUAL(m_fixture->backends(QLatin1String(kSleepers)), 1);
    CancelSource waiting;
    Pending<int> waiter(ask<int>(client, QStringLiteral("SELECT 1"), {}, waiting.token(), PgIntent::Write));
    waiting.cancel();
    EVENTUALLY(waiter.isDone());
    VERIFY_ERROR(waiter.result(), Cancelled);
    QVERIFY(!holder.isDone());
  }

  void unusedConnectionsExpire() {
    m_fixture->idleExpiry = std::chrono::milliseconds(50);
    const auto client = std::make_shared<PgClient>(m_fixture->pools(), QString());
    VERIFY_OK(await(ask<int>(client, QStringLiteral("SELECT 1"))));
    EVENTUALLY_EQUAL(m_fixture->backends(), 0);
    VERIFY_OK(await(ask<int>(client, QStringLiteral("SELECT 1"))));
  }

  void tenantsDoNotShareConnections() {
    const auto pools = m_fixture->pools();
    const auto bank = std::make_shared<PgClient>(pools, QStringLiteral("bank"));
    const auto clinic = std::make_shared<PgClient>(pools, QStringLiteral("clinic"));
    const QString sql = QStringLiteral("SELECT current_setting('sentinai.tenant_id') || pg_backend_pid()");
    QSet<QString> seen;
    for (int i = 0; i < 5; ++i) {
      seen << await(ask<QString>(bank, sql)).value() << await(ask<QString>(clinic, sql)).value();
    }
    QCOMPARE(seen.size(), 2);
  }

  void aFullServerLetsCallsWaitForWhatThereIs() {
    TestPostgresql& cluster = m_fixture->cluster();
    cluster.execute(QStringLiteral("ALTER ROLE %1 CONNECTION LIMIT 1").arg(m_fixture->role()));
    m_fixture->options.poolSize = 4;
    const auto client = std::make_shared<PgClient>(m_fixture->pools(), QString());
    std::vector<std::unique_ptr<Pending<int>>> calls;
    VERIFY_OK(await(ask<int>(client, QStringLiteral("SELECT 1"))));
    for (int i = 0; i < 8; ++i) {
      calls.push_back(std::make_unique<Pending<int>>(ask<int>(client, QStringLiteral("SELECT 1 FROM pg_sleep(0.01)"))));
    }
    for (const auto& call : calls) {
      EVENTUALLY(call->isDone());
    }
    for (const auto& call : calls) {
      VERIFY_OK(call->result());
    }
  }

  void theFirstCallsOfAFullServerWaitForTheOneThatGotIn() {
    m_fixture->cluster().execute(QStringLiteral("ALTER ROLE %1 CONNECTION LIMIT 1").arg(m_fixture->role()));
    m_fixture->options.poolSize = 4;
    const auto client = std::make_shared<PgClient>(m_fixture->pools(), QString());
    std::vector<std::unique_ptr<Pending<int>>> calls;
    for (int i = 0; i < 4; ++i) {
      calls.push_back(std::make_unique<Pending<int>>(ask<int>(client, QStringLiteral("SELECT 1"))));
    }
    for (const auto& call : calls) {
      EVENTUALLY(call->isDone());
      VERIFY_OK(call->result());
    }
  }

  void closingAClientCancelsItsCallsOnly() {
    m_fixture->options.poolSize = 2;
    const auto pools = m_fixture->pools();
    const auto leaving = std::make_shared<PgClient>(pools, QString());
    const auto staying = std::make_shared<PgClient>(pools, QString());
    CancelSource source;
    Pending<bool> read(sleeper(leaving));
    Pending<bool> other(sleeper(staying, source.token()));
    EVENTUALLY_EQUAL(m_fixture->backends(QLatin1String(kSleepers)), 2);
    Pending<bool> waiting(sleeper(leaving, {}, PgIntent::Write));
    leaving->close();
    EVENTUALLY(read.isDone() && waiting.isDone());
    VERIFY_ERROR(read.result(), Cancelled);
    VERIFY_ERROR(waiting.result(), Cancelled);
    EVENTUALLY_EQUAL(m_fixture->backends(QLatin1String(kSleepers)), 1);
    QVERIFY(!other.isDone());
    VERIFY_ERROR(await(ask<int>(leaving, QStringLiteral("SELECT 1"))), Cancelled);
    VERIFY_OK(await(ask<int>(staying, QStringLiteral("SELECT 1"))));
  }

  void closingTheDatabaseCompletesEverything() {
    m_fixture->options.poolSize = 2;
    auto database = openDatabase(DatabaseUrl::parse(m_fixture->conninfo()).value(), m_fixture->options);
    auto session = database->openSession(QStringLiteral("bank"));
    std::vector<std::unique_ptr<Pending<Page<Exception>>>> calls;
    for (int i = 0; i < 10; ++i) {
      calls.push_back(std::make_unique<Pending<Page<Exception>>>(session->exceptions().list({}, {})));
    }
    Pending<Health> health(database->health(QStringLiteral("bank"), {}));
    session.reset();
    database.reset();
    for (const auto& call : calls) {
      EVENTUALLY(call->isDone());
      VERIFY_ERROR(call->result(), Cancelled);
    }
    EVENTUALLY(health.isDone());
    VERIFY_ERROR(health.result(), Cancelled);
    EVENTUALLY_EQUAL(m_fixture->backends(), 0);
  }

  void closingWhileStatementsRun() {
    m_fixture->options.poolSize = 2;
    auto pools = m_fixture->pools();
    const auto client = std::make_shared<PgClient>(pools, QString());
    CancelSource source;
    Pending<bool> read(sleeper(client, source.token()));
    Pending<bool> write(sleeper(client, source.token(), PgIntent::Write));
    EVENTUALLY_EQUAL(m_fixture->backends(QLatin1String(kSleepers)), 2);
    source.cancel(); // Its helpers may still be at work while everything closes.
    pools->shutDown();
    EVENTUALLY(read.isDone() && write.isDone());
    VERIFY_ERROR(read.result(), Cancelled);
    VERIFY_ERROR(write.result(), Cancelled);
    VERIFY_ERROR(await(ask<int>(client, QStringLiteral("SELECT 1"))), Cancelled);
  }
};

QTEST_GUILESS_MAIN(PgPoolTest)
#include "pg_pool_test.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/open_database.h"
#include "tests/support/breakable_link.h"
#include "tests/support/eventually.h"
#include "tests/support/postgresql_fixture.h"

#include <QLoggingCategory>
#include <thread>

using namespace sentinai;

/// Opening, setting up, breaking and cancelling connections.
class PgConnectionTest : public QObject {
  Q_OBJECT

private:
  std::unique_ptr<PostgresqlFixture> m_fixture;

  [[nodiscard]] static std::shared_ptr<PgClient> clientOf(const std::shared_ptr<PgPools>& pools,
                                                          const QString& tenantId = QString()) {
    return std::make_shared<PgClient>(pools, tenantId);
  }

  /// The error of a call on a database that cannot be reached so.
  [[nodiscard]] DbError errorOf(const QString& conninfo) const {
    const auto database = openDatabase(DatabaseUrl::parse(conninfo).value(), m_fixture->options);
    return await(database->health(QString(), {})).error();
  }

  /// Where the cluster is.
  [[nodiscard]] QString server(const char* keyword) const {
    return PgSettings::from(DatabaseUrl::parse(m_fixture->conninfo()).value(), {}).value().parameter(keyword);
  }

  [[nodiscard]] static QString reversed(const QString& text) {
    QString result;
    for (const QChar character : text) {
      result.prepend(character);
    }
    return result;
  }

  static void hasNoPassword(const DbError& error) {
    for (const QString& text : {error.message, error.detail}) {
      QVERIFY2(!text.contains(kTestPassword), qPrintable(text));
      QVERIFY2(!text.contains(QLatin1String("wr0ng")), qPrintable(text));
    }
  }

private Q_SLOTS:
  void init() { m_fixture = std::make_unique<PostgresqlFixture>(); }
  void cleanup() { m_fixture.reset(); }

  void everyConnectionIsSetUp() {
    m_fixture->options.statementTimeout = std::chrono::milliseconds(12'345);
    const auto client =
        clientOf(m_fixture->pools(QStringLiteral("options='-c timezone=Asia/Tokyo'")), QStringLiteral("bank"));
    const auto setting = [&client](const char* name) {
      return await(ask<QString>(client, QStringLiteral("SELECT current_setting($1)"), {QString::fromLatin1(name)}))
          .value_or(QStringLiteral("?"));
    };
    QCOMPARE(setting("sentinai.tenant_id"), QStringLiteral("bank"));
    QCOMPARE(setting("statement_timeout"), QStringLiteral("12345ms"));
    QCOMPARE(setting("TimeZone"), QStringLiteral("UTC"));
    QCOMPARE(setting("client_encoding"), QStringLiteral("UTF8"));
    QCOMPARE(setting("application_name"), m_fixture->options.applicationName);
  }

  void aStatementIsPlannedForItsValuesOrOnce() {
    m_fixture->options.poolSize = 1;
    const auto client = clientOf(m_fixture->pools());
    const auto run = [&client](const QString& sql, SqlPlanning planning) {
      VERIFY_OK(await(client->one<int>(PgIntent::Read, {sql, {qint64{1}}, planning},
                                       [](PgRow& row) { return row.next<int>(); }, {}, {})));
    };
    const QString planned = QStringLiteral("SELECT 1 WHERE $1 > 0");
    const QString plannedOnce = QStringLiteral("SELECT 1 WHERE $1 > -1");
    for (int i = 0; i < 3; ++i) {
      run(planned, SqlPlanning::EachTime);
      run(plannedOnce, SqlPlanning::Once);
    }
    const auto plans = [&client](const QString& sql, const char* kind) {
      return await(ask<qint64>(client,
                               QStringLiteral("SELECT %1 FROM pg_prepared_statements WHERE statement = $1")
                                   .arg(QLatin1String(kind)),
                               {sql}))
          .value_or(-1);
    };
    // Not prepared the first time.
    QCOMPARE(plans(planned, "custom_plans"), 2);
    QCOMPARE(plans(planned, "generic_plans"), 0);
    QCOMPARE(plans(plannedOnce, "custom_plans"), 0);
    QCOMPARE(plans(plannedOnce, "generic_plans"), 2);
  }

  void planningOnceIsForItsStatementAlone() {
    m_fixture->options.poolSize = 1;
    const auto client = clientOf(m_fixture->pools());
    const SqlStatement once{QStringLiteral("SELECT current_setting('plan_cache_mode')"), {}, SqlPlanning::Once};
    const auto modes = [&](const QString& second) {
      return await(client->runTogether<QStringList>({once, {second, {}}},
                                                    [](const PgResults& results) -> Result<QStringList> {
                                                      QStringList texts;
                                                      for (const PgResult& result : results) {
                                                        texts << QString::fromUtf8(PQgetvalue(result.get(), 0, 0));
                                                      }
                                                      return texts;
                                                    },
                                                    {}));
    };
    VERIFY_OK(modes(QStringLiteral("SELECT 'first, nothing is prepared'")));
    const auto seen = modes(QStringLiteral("SELECT current_setting('plan_cache_mode') || ''"));
    VERIFY_OK(seen);
    QCOMPARE(*seen, (QStringList{QStringLiteral("force_generic_plan"), QStringLiteral("force_custom_plan")}));
  }

  void aReplacedConnectionIsSetUpToo() {
    const auto client = clientOf(m_fixture->pools(), QStringLiteral("bank"));
    const auto pid = await(ask<int>(client, QStringLiteral("SELECT pg_backend_pid()")));
    VERIFY_OK(pid);
    m_fixture->cluster().execute(QStringLiteral("SELECT pg_terminate_backend($1::int)"), {QString::number(*pid)});
    const auto tenant = await(ask<QString>(client, QStringLiteral("SELECT current_setting('sentinai.tenant_id')")));
    VERIFY_OK(tenant);
    QCOMPARE(*tenant, QStringLiteral("bank"));
    QVERIFY(*await(ask<int>(client, QStringLiteral("SELECT pg_backend_pid()"))) != *pid);
  }

  void aReadUnderWayWhenTheServerEndsItIsAskedAgain() {
    m_fixture->options.poolSize = 1;
    const auto client = clientOf(m_fixture->pools());
    VERIFY_OK(await(ask<int>(client, QStringLiteral("SELECT 1"))));
    // Ends the backend that runs it, but only the first one.
    m_fixture->cluster().execute(QStringLiteral("DROP TABLE IF EXISTS public.engine_test_once"));
    m_fixture->cluster().execute(QStringLiteral("CREATE TABLE public.engine_test_once AS SELECT %1 AS pid")
                                     .arg(*await(ask<int>(client, QStringLiteral("SELECT pg_backend_pid()")))));
    m_fixture->cluster().execute(QStringLiteral("GRANT SELECT ON public.engine_test_once TO PUBLIC"));
    const auto result =
        await(ask<bool>(client, QStringLiteral("SELECT pg_terminate_backend(pid) FROM public.engine_test_once "
                                               "WHERE pid = pg_backend_pid() UNION ALL SELECT false LIMIT 1")));
    m_fixture->cluster().execute(QStringLiteral("DROP TABLE public.engine_test_once"));
    VERIFY_OK(result);
    QCOMPARE(*result, false);
  }

  void aFreshConnectionThatBreaksIsAnError() {
    const auto client = clientOf(m_fixture->pools());
    const auto result = await(ask<bool>(client, QStringLiteral("SELECT pg_terminate_backend(pg_backend_pid())")));
    VERIFY_ERROR(result, ConnectionLost);
    QVERIFY(result.error().retryable);
  }

  void aWriteThatTheServerEndsWithAWordDidNotHappen() {
    const auto client = clientOf(m_fixture->pools());
    VERIFY_ERROR(await(ask<bool>(client, QStringLiteral("SELECT pg_terminate_backend(pg_backend_pid())"), {}, {},
                                 PgIntent::Write)),
                 ConnectionLost);
  }

  void aWriteThatEndsWithoutAWordIsUnknown() {
    BreakableLink link(server("host"), server("port").toUShort());
    const auto client = clientOf(m_fixture->pools(QStringLiteral("host=127.0.0.1 port=%1").arg(link.serverPort())));
    Pending<bool> call(ask<bool>(client, QStringLiteral("SELECT pg_sleep(60) IS NULL"), {}, {}, PgIntent::Write));
    EVENTUALLY_EQUAL(m_fixture->backends(QStringLiteral("query LIKE '%pg_sleep(60)%' AND state = 'active'")), 1);
    link.breakAll();
    m_fixture->cluster().execute(
        QStringLiteral("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1"),
        {m_fixture->options.applicationName});
    EVENTUALLY(call.isDone());
    VERIFY_ERROR(call.result(), OutcomeUnknown);
    EVENTUALLY_EQUAL(m_fixture->backends(), 0);
    VERIFY_OK(await(ask<int>(client, QStringLiteral("SELECT 1"))));
  }

  void aServerThatFallsSilentIsGivenUp() {
    m_fixture->options.statementTimeout = std::chrono::milliseconds(100);
    m_fixture->patience = std::chrono::milliseconds(100);
    BreakableLink link(server("host"), server("port").toUShort());
    const auto client = clientOf(m_fixture->pools(QStringLiteral("host=127.0.0.1 port=%1").arg(link.serverPort())));
    VERIFY_OK(await(ask<int>(client, QStringLiteral("SELECT 1"))));
    link.silence();
    Pending<int> write(ask<int>(client, QStringLiteral("SELECT 2"), {}, {}, PgIntent::Write));
    EVENTUALLY(write.isDone());
    VERIFY_ERROR(write.result(), OutcomeUnknown);
    // And so is one that does not answer the opening.
    m_fixture->options.connectTimeout = std::chrono::milliseconds(100);
    const auto late = clientOf(m_fixture->pools(QStringLiteral("host=127.0.0.1 port=%1").arg(link.serverPort())));
    VERIFY_ERROR(await(ask<int>(late, QStringLiteral("SELECT 1"))), ConnectionLost);
  }

  void aCancellationWithoutAnswerIsGivenUp() {
    m_fixture->patience = std::chrono::milliseconds(100);
    BreakableLink link(server("host"), server("port").toUShort());
    const auto client = clientOf(m_fixture->pools(QStringLiteral("host=127.0.0.1 port=%1").arg(link.serverPort())));
    CancelSource source;
    Pending<bool> write(
        ask<bool>(client, QStringLiteral("SELECT pg_sleep(60) IS NULL"), {}, source.token(), PgIntent::Write));
    EVENTUALLY_EQUAL(m_fixture->backends(QStringLiteral("query LIKE '%pg_sleep(60)%' AND state = 'active'")), 1);
    link.silence();
    source.cancel();
    EVENTUALLY(write.isDone());
    VERIFY_ERROR(write.result(), OutcomeUnknown);
  }

  void theNextHostServesWhereOneIsDown() {
    const auto client =
        clientOf(m_fixture->pools(QStringLiteral("host=127.0.0.1,%1 port=1,%2").arg(server("host"), server("port"))));
    VERIFY_OK(await(ask<int>(client, QStringLiteral("SELECT 1"))));
  }

  void noticesAndStatementsAreLoggedWithoutSecrets() {
    static QStringList lines;
    lines.clear();
    m_fixture->options.echo = true;
    const auto client = clientOf(m_fixture->pools());
    QLoggingCategory::setFilterRules(QStringLiteral("sentinai.postgresql*=true"));
    const auto before =
        qInstallMessageHandler([](QtMsgType, const QMessageLogContext&, const QString& text) { lines << text; });
    const auto done = [](const PGresult*) { return Result<Done>(Done{}); };
    const Result<Done> noticed = await(client->run<Done>(
        PgIntent::Read,
        {QStringLiteral("DO $$ BEGIN RAISE NOTICE 'mind %', reverse('%1') USING DETAIL = 'a value'; END $$")
             .arg(reversed(kTestPassword)),
         {}},
        done, {}));
    const auto asked = await(ask<QString>(client, QStringLiteral("SELECT $1"), {QStringLiteral("a parameter")}));
    qInstallMessageHandler(before);
    QLoggingCategory::setFilterRules(QString());
    VERIFY_OK(noticed);
    VERIFY_OK(asked);
    const QString log = lines.join(QLatin1Char('\n'));
    QVERIFY2(log.contains(QLatin1String("mind ***")), qPrintable(log));
    QVERIFY(log.contains(QLatin1String("SELECT $1")));
    QVERIFY(!log.contains(kTestPassword));
    QVERIFY(!log.contains(QLatin1String("a value\n")) && !log.contains(QLatin1String("a parameter")));
  }

  void cancelStopsTheStatementOnTheServer() {
    m_fixture->options.poolSize = 1; // No other takes over while the cancelled one settles.
    const auto client = clientOf(m_fixture->pools());
    CancelSource source;
    Pending<bool> call(ask<bool>(client, QStringLiteral("SELECT pg_sleep(60) IS NULL"), {}, source.token()));
    EVENTUALLY_EQUAL(m_fixture->backends(QStringLiteral("query LIKE '%pg_sleep(60)%' AND state = 'active'")), 1);
    source.cancel();
    EVENTUALLY(call.isDone());
    VERIFY_ERROR(call.result(), Cancelled);
    EVENTUALLY_EQUAL(m_fixture->backends(QStringLiteral("query LIKE '%pg_sleep(60)%' AND state = 'active'")), 0);
    // The connection serves on, and what comes next is not hit by the cancellation.
    for (int i = 0; i < 20; ++i) {
      VERIFY_OK(await(ask<int>(client, QStringLiteral("SELECT 1"))));
    }
    QCOMPARE(m_fixture->backends(), 1);
  }

  void aCancelledWriteReportsWhatTheServerSays() {
    const auto client = clientOf(m_fixture->pools());
    CancelSource source;
    Pending<bool> call(
        ask<bool>(client, QStringLiteral("SELECT pg_sleep(60) IS NULL"), {}, source.token(), PgIntent::Write));
    EVENTUALLY_EQUAL(m_fixture->backends(QStringLiteral("query LIKE '%pg_sleep(60)%' AND state = 'active'")), 1);
    source.cancel();
    EVENTUALLY(call.isDone());
    VERIFY_ERROR(call.result(), Cancelled);
    QCOMPARE(call.result().error().sqlState, QStringLiteral("57014"));
  }

  void cancelledBeforehandIsNeverSent() {
    const auto client = clientOf(m_fixture->pools());
    CancelSource source;
    source.cancel();
    VERIFY_ERROR(await(ask<int>(client, QStringLiteral("SELECT 1"), {}, source.token())), Cancelled);
    QCOMPARE(m_fixture->backends(), 0);
  }

  void statementTimeoutIsATimeout() {
    m_fixture->options.statementTimeout = std::chrono::milliseconds(50);
    const auto client = clientOf(m_fixture->pools());
    const auto result = await(ask<bool>(client, QStringLiteral("SELECT pg_sleep(60) IS NULL")));
    VERIFY_ERROR(result, Timeout);
    QVERIFY(result.error().retryable);
    QVERIFY(result.error().message.contains(QLatin1String("DB_STATEMENT_TIMEOUT")));
  }

  void errorsKeepTheirMeaning() {
    const auto client = clientOf(m_fixture->pools());
    const auto raised = [&client](const char* sqlState) {
      // Division and casts aside, any SQLSTATE can be had from a DO block only, which returns no row.
      const QString sql = QStringLiteral("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '%1', MESSAGE = 'words', "
                                         "CONSTRAINT = 'the_rule', DETAIL = 'more'; END $$")
                              .arg(QLatin1String(sqlState));
      return await(ask<int>(client, sql)).error();
    };
    using Kind = DbError::Kind;
    const std::vector<std::tuple<const char*, Kind, bool>> expected{
        {"SN001", Kind::Conflict, false},         {"SN002", Kind::NotFound, false},
        {"SN003", Kind::PermissionDenied, false}, {"SN004", Kind::InvalidInput, false},
        {"42501", Kind::PermissionDenied, false}, {"23514", Kind::Constraint, false},
        {"23503", Kind::Constraint, false},       {"23505", Kind::Conflict, false},
        {"40001", Kind::Conflict, true},          {"40P01", Kind::Conflict, true},
        {"53300", Kind::ConnectionLost, true},    {"53100", Kind::Internal, true},
        {"22P02", Kind::InvalidInput, false},     {"25006", Kind::PermissionDenied, false},
        {"XX000", Kind::Internal, false},         {"42P01", Kind::Internal, false}};
    for (const auto& [sqlState, kind, retryable] : expected) {
      const DbError error = raised(sqlState);
      QCOMPARE(toText(error.kind), toText(kind));
      QCOMPARE(error.sqlState, QString::fromLatin1(sqlState));
      QCOMPARE(error.retryable, retryable);
      QCOMPARE(error.constraint, QStringLiteral("the_rule"));
      QVERIFY(error.detail.contains(QLatin1String("more")));
      QCOMPARE(error.message == QLatin1String("words"), error.sqlState.startsWith(QLatin1String("SN")));
    }
    QCOMPARE(m_fixture->backends(), 1);
  }

  void nobodyListens() {
    const DbError error = errorOf(QStringLiteral("host=127.0.0.1 port=1 dbname=x user=u password=wr0ng"));
    QCOMPARE(error.kind, DbError::Kind::ConnectionLost);
    QVERIFY(error.message.contains(QLatin1String("127.0.0.1, port 1")));
    hasNoPassword(error);
  }

  void wrongPassword() {
    const DbError error = errorOf(m_fixture->conninfo().replace(kTestPassword, QStringLiteral("wr0ng")));
    QCOMPARE(error.kind, DbError::Kind::PermissionDenied);
    QCOMPARE(error.sqlState, QStringLiteral("28P01"));
    QVERIFY(error.message.contains(QLatin1String("password")));
    hasNoPassword(error);
  }

  void unknownDatabase() {
    const DbError error = errorOf(m_fixture->conninfo(QStringLiteral("dbname=there_is_none")));
    QCOMPARE(error.kind, DbError::Kind::NotFound);
    QVERIFY(error.message.contains(QLatin1String("there_is_none")));
    hasNoPassword(error);
  }

  void noTls() {
    // Over a socket sslmode means nothing, so this needs TCP, which a port that hangs up at once serves.
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    connect(&server, &QTcpServer::newConnection, &server, [&server] {
      QTcpSocket* socket = server.nextPendingConnection();
      connect(socket, &QTcpSocket::readyRead, socket, [socket] {
        socket->readAll();
        socket->write("N"); // "No TLS here", as the protocol puts it.
      });
    });
    const DbError error = errorOf(QStringLiteral("host=127.0.0.1 port=%1 dbname=x user=u password=wr0ng "
                                                 "sslmode=require gssencmode=disable")
                                      .arg(server.serverPort()));
    QCOMPARE(error.kind, DbError::Kind::ConnectionLost);
    QVERIFY(error.message.contains(QLatin1String("TLS")));
    hasNoPassword(error);
  }

  void aServerThatDoesNotAnswerTimesOut() {
    QTcpServer silent;
    QVERIFY(silent.listen(QHostAddress::LocalHost));
    m_fixture->options.connectTimeout = std::chrono::milliseconds(100);
    const DbError error =
        errorOf(QStringLiteral("host=127.0.0.1 port=%1 dbname=x user=u password=wr0ng").arg(silent.serverPort()));
    QCOMPARE(error.kind, DbError::Kind::ConnectionLost);
    QVERIFY(error.message.contains(QLatin1String("DB_CONNECT_TIMEOUT")));
    hasNoPassword(error);
  }

  void statementsArePreparedFromTheSecondTimeOn() {
    const auto client = clientOf(m_fixture->pools());
    const QString text = QStringLiteral("SELECT $1 + 1");
    const QString known = QStringLiteral("SELECT count(*) FROM pg_prepared_statements WHERE statement = $1");
    for (const qint64 expected : {0, 1, 1}) {
      QCOMPARE(*await(ask<qint64>(client, text, {qint64{1}})), qint64{2});
      QCOMPARE(*await(ask<qint64>(client, known, {text})), expected);
    }
    // Of other types it is another statement.
    QCOMPARE(*await(ask<double>(client, text, {1.5})), 2.5);
  }

  void anErrorLeavesAStatementPrepared() {
    const auto client = clientOf(m_fixture->pools());
    const QString text = QStringLiteral("SELECT 1 / $1::int");
    const QString known = QStringLiteral("SELECT count(*) FROM pg_prepared_statements WHERE statement = $1");
    for (int i = 0; i < 4; ++i) {
      VERIFY_ERROR(await(ask<int>(client, text, {qint64{0}})), InvalidInput);
    }
    QCOMPARE(*await(ask<int>(client, text, {qint64{1}})), 1);
    QCOMPARE(*await(ask<qint64>(client, known, {text})), qint64{1});
  }

  void preparedStatementsAreBounded() {
    const auto client = clientOf(m_fixture->pools());
    for (int i = 0; i < 2 * StatementCache::kCapacity; ++i) {
      for (int twice = 0; twice < 2; ++twice) {
        QCOMPARE(*await(ask<int>(client, QStringLiteral("SELECT %1").arg(i))), i);
      }
    }
    const auto prepared = await(ask<qint64>(client, QStringLiteral("SELECT count(*) FROM pg_prepared_statements")));
    QVERIFY(*prepared <= StatementCache::kCapacity);
  }

  void aPreparedStatementSurvivesAMigration() {
    const auto client = clientOf(m_fixture->pools());
    TestPostgresql& cluster = m_fixture->cluster();
    cluster.execute(QStringLiteral("DROP TABLE IF EXISTS public.engine_test_shape"));
    cluster.execute(QStringLiteral("CREATE TABLE public.engine_test_shape AS SELECT 1 AS a"));
    cluster.execute(QStringLiteral("GRANT SELECT ON public.engine_test_shape TO PUBLIC"));
    const QString text = QStringLiteral("SELECT * FROM public.engine_test_shape");
    for (int i = 0; i < 3; ++i) {
      VERIFY_OK(await(ask<int>(client, text)));
    }
    cluster.execute(QStringLiteral("ALTER TABLE public.engine_test_shape ADD COLUMN b text"));
    VERIFY_OK(await(ask<int>(client, text)));
    cluster.execute(QStringLiteral("DROP TABLE public.engine_test_shape"));
  }

  void aConnectionLeftInATransactionIsNotReused() {
    const auto client = clientOf(m_fixture->pools());
    const QString pid = QStringLiteral("SELECT pg_backend_pid()");
    const auto before = await(ask<int>(client, pid));
    const auto done = await(client->run<Done>(PgIntent::Read, {QStringLiteral("BEGIN"), {}},
                                              [](const PGresult*) { return Result<Done>(Done{}); }, {}));
    VERIFY_OK(done);
    QVERIFY(*await(ask<int>(client, pid)) != *before);
    QCOMPARE(m_fixture->backends(QStringLiteral("state = 'idle in transaction'")), 0);
  }

  void errorsAtCommitCount() {
    TestPostgresql& cluster = m_fixture->cluster();
    cluster.execute(QStringLiteral("DROP TABLE IF EXISTS public.engine_test_late; "
                                   "CREATE TABLE public.engine_test_late (a int UNIQUE DEFERRABLE INITIALLY DEFERRED); "
                                   "GRANT INSERT ON public.engine_test_late TO PUBLIC"));
    const auto client = clientOf(m_fixture->pools());
    const auto result = await(
        client->run<Done>(PgIntent::Write, {QStringLiteral("INSERT INTO public.engine_test_late VALUES (1), (1)"), {}},
                          [](const PGresult*) { return Result<Done>(Done{}); }, {}));
    cluster.execute(QStringLiteral("DROP TABLE public.engine_test_late"));
    VERIFY_ERROR(result, Conflict);
  }

  void loginIsWhatTheServerSays() {
    const auto pools = m_fixture->pools();
    VERIFY_OK(await(ask<int>(clientOf(pools), QStringLiteral("SELECT 1"))));
    QCOMPARE(pools->login(), m_fixture->role());
  }

  void theCallerGoesOnMeanwhile() {
    const auto client = clientOf(m_fixture->pools());
    bool before = false;
    QMetaObject::invokeMethod(
        this, [&before] { before = true; }, Qt::QueuedConnection);
    int level = -1;
    QThread* thread = nullptr;
    Pending<int> call(ask<int>(client, QStringLiteral("SELECT 1")));
    QVERIFY(!before); // No event loop has run inside the call.
    QVERIFY(!call.isDone());
    QObject context;
    QCoro::connect(ask<int>(client, QStringLiteral("SELECT 2")), &context, [&level, &thread](Result<int>) {
      level = QThread::currentThread()->loopLevel();
      thread = QThread::currentThread();
    });
    const int outside = QThread::currentThread()->loopLevel();
    EVENTUALLY(thread != nullptr);
    QCOMPARE(thread, QThread::currentThread());
    QVERIFY(level <= outside + 1);
    QVERIFY(before);
  }

  void callsFromSeveralThreads() {
    m_fixture->options.poolSize = 3;
    m_fixture->options.maxOverflow = 0;
    const auto client = clientOf(m_fixture->pools());
    constexpr int kThreads = 6;
    constexpr int kCalls = 50;
    std::atomic<int> right = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&, t] {
        QEventLoop loop;
        for (int i = 0; i < kCalls; ++i) {
          const int value = t * kCalls + i;
          const auto result = await(ask<qint64>(client, QStringLiteral("SELECT $1"), {static_cast<qint64>(value)}));
          right += result && *result == value ? 1 : 0;
        }
      });
    }
    for (std::thread& thread : threads) {
      thread.join();
    }
    QCOMPARE(right.load(), kThreads * kCalls);
    QVERIFY(m_fixture->backends() <= 3);
  }
};

QTEST_GUILESS_MAIN(PgConnectionTest)
#include "pg_connection_test.moc"

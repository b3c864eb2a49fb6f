// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/open_database.h"
#include "repositories/postgresql/pg_copy_rows.h"
#include "tests/support/eventually.h"
#include "tests/support/postgresql_fixture.h"
#include "tests/support/sample_exceptions.h"
#include "tests/support/server_process.h"
#include "tests/support/test_database.h"

#include <csignal>

using namespace sentinai;
using namespace std::chrono_literals;

/// Behind a real PgBouncer that has one server connection for everybody.
class PoolerTest : public QObject {
  Q_OBJECT

private:
  std::unique_ptr<TestDatabase> m_database;
  std::unique_ptr<ServerProcess> m_pooler;
  QString m_login; ///< Database, user and password.
  DatabaseOptions m_options;
  quint16 m_port = 0;

  void startPooler(const char* mode) {
    const DatabaseUrl url =
        m_database->addLogin(QStringLiteral("ann"), {{QStringLiteral("bank"), Access::Supervisor},
                                                     {QStringLiteral("clinic"), Access::Supervisor}});
    const PgSettings direct = PgSettings::from(url, {}).value();
    m_login = QStringLiteral("dbname=%1 user=%2 password='%3'")
                  .arg(direct.parameter("dbname"), direct.parameter("user"), direct.parameter("password"));
    m_pooler = std::make_unique<ServerProcess>();
    m_port = ServerProcess::freePort();
    const QString users = m_pooler->writeFile(
        QStringLiteral("users.txt"),
        QStringLiteral("\"%1\" \"%2\"\n").arg(direct.parameter("user"), direct.parameter("password")).toUtf8());
    const QString configuration =
        m_pooler->writeFile(QStringLiteral("pgbouncer.ini"),
                            QStringLiteral("[databases]\n"
                                           "* = host=%1 port=%2\n"
                                           "[pgbouncer]\n"
                                           "listen_addr = 127.0.0.1\n"
                                           "listen_port = %3\n"
                                           "unix_socket_dir =\n"
                                           "auth_type = scram-sha-256\n"
                                           "auth_file = %4\n"
                                           "pool_mode = %5\n"
                                           "default_pool_size = %6\n")
                                .arg(direct.parameter("host"), direct.parameter("port"), QString::number(m_port), users,
                                     QLatin1String(mode), QLatin1String(mode[0] == 't' ? "1" : "5"))
                                .toUtf8());
    m_pooler->start(QStringLiteral("/usr/sbin/pgbouncer"), {configuration});
    while (PQping(QStringLiteral("host=127.0.0.1 port=%1").arg(m_port).toUtf8().constData()) == PQPING_NO_RESPONSE) {
      QVERIFY2(!m_pooler->endedWithin(20), qPrintable(m_pooler->log()));
    }
  }

  [[nodiscard]] DatabaseUrl url() const {
    return DatabaseUrl::parse(QStringLiteral("host=127.0.0.1 port=%1 %2").arg(m_port).arg(m_login)).value();
  }
  [[nodiscard]] std::shared_ptr<PgClient> client(const char* tenantId) const {
    return std::make_shared<PgClient>(std::make_shared<PgPools>(PgSettings::from(url(), m_options)),
                                      QString::fromLatin1(tenantId));
  }

  /// As another program would find the server connection.
  [[nodiscard]] QString foundByOthers(const char* sql) const {
    const std::unique_ptr<PGconn, decltype(&PQfinish)> other(PQconnectdb(url().conninfo().toUtf8().constData()),
                                                             &PQfinish);
    const PgResult result(PQexec(other.get(), sql));
    return PQntuples(result.get()) == 1 ? QString::fromUtf8(PQgetvalue(result.get(), 0, 0))
                                        : QString::fromUtf8(PQerrorMessage(other.get()));
  }

private Q_SLOTS:
  void init() {
    m_options = {};
    m_options.poolTimeout = 120s;
    m_options.connectTimeout = 60s;
    m_database = std::make_unique<TestDatabase>(DatabaseUrl::Engine::PostgreSql);
    m_database->addTenant(QStringLiteral("bank"));
    m_database->addTenant(QStringLiteral("clinic"));
  }
  void cleanup() {
    m_pooler.reset();
    m_database.reset();
  }

  void tenantsShareAServerConnectionAndSeeTheirOwn_data() {
    QTest::addColumn<int>("pooling");
    QTest::newRow("found out") << static_cast<int>(Pooling::Auto);
    QTest::newRow("said") << static_cast<int>(Pooling::Transaction);
  }
  void tenantsShareAServerConnectionAndSeeTheirOwn() {
    QFETCH(int, pooling);
    m_options.pooling = static_cast<Pooling>(pooling);
    startPooler("transaction");
    const auto database = openDatabase(url(), m_options);
    const auto bank = database->openSession(QStringLiteral("bank"));
    const auto clinic = database->openSession(QStringLiteral("clinic"));
    QObject context;
    int answers = 0;
    for (int i = 0; i < 15; ++i) {
      for (const auto& [session, tenant] : {std::pair(bank.get(), "bank"), std::pair(clinic.get(), "clinic")}) {
        const Exception exception = sampleException(QStringLiteral("EX-%1-%2").arg(QLatin1String(tenant)).arg(i));
        QCoro::connect(session->exceptions().create(exception, sampleUser(), QUuid(), {}), &context,
                       [&answers](const Result<Exception>& created) {
                         QVERIFY2(created, qPrintable(errorText(created)));
                         ++answers;
                       });
        QCoro::connect(session->exceptions().list({}, {}), &context,
                       [&answers, tenant = tenant](const Result<Page<Exception>>& page) {
                         QVERIFY2(page, qPrintable(errorText(page)));
                         for (const Exception& row : page->rows) {
                           QVERIFY(row.exceptionId.contains(QLatin1String(tenant)));
                         }
                         ++answers;
                       });
      }
    }
    EVENTUALLY_EQUAL(answers, 60);
    QCOMPARE(await(bank->exceptions().list({}, {}))->rows.size(), std::size_t{15});
    QCOMPARE(await(clinic->exceptions().list({}, {}))->rows.size(), std::size_t{15});
    const Result<Health> health = await(database->health(QStringLiteral("bank"), {}));
    VERIFY_OK(health);
    QCOMPARE(health->tenantId, QStringLiteral("bank"));
    // Nothing stays behind for whoever comes next.
    QCOMPARE(foundByOthers("SELECT coalesce(current_setting('sentinai.tenant_id', true), '')"), QString());
    QCOMPARE(foundByOthers("SELECT count(*) FROM sentinai.exception"), QStringLiteral("0"));
    QCOMPARE(foundByOthers("SELECT count(*) FROM pg_prepared_statements"), QStringLiteral("0"));
    QCOMPARE(foundByOthers("SELECT current_setting('statement_timeout')"), QStringLiteral("0"));
  }

  void settingsHoldInEachTransaction() {
    startPooler("transaction");
    m_options.statementTimeout = 12'345ms;
    const auto bank = client("bank");
    for (int i = 0; i < 3; ++i) {
      for (const auto& [name, value] :
           {std::pair("sentinai.tenant_id", "bank"), std::pair("statement_timeout", "12345ms"),
            std::pair("TimeZone", "UTC"), std::pair("jit", "off"), std::pair("plan_cache_mode", "force_custom_plan")}) {
        QCOMPARE(await(ask<QString>(bank, QStringLiteral("SELECT current_setting($1)"), {QString::fromLatin1(name)})),
                 QString::fromLatin1(value));
      }
    }
    m_options.statementTimeout = 50ms;
    VERIFY_ERROR(await(ask<bool>(client("bank"), QStringLiteral("SELECT pg_sleep(60) IS NULL"))), Timeout);
  }

  void errorsAndCancellationsLeaveItUsable() {
    startPooler("transaction");
    const auto bank = client("bank");
    VERIFY_ERROR(await(ask<int>(bank, QStringLiteral("SELECT 1 / 0"))), InvalidInput);
    CancelSource source;
    Pending<bool> sleeping(ask<bool>(bank, QStringLiteral("SELECT pg_sleep(60) IS NULL"), {}, source.token()));
    TestPostgresql observer;
    EVENTUALLY_EQUAL(observer.execute(QStringLiteral("SELECT count(*) FROM pg_stat_activity WHERE query LIKE "
                                                     "'%pg_sleep(60)%' AND state = 'active' AND datname LIKE '%' AND "
                                                     "pid <> pg_backend_pid() AND usename = '%1'")
                                          .arg(m_database->roleName(QStringLiteral("ann"))))[0][0],
                     QStringLiteral("1"));
    source.cancel();
    EVENTUALLY(sleeping.isDone());
    QCOMPARE(await(ask<QString>(bank, QStringLiteral("SELECT current_setting('sentinai.tenant_id')"))),
             QStringLiteral("bank"));
  }

  void togetherStreamsAndCopiesWork() {
    startPooler("transaction");
    const auto bank = client("bank");
    const auto together = await(bank->runTogether<QString>(
        {{QStringLiteral("SELECT current_setting('sentinai.tenant_id')"), {}}, {QStringLiteral("SELECT 1"), {}}},
        [](const PgResults& results) {
          return readOne(
              results[0].get(), [](PgRow& row) { return row.next<QString>(); }, QString());
        },
        {}));
    QCOMPARE(together, QStringLiteral("bank"));
    int rows = 0;
    QString tenant;
    const auto streamed = await(bank->stream<QString>(
        {QStringLiteral("SELECT current_setting('sentinai.tenant_id') FROM generate_series(1, 2500)"), {}},
        [](PgRow& row) { return row.next<QString>(); },
        [&](std::vector<QString> part) -> Result<Done> {
          rows += static_cast<int>(part.size());
          tenant = part.back();
          return Done{};
        },
        {}));
    VERIFY_OK(streamed);
    QCOMPARE(rows, 2500);
    QCOMPARE(tenant, QStringLiteral("bank"));
    m_database->executeBehindTheBack(
        QStringLiteral("CREATE TABLE public.copied (a bigint, t text DEFAULT current_setting('sentinai.tenant_id')); "
                       "GRANT INSERT, SELECT ON public.copied TO PUBLIC"));
    const auto writer = std::make_shared<PgCopyRows>();
    writer->add({qint64{7}});
    writer->end();
    const auto copied = await(bank->copyIn(QStringLiteral("COPY public.copied (a) FROM STDIN (FORMAT binary)"),
                                           [writer] { return Result<QByteArray>(writer->take()); }, {}));
    VERIFY_OK(copied);
    QCOMPARE(await(ask<QString>(bank, QStringLiteral("SELECT t FROM public.copied"))), QStringLiteral("bank"));
    QCOMPARE(foundByOthers("SELECT coalesce(current_setting('sentinai.tenant_id', true), '')"), QString());
  }

  void sessionModeKeepsTheSession() {
    startPooler("session");
    m_options.pooling = Pooling::Session;
    const auto bank = client("bank");
    for (int i = 0; i < 3; ++i) {
      QCOMPARE(await(ask<QString>(bank, QStringLiteral("SELECT current_setting('sentinai.tenant_id')"))),
               QStringLiteral("bank"));
    }
    QVERIFY(*await(ask<qint64>(bank, QStringLiteral("SELECT count(*) FROM pg_prepared_statements"))) > 0);
  }

  void aRestartOfThePoolerIsWaitedFor() {
    startPooler("transaction");
    const auto bank = client("bank");
    VERIFY_OK(await(ask<int>(bank, QStringLiteral("SELECT 1"))));
    m_pooler->signal(SIGTERM);
    m_pooler->waitForEnd();
    Pending<int> read(ask<int>(bank, QStringLiteral("SELECT 1")));
    m_pooler->start(QStringLiteral("/usr/sbin/pgbouncer"), {m_pooler->folder() + QStringLiteral("/pgbouncer.ini")});
    EVENTUALLY(read.isDone());
    VERIFY_OK(read.result());
  }
};

QTEST_GUILESS_MAIN(PoolerTest)
#include "pooler_test.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/open_database.h"
#include "tests/support/eventually.h"
#include "tests/support/own_cluster.h"
#include "tests/support/postgresql_fixture.h"
#include "tests/support/sample_exceptions.h"
#include "tests/support/test_database.h"

using namespace sentinai;
using namespace std::chrono_literals;

/// A primary and its streaming standby. The last test kills the primary.
class FailoverTest : public QObject {
  Q_OBJECT

private:
  std::unique_ptr<OwnCluster> m_primary;
  std::unique_ptr<OwnCluster> m_standby;
  std::unique_ptr<TestDatabase> m_database;
  QString m_target; ///< Of the login, without host and port.
  DatabaseOptions m_options;

  [[nodiscard]] QString at(const QString& ports, const QString& extra = QString()) const {
    const QString hosts =
        ports.contains(QLatin1Char(',')) ? QStringLiteral("127.0.0.1,127.0.0.1") : QStringLiteral("127.0.0.1");
    return QStringLiteral("host=%1 port=%2 %3 %4").arg(hosts, ports, m_target, extra);
  }
  [[nodiscard]] QString primaryPort() const { return QString::number(m_primary->port()); }
  [[nodiscard]] QString standbyPort() const { return QString::number(m_standby->port()); }

  [[nodiscard]] std::unique_ptr<Database> open(const QString& conninfo) const {
    return openDatabase(DatabaseUrl::parse(conninfo).value(), m_options);
  }

  /// Whether what these settings lead to is a standby.
  [[nodiscard]] Result<bool> isStandby(const QString& conninfo) const {
    const auto pools = std::make_shared<PgPools>(PgSettings::from(DatabaseUrl::parse(conninfo).value(), m_options));
    const auto client = std::make_shared<PgClient>(pools, QString());
    return await(ask<bool>(client, QStringLiteral("SELECT pg_is_in_recovery()")));
  }

private Q_SLOTS:
  void initTestCase() {
    m_primary = std::make_unique<OwnCluster>();
    qputenv("SENTINAI_TEST_POSTGRESQL", m_primary->adminConninfo().toUtf8());
    m_database = std::make_unique<TestDatabase>(DatabaseUrl::Engine::PostgreSql);
    m_database->addTenant(QStringLiteral("bank"));
    const DatabaseUrl url = m_database->addLogin(QStringLiteral("ann"), {{QStringLiteral("bank"), Access::Supervisor}});
    const PgSettings login = PgSettings::from(url, {}).value();
    m_target = QStringLiteral("dbname=%1 user=%2 password='%3'")
                   .arg(login.parameter("dbname"), login.parameter("user"), login.parameter("password"));
    m_standby = OwnCluster::standbyOf(*m_primary);
  }
  void init() {
    m_options = {};
    m_options.connectTimeout = 30s;
    m_options.poolTimeout = 120s;
  }
  void cleanupTestCase() {
    qputenv("SENTINAI_TEST_POSTGRESQL", m_standby->adminConninfo().toUtf8()); // A primary by now.
    m_database.reset();
    m_standby.reset();
    m_primary.reset();
  }

  void aReplicaServesReadsAndSaysThatItTakesNoChanges() {
    const auto writing = open(at(primaryPort()));
    const Exception exception = sampleException();
    VERIFY_OK(
        await(writing->openSession(QStringLiteral("bank"))->exceptions().create(exception, sampleUser(), QUuid(), {})));
    m_standby->waitForReplay(*m_primary);
    const auto database = open(at(standbyPort()));
    const auto session = database->openSession(QStringLiteral("bank"));
    const auto read = await(session->exceptions().get(exception.exceptionId, {}));
    VERIFY_OK(read);
    const auto written = await(session->events().append(
        sampleComment(exception.exceptionId, QStringLiteral("Called them."), sampleInstant()), {}));
    VERIFY_ERROR(written, PermissionDenied);
    QCOMPARE(written.error().sqlState, QStringLiteral("25006"));
    QVERIFY(written.error().message.contains(QLatin1String("read-only")));
    QVERIFY(await(database->health(QStringLiteral("bank"), {}))->readOnly);
  }

  void theRoleThatWasAskedForIsFound() {
    const QString both = standbyPort() + QLatin1Char(',') + primaryPort();
    const QString reversed = primaryPort() + QLatin1Char(',') + standbyPort();
    QCOMPARE(isStandby(at(both)), true); // Any: the first.
    for (const char* role : {"read-write", "primary"}) {
      QCOMPARE(isStandby(at(both, QStringLiteral("target_session_attrs=%1").arg(QLatin1String(role)))), false);
    }
    for (const char* role : {"read-only", "standby", "prefer-standby"}) {
      QCOMPARE(isStandby(at(reversed, QStringLiteral("target_session_attrs=%1").arg(QLatin1String(role)))), true);
    }
    QCOMPARE(isStandby(at(primaryPort(), QStringLiteral("target_session_attrs=prefer-standby"))), false);
  }

  void withoutTheRoleThereIsAClearError() {
    m_options.poolTimeout = 5s;
    const auto result = isStandby(at(standbyPort(), QStringLiteral("target_session_attrs=read-write")));
    VERIFY_ERROR(result, ConnectionLost);
    QVERIFY2(result.error().message.contains(QLatin1String("target_session_attrs=read-write")),
             qPrintable(result.error().message));
  }

  void reportsAskTheReplica() {
    m_options.applicationName = QStringLiteral("report-test");
    m_options.reportUrl = DatabaseUrl::parse(at(standbyPort())).value();
    const auto database = open(at(primaryPort()));
    const auto session = database->openSession(QStringLiteral("bank"));
    VERIFY_OK(await(session->dashboard().figures({}, {})));
    const QString connections =
        QStringLiteral("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'report-test'");
    QCOMPARE(m_standby->execute(connections)[0][0], QStringLiteral("1"));
    QCOMPARE(m_primary->execute(connections)[0][0], QStringLiteral("0"));
    VERIFY_OK(await(session->exceptions().list({}, {})));
    QCOMPARE(m_standby->execute(connections)[0][0], QStringLiteral("1"));
    QCOMPARE(m_primary->execute(connections)[0][0], QStringLiteral("1"));
  }

  void reportsFallBackToThePrimary() {
    m_options.reportUrl = DatabaseUrl::parse(at(standbyPort())).value();
    const auto database = open(at(primaryPort()));
    const auto session = database->openSession(QStringLiteral("bank"));
    VERIFY_OK(await(session->dashboard().figures({}, {})));
    m_standby->stop();
    VERIFY_OK(await(session->dashboard().figures({}, {})));
    VERIFY_OK(await(session->dashboard().figures({}, {})));
    m_standby->start();
  }

  void whenThePrimaryDiesItsStandbyServes() {
    const auto database =
        open(at(primaryPort() + QLatin1Char(',') + standbyPort(), QStringLiteral("target_session_attrs=read-write")));
    const auto session = database->openSession(QStringLiteral("bank"));
    const Exception exception = sampleException(QStringLiteral("EX-2024-0002"));
    VERIFY_OK(await(session->exceptions().create(exception, sampleUser(), QUuid(), {})));
    m_standby->waitForReplay(*m_primary);
    m_primary->kill();
    Pending<Exception> read(session->exceptions().get(exception.exceptionId, {}));
    Pending<AppendOutcome> write(session->events().append(
        sampleComment(exception.exceptionId, QStringLiteral("Called them."), sampleInstant()), {}));
    m_standby->promote();
    EVENTUALLY(read.isDone() && write.isDone());
    VERIFY_OK(read.result());
    VERIFY_OK(write.result());
    QCOMPARE(await(session->events().count(exception.exceptionId, {}, 10, {}))->value, 2);
  }
};

QTEST_GUILESS_MAIN(FailoverTest)
#include "failover_test.moc"

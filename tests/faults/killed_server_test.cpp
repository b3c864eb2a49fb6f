// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/database/event_id.h"
#include "repositories/open_database.h"
#include "repositories/records/event_types.h"
#include "tests/support/eventually.h"
#include "tests/support/fault_round.h"
#include "tests/support/own_cluster.h"
#include "tests/support/postgresql_fixture.h"
#include "tests/support/sample_exceptions.h"
#include "tests/support/test_database.h"

#include <QSet>

using namespace sentinai;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// A server that is killed while many write: what was acknowledged is there, once, and all that is kept about it fits.
class KilledServerTest : public QObject {
  Q_OBJECT

private:
  static constexpr int kClients = 8;
  static constexpr int kWrites = 1'250; ///< Of each client.
  static constexpr int kKills = 4;

  struct Client {
    std::unique_ptr<Database> database;
    std::unique_ptr<Session> session;
    QString exceptionId;
    QSet<QUuid> acknowledged;
    std::optional<DbError> refused; ///< An error that is none of the outage's.
    bool isDone = false;
  };

  std::unique_ptr<OwnCluster> m_cluster;
  std::unique_ptr<TestDatabase> m_database;
  std::optional<DatabaseUrl> m_url;

  static NewExceptionEvent change(const QString& exceptionId, int number) {
    const bool opens = number % 2 == 1;
    const QString open = toText(Status::Open);
    const QString analyzing = toText(Status::Analyzing);
    NewExceptionEvent event = sampleComment(exceptionId, u"unused"_s, currentInstant());
    event.eventType = QLatin1String(event_types::kStatusChanged);
    event.payload = {{u"changes"_s, QJsonObject{{u"status"_s, QJsonObject{{u"from"_s, opens ? analyzing : open},
                                                                          {u"to"_s, opens ? open : analyzing}}}}}};
    return event;
  }

  /// Writes one after the other, each until it is acknowledged.
  static QCoro::Task<> write(std::shared_ptr<Client> client) {
    for (int number = 0; number < kWrites && !client->refused; ++number) {
      const NewExceptionEvent event = change(client->exceptionId, number);
      while (!client->acknowledged.contains(event.eventId) && !client->refused) {
        const Result<AppendOutcome> outcome = co_await client->session->events().append(event, {});
        if (outcome) {
          client->acknowledged.insert(event.eventId);
        } else if (!outcome.error().retryable && outcome.error().kind != DbError::Kind::OutcomeUnknown) {
          client->refused = outcome.error();
        }
      }
    }
    client->isDone = true;
  }

private Q_SLOTS:
  void initTestCase() {
    m_cluster = std::make_unique<OwnCluster>();
    qputenv("SENTINAI_TEST_POSTGRESQL", m_cluster->adminConninfo().toUtf8());
    m_database = std::make_unique<TestDatabase>(DatabaseUrl::Engine::PostgreSql);
    m_database->addTenant(u"bank"_s);
    m_url = m_database->addLogin(u"ann"_s, {{u"bank"_s, Access::Supervisor}});
  }
  void cleanupTestCase() {
    m_database.reset();
    m_cluster.reset();
  }

  void nothingAcknowledgedIsLostOrDoubled() {
    DatabaseOptions options;
    options.connectTimeout = 30s;
    options.poolTimeout = 120s;
    std::vector<std::shared_ptr<Client>> clients;
    for (int i = 0; i < kClients; ++i) {
      const auto client = std::make_shared<Client>();
      client->database = openDatabase(*m_url, options);
      client->session = client->database->openSession(u"bank"_s);
      client->exceptionId = u"EX-%1"_s.arg(i);
      Exception exception = sampleException(client->exceptionId);
      exception.status = Status::Open;
      VERIFY_OK(await(client->session->exceptions().create(exception, sampleUser(), {}, {})));
      clients.push_back(client);
    }
    const auto acknowledged = [&clients] {
      qsizetype all = 0;
      for (const auto& client : clients) {
        all += client->acknowledged.size();
      }
      return all;
    };
    for (const auto& client : clients) {
      QCoro::connect(write(client), this, [] {});
    }
    QRandomGenerator random = faultRandom();
    for (int kill = 1; kill <= kKills; ++kill) {
      const int writes = kill * kClients * kWrites / (kKills + 1) - random.bounded(1'000);
      EVENTUALLY(acknowledged() >= writes);
      m_cluster->kill();
      m_cluster->start();
      for (const auto& client : clients) {
        const QSet<QUuid> before = client->acknowledged;
        const auto there = await(client->session->events().existing({before.begin(), before.end()}, {}));
        VERIFY_OK(there);
        QCOMPARE(there->size(), before.size());
      }
    }
    for (const auto& client : clients) {
      QTRY_VERIFY_WITH_TIMEOUT(client->isDone, 10 * kPatienceMs);
      QVERIFY2(!client->refused, client->refused ? qPrintable(client->refused->message) : "");
      QCOMPARE(client->acknowledged.size(), kWrites);
      const auto count = await(client->session->events().count(client->exceptionId, {}, 1'000'000, {}));
      VERIFY_OK(count);
      QCOMPARE(count->value, kWrites + 1);
      const auto chain = await(client->session->events().verifyChain(client->exceptionId, {}));
      VERIFY_OK(chain);
      QVERIFY2(chain->intact, qPrintable(chain->problem));
      const auto row = await(client->session->exceptions().get(client->exceptionId, {}));
      const auto replayed = await(client->session->events().stateAfter(client->exceptionId, kWrites + 1, {}));
      VERIFY_OK(row);
      VERIFY_OK(replayed);
      QCOMPARE(row->version, kWrites + 1);
      QVERIFY(row->status == Status::Open && replayed->status == row->status);
    }
    const auto differences = await(clients.front()->session->rollup().differences({}));
    VERIFY_OK(differences);
    QVERIFY(differences->empty());
  }
};

QTEST_GUILESS_MAIN(KilledServerTest)
#include "killed_server_test.moc"

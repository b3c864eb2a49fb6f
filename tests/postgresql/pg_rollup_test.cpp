// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/open_database.h"
#include "repositories/postgresql/pg_client.h"
#include "tests/support/await.h"
#include "tests/support/check.h"
#include "tests/support/sample_exceptions.h"
#include "tests/support/test_database.h"

#include <QTest>

using namespace sentinai;
using namespace Qt::StringLiterals;

/// The rollup equals a recount at any moment, and is put right where somebody has meddled with it.
class PgRollupTest : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void init() {
    m_test = std::make_unique<TestDatabase>(DatabaseUrl::Engine::PostgreSql);
    m_test->addTenant(u"bank"_s);
    m_url = m_test->addLogin(u"ann"_s, {{u"bank"_s, Access::Admin}});
    m_database = openDatabase(*m_url, {});
    m_session = m_database->openSession(u"bank"_s);
    m_client = clientOf(*m_url);
  }

  void cleanup() {
    m_client.reset();
    m_session.reset();
    m_database.reset();
    m_test.reset();
  }

  void followsEveryChange() {
    QCOMPARE(differences(), 0);
    std::vector<NewExceptionEvent> creations;
    for (const Exception& exception : sampleExceptions(60)) {
      creations.push_back(sampleCreation(exception));
    }
    VERIFY_OK(await(m_session->events().appendBatch(creations, {})));
    QCOMPARE(differences(), 0);
    QCOMPARE(count(u"kind = 'facet'"_s), 60);
    QCOMPARE(count(u"kind = 'event'"_s), 60);
    for (const QJsonObject& fields :
         {QJsonObject{{u"status"_s, u"resolved"_s}}, QJsonObject{{u"status"_s, u"open"_s}, {u"owner"_s, u"zoe"_s}},
          QJsonObject{{u"severity"_s, u"critical"_s}}, QJsonObject{{u"domain"_s, u"Ships"_s}, {u"type"_s, u"Leak"_s}},
          QJsonObject{{u"entity"_s, u"Nobody"_s}, {u"source_system"_s, u"Bridge"_s}},
          QJsonObject{{u"sla_deadline"_s, u"2024-05-01T00:30:00Z"_s}, {u"owner"_s, QJsonValue::Null}}}) {
      const Exception row = valueOf(await(m_session->exceptions().get(u"EX-000007"_s, {})));
      ExceptionUpdate update;
      update.exceptionId = row.exceptionId;
      update.expectedVersion = row.version;
      update.patch = ExceptionPatch::fromJson(fields).value();
      update.actor = sampleUser();
      VERIFY_OK(await(m_session->exceptions().update(update, {})));
      QCOMPARE(differences(), 0);
    }
    QCOMPARE(count(u"kind = 'facet' AND domain = 'Ships'"_s), 1);
    QCOMPARE(count(u"kind = 'event'"_s), 60 + 8);
  }

  void staysRightUnderConcurrentWriters() {
    // Eight sessions write to the same groups, each in many transactions, while others compact and look.
    std::vector<std::unique_ptr<Session>> sessions;
    for (int i = 0; i < 8; ++i) {
      sessions.push_back(m_database->openSession(u"bank"_s));
    }
    std::vector<Task<std::vector<AppendOutcome>>> writes;
    std::vector<Exception> samples = sampleExceptions(400);
    for (std::size_t at = 0; at < samples.size(); at += 10) {
      std::vector<NewExceptionEvent> batch;
      for (std::size_t i = at; i < at + 10; ++i) {
        Exception& sample = samples[i];
        sample.status = Status::Open;
        sample.domain = u"Finance"_s;
        batch.push_back(sampleCreation(sample));
        NewExceptionEvent resolved;
        resolved.eventId = QUuid::createUuid();
        resolved.exceptionId = sample.exceptionId;
        resolved.eventType = u"StatusChanged"_s;
        resolved.actor = sampleUser();
        resolved.createdAt = sample.createdAt + std::chrono::hours(3);
        resolved.payload = QJsonObject{
            {u"changes"_s, QJsonObject{{u"status"_s, QJsonObject{{u"from"_s, u"open"_s}, {u"to"_s, u"resolved"_s}}}}}};
        if (i % 3 == 0) {
          batch.push_back(resolved);
        }
      }
      writes.push_back(sessions[(at / 10) % sessions.size()]->events().appendBatch(batch, {}));
      if (at % 100 == 0) {
        QCOMPARE(differences(), 0);
        VERIFY_OK(await(ask(u"SELECT sentinai.compact_rollup()"_s)));
      }
    }
    for (Task<std::vector<AppendOutcome>>& write : writes) {
      VERIFY_OK(await(std::move(write)));
    }
    QCOMPARE(differences(), 0);
    QCOMPARE(count(u"kind = 'facet'"_s), 400);
    VERIFY_OK(await(ask(u"SELECT sentinai.compact_rollup()"_s)));
    QCOMPARE(differences(), 0);
    QCOMPARE(count(u"kind = 'facet'"_s), 400);
    QCOMPARE(valueOf(await(ask(u"SELECT count(*) FROM sentinai.exception_rollup WHERE shard <> 0 OR n = 0"_s))), 0);
  }

  void emptyGroupsAreDroppedAndComeBack() {
    const Exception sample = valueOf(await(m_session->exceptions().create(sampleException(), sampleUser(), {}, {})));
    VERIFY_OK(await(ask(u"SELECT sentinai.compact_rollup()"_s)));
    // Away and back again: at first a 0 in the compacted shard, then a count beside it.
    for (const QString& status : {u"resolved"_s, u"open"_s}) {
      ExceptionUpdate update;
      update.exceptionId = sample.exceptionId;
      update.expectedVersion = valueOf(await(m_session->exceptions().get(sample.exceptionId, {}))).version;
      update.patch = ExceptionPatch::fromJson({{u"status"_s, status}}).value();
      update.actor = sampleUser();
      VERIFY_OK(await(m_session->exceptions().update(update, {})));
      if (status == u"resolved"_s) {
        VERIFY_OK(await(ask(u"SELECT sentinai.compact_rollup()"_s)));
      }
      QCOMPARE(differences(), 0);
    }
    VERIFY_OK(await(ask(u"SELECT sentinai.compact_rollup()"_s)));
    QCOMPARE(differences(), 0);
  }

  void rebuildPutsRightWhatSomebodyMeddledWith() {
    std::vector<NewExceptionEvent> creations;
    for (const Exception& exception : sampleExceptions(30)) {
      creations.push_back(sampleCreation(exception));
    }
    VERIFY_OK(await(m_session->events().appendBatch(creations, {})));
    m_test->executeBehindTheBack(u"UPDATE sentinai.exception_rollup SET n = n + 5 WHERE kind = 'facet'"_s);
    m_test->executeBehindTheBack(u"DELETE FROM sentinai.exception_rollup WHERE kind = 'hour'"_s);
    QVERIFY(differences() > 0);

    const DatabaseUrl analyst = m_test->addLogin(u"joe"_s, {{u"bank"_s, Access::Analyst}});
    const std::shared_ptr<PgClient> joe = clientOf(analyst);
    const Result<bool> refused = await(rebuild(joe));
    VERIFY_ERROR(refused, PermissionDenied);
    QVERIFY(differences() > 0);

    VERIFY_OK(await(rebuild(m_client)));
    QCOMPARE(differences(), 0);
    QCOMPARE(count(u"kind = 'facet'"_s), 30);
  }

  void nobodyElseSeesTheCounts() {
    VERIFY_OK(await(m_session->exceptions().create(sampleException(), sampleUser(), {}, {})));
    m_test->addTenant(u"rival"_s);
    const DatabaseUrl rival = m_test->addLogin(u"eve"_s, {{u"rival"_s, Access::Admin}});
    const std::shared_ptr<PgClient> asRival =
        std::make_shared<PgClient>(std::make_shared<PgPools>(PgSettings::from(rival, {})), u"bank"_s);
    const Result<qint64> seen =
        await(asRival->one<qint64>(PgIntent::Read, {u"SELECT count(*) FROM sentinai.exception_rollup"_s, {}},
                                   [](PgRow& row) { return row.next<qint64>(); }, {}, {}));
    QCOMPARE(valueOf(seen), 0);
    for (const QString& write :
         {u"INSERT INTO sentinai.exception_rollup (tenant_id, kind, shard, n) VALUES ('bank', 'event', 0, 1)"_s,
          u"UPDATE sentinai.exception_rollup SET n = 0"_s, u"DELETE FROM sentinai.exception_rollup"_s,
          u"SELECT sentinai.recount_rollup('bank')"_s, u"SELECT sentinai.rollup_shard('bank')"_s}) {
      const Result<bool> refused = await(
          m_client->run<bool>(PgIntent::Write, {write, {}}, [](const PGresult*) -> Result<bool> { return true; }, {}));
      VERIFY_ERROR(refused, PermissionDenied);
    }
  }

  void durationBinsCoverEverySecond() {
    // Each bin begins where the one before ends, and knows its beginning.
    QCOMPARE(valueOf(await(ask(uR"(
        SELECT count(*) FROM generate_series(0, 7000) AS bin
        WHERE sentinai.duration_bin(sentinai.duration_bin_start(bin)) <> bin
           OR bin > 0 AND sentinai.duration_bin(sentinai.duration_bin_start(bin) - 1) <> bin - 1)"_s))),
             0);
    QCOMPARE(valueOf(await(ask(u"SELECT count(*) FROM generate_series(0, 70000) AS s WHERE "
                               "sentinai.duration_bin_start(sentinai.duration_bin(s)) > s"_s))),
             0);
  }

  void namesWithTheMostAreFoundInAnyTime() {
    // Who has the most of all times has the fewest of the later month, so that counting does not end with the first.
    std::vector<NewExceptionEvent> creations;
    const auto create = [&](int number, Instant at) {
      Exception exception = sampleException();
      exception.exceptionId = u"EX-%1"_s.arg(creations.size());
      exception.entity = u"Entity %1"_s.arg(number);
      exception.owner = number % 3 == 0 ? std::nullopt : std::optional(u"owner %1"_s.arg(number));
      exception.status = number % 2 == 0 ? Status::Open : Status::Escalated;
      exception.domain = number % 5 == 0 ? u"IT"_s : u"Finance"_s;
      exception.createdAt = at;
      exception.updatedAt = at;
      creations.push_back(sampleCreation(exception));
    };
    for (int number = 0; number < 40; ++number) {
      for (int i = 0; i < 40 - number; ++i) {
        create(number, sampleInstant());
      }
      for (int i = 0; i < 1 + number / 4; ++i) {
        create(number, sampleInstant() + std::chrono::days(40));
      }
    }
    VERIFY_OK(await(m_session->events().appendBatch(creations, {})));
    const auto different = [this](const QString& ofOwners, const QString& column, const QString& domains, int days) {
      return valueOf(await(ask(uR"(
        WITH said AS (
          SELECT name, n, row_number() OVER () AS place
          FROM sentinai.most_open(%1, %3, %4::timestamptz, %4::timestamptz + interval '1 hour', 2)),
        counted AS (
          SELECT %2 AS name, count(*) AS n, row_number() OVER (ORDER BY count(*) DESC, %2 COLLATE "C") AS place
          FROM sentinai.exception WHERE created_at = %4 AND (%3 IS NULL OR domain = ANY (%3)) GROUP BY 1)
        SELECT count(*) FROM (SELECT * FROM counted WHERE place <= 2) AS c FULL JOIN said USING (name, n, place)
        WHERE c.name IS NULL OR said.name IS NULL)"_s.arg(
          ofOwners, column, domains, u"'%1'"_s.arg(toIsoText(sampleInstant() + std::chrono::days(days)))))));
    };
    for (const bool isShort : {true, false}) {
      if (!isShort) {
        // More than are counted one by one.
        m_test->executeBehindTheBack(u"UPDATE sentinai.exception_rollup SET n = n + 20000 WHERE kind = 'opened_day'"_s);
      }
      for (const int days : {0, 40, 80}) {
        for (const QString& domains : {u"NULL::text[]"_s, u"'{IT}'::text[]"_s}) {
          QCOMPARE(different(u"false"_s, u"entity"_s, domains, days), 0);
          QCOMPARE(different(u"true"_s, u"coalesce(owner, '')"_s, domains, days), 0);
        }
      }
    }
    QCOMPARE(
        valueOf(await(ask(u"SELECT count(*) FROM sentinai.most_open(false, NULL, '2000-01-01', '2100-01-01', 0)"_s))),
        0);
  }

private:
  static std::shared_ptr<PgClient> clientOf(const DatabaseUrl& url) {
    return std::make_shared<PgClient>(std::make_shared<PgPools>(PgSettings::from(url, {})), u"bank"_s);
  }

  Task<qint64> ask(const QString& sql) {
    return m_client->one<qint64>(PgIntent::Write, {sql, {}}, [](PgRow& row) { return row.next<qint64>(); }, {}, {});
  }

  static Task<bool> rebuild(const std::shared_ptr<PgClient>& client) {
    return client->run<bool>(PgIntent::Write, {u"SELECT sentinai.rebuild_rollup()"_s, {}},
                             [](const PGresult*) -> Result<bool> { return true; }, {});
  }

  qint64 differences() { return valueOf(await(ask(u"SELECT count(*) FROM sentinai.rollup_differences()"_s))); }

  qint64 count(const QString& condition) {
    return valueOf(
        await(ask(u"SELECT coalesce(sum(n), 0)::bigint FROM sentinai.exception_rollup WHERE "_s + condition)));
  }

  std::unique_ptr<TestDatabase> m_test;
  std::optional<DatabaseUrl> m_url;
  std::unique_ptr<Database> m_database;
  std::unique_ptr<Session> m_session;
  std::shared_ptr<PgClient> m_client;
};

QTEST_GUILESS_MAIN(PgRollupTest)
#include "pg_rollup_test.moc"

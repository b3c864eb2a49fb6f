// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/postgresql/pg_database.h"
#include "tests/support/breakable_link.h"
#include "tests/support/change_log.h"
#include "tests/support/eventually.h"
#include "tests/support/postgresql_fixture.h"
#include "tests/support/sample_exceptions.h"
#include "tests/support/test_database.h"

using namespace sentinai;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// What only PostgreSQL can do to a session that watches: lose it, fall silent, tell too much, tell lies; and what
/// others can learn by listening. What every engine promises is in tests/contract.
class PgChangeFeedTest : public QObject {
  Q_OBJECT

private:
  std::unique_ptr<TestDatabase> m_testDatabase;
  std::optional<DatabaseUrl> m_url; ///< As ann of bank.
  ChangeWatch m_watch;
  std::unique_ptr<PgDatabase> m_writer;
  std::unique_ptr<Session> m_writing;
  std::unique_ptr<PgDatabase> m_database;
  std::unique_ptr<Session> m_session;

  [[nodiscard]] std::unique_ptr<PgDatabase> open(const QString& extra = {}, Pooling pooling = Pooling::Auto) const {
    DatabaseOptions options;
    options.pooling = pooling;
    options.applicationName = u"watcher"_s;
    const QString conninfo = m_url->conninfo() + u' ' + extra;
    Result<PgSettings> settings = PgSettings::from(DatabaseUrl::parse(conninfo).value(), options);
    settings->watch = m_watch;
    return std::make_unique<PgDatabase>(std::move(settings), std::nullopt);
  }

  [[nodiscard]] QString server(const char* keyword) const {
    return PgSettings::from(*m_url, {}).value().parameter(keyword);
  }

  /// A session whose way to the server is `link`.
  ChangeFeed& watchThrough(const BreakableLink& link, Pooling pooling = Pooling::Auto) {
    m_database = open(u"host=127.0.0.1 port=%1"_s.arg(link.serverPort()), pooling);
    m_session = m_database->openSession(u"bank"_s);
    return m_session->changes();
  }

  void createElsewhere(const QString& exceptionId) {
    VERIFY_OK(await(m_writing->exceptions().create(sampleException(exceptionId), sampleUser(), {}, {})));
  }

  /// A bare login's answer.
  [[nodiscard]] QString answerTo(const QString& sql, const DatabaseUrl& url, const QString& tenantId) const {
    const auto client = std::make_shared<PgClient>(std::make_shared<PgPools>(PgSettings::from(url, {})), tenantId);
    const auto answer = await(ask<std::optional<QString>>(client, sql));
    return answer ? answer->value_or(u"null"_s) : answer.error().sqlState;
  }

private Q_SLOTS:
  void init() {
    m_testDatabase = std::make_unique<TestDatabase>(DatabaseUrl::Engine::PostgreSql);
    m_testDatabase->addTenant(u"bank"_s);
    m_testDatabase->addTenant(u"clinic"_s);
    m_url = m_testDatabase->addLogin(u"ann"_s, {{u"bank"_s, Access::Supervisor}});
    m_watch = ChangeWatch();
    m_watch.firstRetry = 20ms;
    m_watch.longestRetry = 200ms;
    m_watch.resyncApart = 250ms;
    m_watch.poll = 50ms;
    m_writer = open();
    m_writing = m_writer->openSession(u"bank"_s);
  }

  void cleanup() {
    m_session.reset();
    m_database.reset();
    m_writing.reset();
    m_writer.reset();
    m_testDatabase.reset();
  }

  void aConnectionThatTheServerEndsIsReplaced() {
    BreakableLink link(server("host"), server("port").toUShort());
    ChangeFeed& feed = watchThrough(link);
    ChangeLog log(feed);
    feed.start();
    EVENTUALLY(feed.isUp() && log.resyncs == 1);
    log.forget();
    m_testDatabase->executeBehindTheBack(
        u"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = "
        "current_database()"_s);
    createElsewhere(u"EX-1"_s);
    EVENTUALLY(feed.isUp() && log.resyncs >= 1);
    QVERIFY(!log.problems.value(0).isEmpty());
    createElsewhere(u"EX-2"_s);
    EVENTUALLY(log.created.contains(u"EX-2"_s));
  }

  void aNetworkThatFailsForAWhileIsTriedAgain() {
    BreakableLink link(server("host"), server("port").toUShort());
    const quint16 port = link.serverPort();
    ChangeFeed& feed = watchThrough(link);
    ChangeLog log(feed);
    feed.start();
    EVENTUALLY(feed.isUp() && log.resyncs == 1);
    log.forget();
    link.close();
    link.breakAll();
    EVENTUALLY(log.problems.size() >= 2); // Lost, and not reached again.
    QVERIFY(!feed.isUp());
    createElsewhere(u"EX-1"_s);
    QCOMPARE(log.tellings, 0);
    QVERIFY(link.listen(QHostAddress::LocalHost, port));
    EVENTUALLY(feed.isUp() && log.resyncs == 1);
    QVERIFY(feed.problem().isEmpty());
    createElsewhere(u"EX-2"_s);
    EVENTUALLY(log.created == QSet<QString>{u"EX-2"_s});
  }

  void retryNowDoesNotWait() {
    m_watch.firstRetry = 1h;
    m_watch.longestRetry = 1h;
    BreakableLink link(server("host"), server("port").toUShort());
    ChangeFeed& feed = watchThrough(link);
    ChangeLog log(feed);
    feed.start();
    EVENTUALLY(feed.isUp() && log.resyncs == 1);
    link.breakAll();
    EVENTUALLY(!feed.isUp());
    feed.retryNow();
    EVENTUALLY(feed.isUp() && log.resyncs == 2);
  }

  void aServerThatFallsSilentIsGivenUp() {
    m_watch.silence = 50ms;
    m_watch.answer = 500ms;
    BreakableLink link(server("host"), server("port").toUShort());
    ChangeFeed& feed = watchThrough(link);
    ChangeLog log(feed);
    feed.start();
    EVENTUALLY(feed.isUp() && log.resyncs == 1);
    link.silence();
    createElsewhere(u"EX-1"_s);
    EVENTUALLY(!feed.isUp());
    QVERIFY(!feed.problem().isEmpty());
    link.speakAgain();
    link.breakAll(); // What was tried meanwhile, too.
    EVENTUALLY(feed.isUp() && log.resyncs == 2);
    createElsewhere(u"EX-2"_s);
    EVENTUALLY(log.created == QSet<QString>{u"EX-2"_s});
  }

  /// The first thing that a console hears is a resync: changes right after it are not to wait for the next one's turn.
  void changesDoNotWaitAsResyncsDo() {
    m_watch.resyncApart = 1h;
    BreakableLink link(server("host"), server("port").toUShort());
    ChangeFeed& feed = watchThrough(link);
    ChangeLog log(feed);
    feed.start();
    EVENTUALLY(feed.isUp() && log.resyncs == 1);
    createElsewhere(u"EX-1"_s);
    EVENTUALLY(log.created == QSet<QString>{u"EX-1"_s});
    QCOMPARE(log.resyncs, 1);
  }

  void asLongAsTheServerAnswersSilenceIsNoFailure() {
    m_watch.silence = 1ms;
    BreakableLink link(server("host"), server("port").toUShort());
    ChangeFeed& feed = watchThrough(link);
    ChangeLog log(feed);
    feed.start();
    EVENTUALLY(feed.isUp() && log.resyncs == 1);
    for (int i = 0; i < 20; ++i) {
      createElsewhere(u"EX-%1"_s.arg(i));
    }
    EVENTUALLY(log.created.size() == 20);
    QCOMPARE(log.resyncs, 1);
    QVERIFY(feed.isUp());
  }

  void aCommitThatWasNotToldIsNoticedInTheNextSilence() {
    m_watch.silence = 50ms;
    BreakableLink link(server("host"), server("port").toUShort());
    ChangeFeed& feed = watchThrough(link);
    ChangeLog log(feed);
    feed.start();
    EVENTUALLY(feed.isUp() && log.resyncs == 1);
    createElsewhere(u"EX-1"_s);
    EVENTUALLY(log.created == QSet<QString>{u"EX-1"_s});
    // Not before it has counted what there is.
    const QString asks = u"SELECT query_start::text FROM pg_stat_activity WHERE application_name = 'watcher' AND "
                         "state = 'idle' AND (query LIKE '%count(*)%' OR query LIKE '%sum(n)%') AND query NOT LIKE "
                         "'%exception_id%' AND datname = current_database()"_s;
    const auto lastAsked = [&] { return m_testDatabase->executeBehindTheBack(asks).value(0).value(0); };
    const QString before = lastAsked();
    EVENTUALLY(!lastAsked().isEmpty() && lastAsked() != before);
    QCOMPARE(log.resyncs, 1);
    m_testDatabase->executeBehindTheBack(u"ALTER TABLE sentinai.exception_event DISABLE TRIGGER announce"_s);
    createElsewhere(u"EX-2"_s);
    EVENTUALLY(log.resyncs == 2);
    QCOMPARE(log.created, QSet<QString>{u"EX-1"_s});
  }

  /// More ids than a console looks up, told within one window; nobody needs to have written them.
  void moreThanAWindowHoldsIsAResync() {
    BreakableLink link(server("host"), server("port").toUShort());
    ChangeFeed& feed = watchThrough(link);
    ChangeLog log(feed);
    feed.start();
    EVENTUALLY(feed.isUp() && log.resyncs == 1);
    const QString told = answerTo(u"SELECT count(pg_notify(sentinai.change_channel(), (SELECT encode(string_agg("
                                  "uuid_send(gen_random_uuid()), ''), 'base64') FROM generate_series(1, 300) WHERE "
                                  "chunk > 0)))::text FROM generate_series(1, 15) AS chunk"_s,
                                  *m_url, u"bank"_s);
    QCOMPARE(told, u"15"_s);
    EVENTUALLY(log.resyncs == 2);
    createElsewhere(u"EX-1"_s);
    EVENTUALLY(log.created == QSet<QString>{u"EX-1"_s});
  }

  /// Whoever may name the channel may write to it; that costs a look, and shows nothing.
  void whatNobodyWroteIsNotTold() {
    BreakableLink link(server("host"), server("port").toUShort());
    ChangeFeed& feed = watchThrough(link);
    ChangeLog log(feed);
    feed.start();
    EVENTUALLY(feed.isUp() && log.resyncs == 1);
    const auto notify = [this](const QString& payload) {
      return answerTo(u"SELECT pg_notify(sentinai.change_channel(), %1)::text"_s.arg(payload), *m_url, u"bank"_s);
    };
    QCOMPARE(notify(u"encode(uuid_send(gen_random_uuid()), 'base64')"_s), QString());
    QCOMPARE(notify(u"''"_s), QString());
    createElsewhere(u"EX-1"_s);
    EVENTUALLY(log.created == QSet<QString>{u"EX-1"_s});
    QCOMPARE(log.resyncs, 1);
    for (const char* nonsense : {"'what?'", "'AAAA'", "encode(convert_to(repeat('x', 17), 'UTF8'), 'base64')"}) {
      const int before = log.resyncs;
      QCOMPARE(notify(QLatin1String(nonsense)), QString());
      EVENTUALLY(log.resyncs == before + 1);
    }
  }

  /// A member who listens on the bare wire gets ids of events; others do not even learn where to listen.
  void aListenerLearnsNothingButIds() {
    TestPostgresql listener(server("dbname"));
    const QString channel = answerTo(u"SELECT sentinai.change_channel()"_s, *m_url, u"bank"_s);
    QVERIFY2(channel.startsWith("sentinai_"_L1) && channel.size() == 49, qPrintable(channel));
    listener.execute(u"LISTEN "_s + channel);
    const Exception created =
        valueOf(await(m_writing->exceptions().create(sampleException(u"EX-1"_s), sampleUser(), {}, {})));
    const Page<ExceptionEvent> timeline = valueOf(await(m_writing->events().timeline(created.exceptionId, {}, {})));
    const QStringList payloads = listener.notifications();
    QCOMPARE(payloads.size(), 1);
    QCOMPARE(QByteArray::fromBase64(payloads[0].toLatin1()), timeline.rows.front().eventId.toRfc4122());

    // Tenants have channels of their own.
    const DatabaseUrl bob = m_testDatabase->addLogin(u"bob"_s, {{u"clinic"_s, Access::Admin}});
    const QString others = answerTo(u"SELECT sentinai.change_channel()"_s, bob, u"clinic"_s);
    QVERIFY(others.startsWith("sentinai_"_L1) && others != channel);
    QCOMPARE(answerTo(u"SELECT sentinai.change_channel()"_s, bob, u"bank"_s), u"null"_s);
    const DatabaseUrl eve = m_testDatabase->addLogin(u"eve"_s, {});
    QCOMPARE(answerTo(u"SELECT sentinai.change_channel()"_s, eve, u"bank"_s), u"42501"_s);
    for (const DatabaseUrl& login : {*m_url, bob, eve}) {
      QCOMPARE(answerTo(u"SELECT sentinai.channel_of('bank')"_s, login, u"bank"_s), u"42501"_s);
      QCOMPARE(answerTo(u"SELECT key::text FROM sentinai.change_key"_s, login, u"bank"_s), u"42501"_s);
    }
  }

  void whoIsNoMemberIsToldSoAndHearsOnceTheyAre() {
    m_watch.longestRetry = 50ms;
    m_database = open();
    m_session = m_database->openSession(u"clinic"_s);
    ChangeFeed& feed = m_session->changes();
    ChangeLog log(feed);
    feed.start();
    EVENTUALLY(feed.problem().contains(u"no member"_s));
    m_testDatabase->executeBehindTheBack(u"INSERT INTO sentinai.tenant_member (tenant_id, role_name, access) VALUES "
                                         "('clinic', '%1', 'analyst')"_s.arg(m_testDatabase->roleName(u"ann"_s)));
    EVENTUALLY(feed.isUp() && log.resyncs == 1);
  }

  void whereNobodyTellsItAsks() {
    BreakableLink link(server("host"), server("port").toUShort());
    ChangeFeed& feed = watchThrough(link, Pooling::Transaction);
    ChangeLog log(feed);
    feed.start();
    EVENTUALLY(feed.isUp() && log.resyncs == 1);
    QCOMPARE(feed.mode(), ChangeFeed::Mode::Polling);
    createElsewhere(u"EX-1"_s);
    EVENTUALLY(log.resyncs == 2);
    QCOMPARE(m_testDatabase->executeBehindTheBack(
                 u"SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname "
                 "= current_database()"_s)[0][0],
             u"0"_s);

    feed.pause();
    createElsewhere(u"EX-2"_s);
    QCOMPARE(log.resyncs, 2);
    feed.resume();
    EVENTUALLY(log.resyncs == 3);

    const quint16 port = link.serverPort();
    link.close();
    link.breakAll();
    EVENTUALLY(!feed.isUp());
    QVERIFY(!feed.problem().isEmpty());
    createElsewhere(u"EX-3"_s);
    QVERIFY(link.listen(QHostAddress::LocalHost, port));
    feed.retryNow();
    EVENTUALLY(feed.isUp() && log.resyncs == 4);
    QCOMPARE(log.created, QSet<QString>());
  }
};

QTEST_GUILESS_MAIN(PgChangeFeedTest)

#include "pg_change_feed_test.moc"

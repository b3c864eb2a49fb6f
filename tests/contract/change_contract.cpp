// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/contract/change_contract.h"
#include "tests/support/eventually.h"

#include <QElapsedTimer>

namespace sentinai {

using namespace Qt::StringLiterals;

namespace {

NewExceptionEvent severityChange(const QString& exceptionId, Severity from, Severity to) {
  NewExceptionEvent event = sampleComment(exceptionId, {}, sampleInstant());
  event.eventType = u"SeverityChanged"_s;
  event.payload = {
      {u"changes"_s, QJsonObject{{u"severity"_s, QJsonObject{{u"from"_s, toText(from)}, {u"to"_s, toText(to)}}}}}};
  return event;
}

/// What a screen would show: the severities as read again whenever the feed says so, one reading at a time.
class Mirror : public QObject {
public:
  Mirror(ChangeFeed& feed, ExceptionRepository& exceptions)
      : m_exceptions(exceptions) {
    connect(&feed, &ChangeFeed::changed, this, [this](const ChangeSet& changes) {
      m_wanted.unite({changes.changed.begin(), changes.changed.end()});
      m_wanted.unite({changes.created.begin(), changes.created.end()});
      read();
    });
    connect(&feed, &ChangeFeed::resync, this, [this] {
      const QStringList shown = severities.keys();
      m_wanted.unite({shown.begin(), shown.end()});
      read();
    });
  }

  QMap<QString, Severity> severities;
  int readings = 0;

private:
  void read() {
    if (m_reading || m_wanted.isEmpty()) {
      return;
    }
    m_reading = true;
    ++readings;
    const QStringList ids = std::exchange(m_wanted, {}).values();
    QCoro::connect(m_exceptions.getAll(ids, {}), this, [this](Result<std::vector<Exception>> rows) {
      m_reading = false;
      for (const Exception& row : valueOf(std::move(rows))) {
        severities[row.exceptionId] = row.severity;
      }
      read();
    });
  }

  ExceptionRepository& m_exceptions;
  QSet<QString> m_wanted;
  bool m_reading = false;
};

} // namespace

void ChangeContract::watch(ChangeFeed& feed, ChangeLog& log) {
  feed.start();
  EVENTUALLY(feed.isUp() && log.resyncs == 1);
  log.forget();
}

void ChangeContract::tellsNothingBeforeItIsStarted() {
  ChangeFeed& feed = session().changes();
  QCOMPARE(feed.mode(), ChangeFeed::Mode::Off);
  QVERIFY(!feed.isUp());
  const auto other = openAs(u"eve"_s, Access::Supervisor);
  const auto watching = other->openSession(tenantId());
  ChangeLog log(feed);
  ChangeLog others(watching->changes());
  watch(watching->changes(), others);
  create(sampleException());
  EVENTUALLY(!others.created.isEmpty());
  QCOMPARE(log.tellings, 0);

  // Once started, it first says that there may have been something.
  watch(feed, log);
  QCOMPARE(feed.mode(), onPostgresql() ? ChangeFeed::Mode::Listening : ChangeFeed::Mode::Polling);
}

void ChangeContract::tellsWhatOthersCommit() {
  ChangeLog log(session().changes());
  watch(session().changes(), log);
  const auto other = openAs(u"eve"_s, Access::Supervisor);
  const auto theirs = other->openSession(tenantId());
  VERIFY_OK(await(theirs->exceptions().create(sampleException(u"EX-1"_s), sampleUser(), {}, {})));
  EVENTUALLY(log.created == QSet<QString>{u"EX-1"_s});
  QVERIFY(log.changed.isEmpty());

  log.forget();
  VERIFY_OK(await(theirs->events().append(sampleComment(u"EX-1"_s, u"seen"_s, sampleInstant()), {})));
  EVENTUALLY(log.changed == QSet<QString>{u"EX-1"_s});
  QVERIFY(log.created.isEmpty());
  QCOMPARE(log.resyncs, 0);
}

void ChangeContract::tellsWhatTheSessionItselfCommits() {
  ChangeLog log(session().changes());
  watch(session().changes(), log);
  create(sampleException(u"EX-1"_s));
  EVENTUALLY(log.created.contains(u"EX-1"_s));
  change(u"EX-1"_s, {{u"owner"_s, u"ann"_s}});
  EVENTUALLY(log.changed.contains(u"EX-1"_s));
}

void ChangeContract::oneThatIsCreatedAndChangedIsBoth() {
  ChangeLog log(session().changes());
  watch(session().changes(), log);
  VERIFY_OK(await(events().appendBatch(
      {sampleCreation(sampleException(u"EX-1"_s)), severityChange(u"EX-1"_s, Severity::High, Severity::Low)}, {})));
  EVENTUALLY(log.created.contains(u"EX-1"_s) && log.changed.contains(u"EX-1"_s));
}

void ChangeContract::tellsNothingOfARefusedBatch() {
  ChangeLog log(session().changes());
  watch(session().changes(), log);
  VERIFY_ERROR(await(events().appendBatch({sampleCreation(sampleException(u"EX-1"_s)),
                                           sampleComment(u"none"_s, u"of nothing"_s, sampleInstant())},
                                          {})),
               NotFound);
  create(sampleException(u"EX-2"_s));
  EVENTUALLY(!log.created.isEmpty());
  QCOMPARE(log.created, QSet<QString>{u"EX-2"_s});
  QCOMPARE(log.resyncs, 0);
}

void ChangeContract::tellsNothingOfOtherTenants() {
  ChangeLog log(session().changes());
  ChangeLog others(otherSession().changes());
  watch(session().changes(), log);
  watch(otherSession().changes(), others);
  VERIFY_OK(await(otherSession().exceptions().create(sampleException(u"EX-9"_s), sampleUser(), {}, {})));
  EVENTUALLY(others.created == QSet<QString>{u"EX-9"_s});
  create(sampleException(u"EX-1"_s));
  EVENTUALLY(!log.created.isEmpty());
  QCOMPARE(log.created, QSet<QString>{u"EX-1"_s});
  QCOMPARE(log.tellings, 1);
  QCOMPARE(others.tellings, 1);
}

void ChangeContract::moreThanCanBeNamedIsAResync() {
  ChangeLog log(session().changes());
  watch(session().changes(), log);
  createAll(sampleExceptions(ChangeFeed::kMostIds + 1));
  EVENTUALLY(log.resyncs == 1);
  QVERIFY(log.created.isEmpty());
  create(sampleException(u"one more"_s));
  EVENTUALLY(log.created == QSet<QString>{u"one more"_s});
}

void ChangeContract::whatComesDuringAPauseIsAResync() {
  ChangeFeed& feed = session().changes();
  ChangeLog log(feed);
  watch(feed, log);
  const auto other = openAs(u"eve"_s, Access::Supervisor);
  const auto watching = other->openSession(tenantId());
  ChangeLog others(watching->changes());
  watch(watching->changes(), others);

  feed.pause();
  QVERIFY(feed.isPaused());
  create(sampleException(u"EX-1"_s));
  EVENTUALLY(!others.created.isEmpty());
  QCOMPARE(log.tellings, 0);
  feed.resume();
  QVERIFY(!feed.isPaused());
  EVENTUALLY(log.resyncs == 1);

  // What was under way when the pause began is not lost either.
  log.forget();
  create(sampleException(u"EX-2"_s));
  feed.pause();
  feed.resume();
  EVENTUALLY(log.resyncs > 0 || log.created.contains(u"EX-2"_s));
}

void ChangeContract::aPauseInWhichNothingHappensIsNone() {
  ChangeFeed& feed = session().changes();
  ChangeLog log(feed);
  watch(feed, log);
  feed.pause();
  feed.pause();
  feed.resume();
  feed.resume();
  create(sampleException(u"EX-1"_s));
  EVENTUALLY(log.created == QSet<QString>{u"EX-1"_s});
  QCOMPARE(log.resyncs, 0);
}

void ChangeContract::startedInAPauseItIsSilent() {
  ChangeFeed& feed = session().changes();
  ChangeLog log(feed);
  feed.pause();
  feed.start();
  EVENTUALLY(feed.isUp());
  QCOMPARE(log.tellings, 0);
  feed.resume();
  EVENTUALLY(log.resyncs == 1);
}

void ChangeContract::sessionsGoAwayWhileTheyWatch() {
  create(sampleException(u"EX-1"_s));
  for (int round = 0; round < 10; ++round) {
    const std::unique_ptr<Session> brief = database().openSession(tenantId());
    ChangeLog log(brief->changes());
    brief->changes().start();
    if (round % 3 == 1) {
      EVENTUALLY(log.resyncs == 1);
    }
    if (round % 3 == 2) {
      brief->changes().pause();
    }
    VERIFY_OK(await(events().append(sampleComment(u"EX-1"_s, u"round"_s, sampleInstant()), {})));
  }
  const std::unique_ptr<Session> last = database().openSession(tenantId());
  ChangeLog log(last->changes());
  watch(last->changes(), log);
  change(u"EX-1"_s, {{u"owner"_s, u"ann"_s}});
  closeDatabase(); // Before the session, as nobody should.
}

void ChangeContract::nothingIsMissedUnderLoad() {
  constexpr int kExceptions = 500;
  constexpr int kBatches = 20;
  std::vector<NewExceptionEvent> creations;
  QMap<QString, Severity> expected;
  for (int i = 0; i < kExceptions; ++i) {
    const Exception exception = sampleException(u"EX-%1"_s.arg(i));
    creations.push_back(sampleCreation(exception));
    expected.insert(exception.exceptionId, exception.severity);
  }
  VERIFY_OK(await(events().appendBatch(creations, {})));
  ChangeLog log(session().changes());
  Mirror mirror(session().changes(), exceptions());
  mirror.severities = expected;
  watch(session().changes(), log);

  const auto other = openAs(u"eve"_s, Access::Supervisor);
  const auto theirs = other->openSession(tenantId());
  QElapsedTimer clock;
  clock.start();
  for (int batch = 0; batch < kBatches; ++batch) {
    std::vector<NewExceptionEvent> changes;
    for (auto it = expected.begin(); it != expected.end(); ++it) {
      const auto to = static_cast<Severity>((static_cast<int>(*it) + 1 + batch % 3) % 4);
      if (to != *it) {
        changes.push_back(severityChange(it.key(), *it, to));
        *it = to;
      }
    }
    VERIFY_OK(await(theirs->events().appendBatch(std::move(changes), {})));
  }
  EVENTUALLY(mirror.severities == expected);
  // Gathered, not told one by one: some four times a second at most.
  const auto most = static_cast<int>(clock.elapsed() / 250) + 2;
  QVERIFY2(log.tellings <= most, qPrintable(u"%1 signals"_s.arg(log.tellings)));
  QVERIFY(mirror.readings <= most + 1);
  for (const Exception& row : valueOf(await(exceptions().getAll(expected.keys(), {})))) {
    QCOMPARE(mirror.severities[row.exceptionId], row.severity);
  }
}

void ChangeContract::aDatabaseThatIsNotThereIsTold() {
  const std::unique_ptr<Database> nowhere =
      openDatabase(onPostgresql() ? *DatabaseUrl::parse(u"host=/nonexistent dbname=none user=none"_s)
                                  : DatabaseUrl::sqliteFile(u"/nonexistent/none.db"_s),
                   {});
  const std::unique_ptr<Session> opened = nowhere->openSession(u"any"_s);
  ChangeFeed& feed = opened->changes();
  ChangeLog log(feed);
  feed.start();
  EVENTUALLY(!feed.problem().isEmpty());
  QVERIFY(!feed.isUp());
  feed.retryNow();
  QCOMPARE(log.tellings, 0);
}

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/contract/work_contract.h"

namespace sentinai {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// An edit by whoever did not look, or saw what is named.
WorkEdit editTo(std::optional<Instant> dueAt, std::optional<QString> note, bool retry = false,
                std::optional<Instant> seenDueAt = {}, std::optional<QString> seenNote = {}) {
  return {dueAt, std::move(note), retry, seenDueAt, std::move(seenNote)};
}

NewExceptionEvent eventBy(const QString& id, const QString& type, const Actor& actor, const QJsonObject& payload = {}) {
  NewExceptionEvent made;
  made.eventId = QUuid::createUuid();
  made.exceptionId = id;
  made.eventType = type;
  made.actor = actor;
  made.payload = payload;
  made.createdAt = currentInstant();
  return made;
}

} // namespace

Exception WorkContract::workable(const QString& id) {
  Exception exception = sampleException(id);
  exception.domain = uniqueName(u"Work"_s);
  exception.status = Status::Open;
  const Result<PackVersion> active = await(session().domainPacks().active(exception.domain, {}));
  if (!active) {
    activatePack(exception.domain);
  }
  return create(exception);
}

void WorkContract::activatePack(const QString& domain) {
  QCOMPARE(valueOf(await(session().domainPacks().createVersion(domain, {}, {}))).version, 1);
  QCOMPARE(takenIds(), QStringList());
  QVERIFY(valueOf(await(session().domainPacks().activate(domain, 1, {}))).active);
}

std::vector<TakenWork> WorkContract::take(int most) {
  return valueOf(await(work().take(most, 60s, u"one"_s, {})));
}

QStringList WorkContract::takenIds(int most) {
  QStringList ids;
  for (const TakenWork& taken : take(most)) {
    ids << taken.exceptionId;
  }
  return ids;
}

void WorkContract::alter(const QString& exceptionId, const QString& postgresql, const QString& sqlite) {
  testDatabase().executeBehindTheBack(u"UPDATE %1 SET %2 WHERE tenant_id = '%3' AND exception_id = '%4'"_s.arg(
      testDatabase().table(u"work_item"_s), onPostgresql() ? postgresql : sqlite, tenantId(), exceptionId));
}

void WorkContract::eventsCallForWork() {
  workable(u"EX-1"_s);
  const WorkItem item = valueOf(await(work().get(u"EX-1"_s, {})));
  QCOMPARE(item.exceptionId, u"EX-1"_s);
  QCOMPARE(item.domain, uniqueName(u"Work"_s));
  QCOMPARE(item.state, WorkItem::State::Ready);
  QVERIFY(!item.leaseOwner && !item.errorClass && item.attempts == 0 && item.note.isEmpty());
  QVERIFY(item.dueAt <= currentInstant() + 1min);

  const std::vector<TakenWork> taken = take();
  QCOMPARE(taken.size(), std::size_t{1});
  QCOMPARE(taken.front().exceptionId, u"EX-1"_s);
  QCOMPARE(taken.front().attempts, 0);
  QCOMPARE(valueOf(await(work().get(u"EX-1"_s, {}))).leaseOwner, std::optional(u"one"_s));
  VERIFY_OK(await(work().finish(taken.front().lease, std::nullopt, {})));
  VERIFY_ERROR(await(work().get(u"EX-1"_s, {})), NotFound);

  // Changes and what is said about suggestions call; comments do not.
  VERIFY_OK(await(events().append(sampleComment(u"EX-1"_s, u"hm"_s, currentInstant()), {})));
  QCOMPARE(takenIds(), QStringList());
  change(u"EX-1"_s, {{u"severity"_s, u"low"_s}});
  QCOMPARE(takenIds(), QStringList{u"EX-1"_s});
}

void WorkContract::whatAgentsAppendDoesNot() {
  workable(u"EX-1"_s);
  VERIFY_OK(await(work().finish(take().front().lease, std::nullopt, {})));
  change(u"EX-1"_s, {{u"severity"_s, u"low"_s}});
  VERIFY_OK(await(work().finish(take().front().lease, std::nullopt, {})));
  QString from = u"low"_s;
  const auto append = [this, &from](const QString& agent) {
    const QString to = from == u"low"_s ? u"high"_s : u"low"_s;
    const QJsonObject payload{
        {u"changes"_s, QJsonObject{{u"severity"_s, QJsonObject{{u"from"_s, from}, {u"to"_s, to}}}}}};
    from = to;
    return await(events().append(eventBy(u"EX-1"_s, u"SeverityChanged"_s, {ActorType::Agent, agent}, payload), {}));
  };
  for (const QString& agent : {u"triage"_s, u"policy"_s, u"resolution"_s, u"playbook"_s, u"feedback"_s}) {
    VERIFY_OK(append(agent));
    QCOMPARE(takenIds(), QStringList());
  }
  // Another agent's change is news to them.
  VERIFY_OK(append(u"bot"_s));
  QCOMPARE(takenIds(), QStringList{u"EX-1"_s});
}

void WorkContract::theResolvedCallOnce() {
  workable(u"EX-1"_s);
  VERIFY_OK(await(work().finish(take().front().lease, std::nullopt, {})));
  change(u"EX-1"_s, {{u"status"_s, u"resolved"_s}});
  const std::vector<TakenWork> taken = take();
  QCOMPARE(taken.size(), std::size_t{1});
  VERIFY_OK(await(work().finish(taken.front().lease, std::nullopt, {})));
  change(u"EX-1"_s, {{u"severity"_s, u"low"_s}});
  QCOMPARE(takenIds(), QStringList());
  change(u"EX-1"_s, {{u"status"_s, u"open"_s}});
  QCOMPARE(takenIds(), QStringList{u"EX-1"_s});

  // What comes resolved, or is resolved by its source, is the past.
  Exception past = sampleException(u"EX-2"_s);
  past.domain = uniqueName(u"Work"_s);
  past.status = Status::Resolved;
  create(past);
  VERIFY_ERROR(await(work().get(u"EX-2"_s, {})), NotFound);
  workable(u"EX-3"_s);
  VERIFY_OK(await(work().finish(take().front().lease, std::nullopt, {})));
  const QJsonObject closes{
      {u"changes"_s, QJsonObject{{u"status"_s, QJsonObject{{u"from"_s, u"open"_s}, {u"to"_s, u"resolved"_s}}}}}};
  VERIFY_OK(await(events().append(eventBy(u"EX-3"_s, u"servicenow.Closed"_s, sampleUser(), closes), {})));
  VERIFY_ERROR(await(work().get(u"EX-3"_s, {})), NotFound);
}

void WorkContract::whatItsSourceResolvesIsOver() {
  const auto close = [this](const QString& id) {
    const QJsonObject closes{
        {u"changes"_s, QJsonObject{{u"status"_s, QJsonObject{{u"from"_s, u"open"_s}, {u"to"_s, u"resolved"_s}}}}}};
    return await(events().append(eventBy(id, u"servicenow.Closed"_s, sampleUser(), closes), {}));
  };
  workable(u"EX-1"_s);
  VERIFY_OK(close(u"EX-1"_s));
  VERIFY_ERROR(await(work().get(u"EX-1"_s, {})), NotFound);

  // Whoever is at it comes to the end.
  workable(u"EX-2"_s);
  const TakenWork taken = take().front();
  VERIFY_OK(close(u"EX-2"_s));
  VERIFY_OK(await(work().finish(taken.lease, std::nullopt, {})));
  VERIFY_ERROR(await(work().get(u"EX-2"_s, {})), NotFound);

  // What a person has resolved is still to be looked at, whatever is said about it afterwards.
  workable(u"EX-3"_s);
  change(u"EX-3"_s, {{u"status"_s, u"resolved"_s}});
  VERIFY_OK(await(events().append(eventBy(u"EX-3"_s, u"servicenow.Noted"_s, sampleUser()), {})));
  VERIFY_OK(await(events().append(sampleComment(u"EX-3"_s, u"hm"_s, currentInstant()), {})));
  QCOMPARE(takenIds(), QStringList{u"EX-3"_s});
}

void WorkContract::oneItemHoweverManyEvents() {
  workable(u"EX-1"_s);
  for (const QString& severity : {u"low"_s, u"high"_s, u"low"_s}) {
    change(u"EX-1"_s, {{u"severity"_s, severity}});
  }
  QCOMPARE(valueOf(await(work().list(std::nullopt, 10, std::nullopt, {}))).rows.size(), std::size_t{1});
  QCOMPARE(takenIds(), QStringList{u"EX-1"_s});
}

void WorkContract::waitsForAPack() {
  Exception exception = sampleException(u"EX-1"_s);
  exception.domain = uniqueName(u"Packless"_s);
  exception.status = Status::Open;
  create(exception);
  QCOMPARE(takenIds(), QStringList());
  QCOMPARE(valueOf(await(work().status({}))).withoutPack, 1);
  activatePack(exception.domain);
  QCOMPARE(valueOf(await(work().status({}))).due, 1);
  QCOMPARE(takenIds(), QStringList{u"EX-1"_s});
}

void WorkContract::twoNeverTakeTheSame() {
  QStringList ids;
  for (int i = 0; i < 40; ++i) {
    ids << workable(u"EX-%1"_s.arg(i + 10)).exceptionId;
  }
  // Several at once, each with connections of its own.
  std::vector<std::unique_ptr<Database>> databases;
  std::vector<std::unique_ptr<Session>> sessions;
  for (int i = 0; i < 4; ++i) {
    databases.push_back(openAs(u"worker-%1"_s.arg(i), Access::Agent));
    sessions.push_back(databases.back()->openSession(tenantId()));
  }
  QStringList taken;
  while (taken.size() < ids.size()) {
    std::vector<Task<std::vector<TakenWork>>> takes;
    takes.reserve(sessions.size());
    for (const auto& one : sessions) {
      takes.push_back(one->work().take(3, 60s, u"w"_s, {}));
    }
    qsizetype before = taken.size();
    for (auto& task : takes) {
      for (const TakenWork& item : valueOf(await(std::move(task)))) {
        taken << item.exceptionId;
      }
    }
    QVERIFY(taken.size() > before);
  }
  taken.sort();
  QCOMPARE(taken, ids);
}

void WorkContract::oneIsTakenByName() {
  const auto takeOne = [this](const QString& id) { return valueOf(await(work().takeOne(id, 60s, u"one"_s, {}))); };
  workable(u"EX-1"_s);
  workable(u"EX-2"_s);
  const TakenWork taken = takeOne(u"EX-2"_s).value();
  QCOMPARE(taken.exceptionId, u"EX-2"_s);
  QVERIFY(!takeOne(u"EX-2"_s));
  QCOMPARE(takenIds(), QStringList{u"EX-1"_s}); // Which nobody took along.
  // Whoever asked for what is held has not called for it.
  VERIFY_OK(await(work().finish(taken.lease, std::nullopt, {})));
  VERIFY_ERROR(await(work().get(u"EX-2"_s, {})), NotFound);

  // Not queued, due later, dead, and lost.
  const auto isTaken = [&takeOne](const QString& id) { return takeOne(id).has_value(); };
  QVERIFY(isTaken(u"EX-2"_s));
  for (const QString& id : {u"EX-3"_s, u"EX-4"_s, u"EX-5"_s}) {
    workable(id);
  }
  const std::vector<TakenWork> others = take();
  QCOMPARE(others.size(), std::size_t{3});
  VERIFY_OK(await(work().finish(others[0].lease, currentInstant() + 1h, {})));
  VERIFY_OK(await(work().fail(others[1].lease, WorkErrorClass::Permanent, u"no"_s, 0s, {})));
  VERIFY_OK(await(work().extend({others[2].lease}, 0s, {})));
  for (const TakenWork& other : others) {
    QVERIFY2(isTaken(other.exceptionId), qPrintable(other.exceptionId));
    QVERIFY(!isTaken(other.exceptionId));
  }
  VERIFY_ERROR(await(work().takeOne(u"NONE"_s, 60s, u"one"_s, {})), NotFound);
}

void WorkContract::aLeaseEndsAndIsLost() {
  workable(u"EX-1"_s);
  const TakenWork first = valueOf(await(work().take(1, 0s, u"one"_s, {}))).front();
  const TakenWork second = take().front();
  QVERIFY(first.lease != second.lease);
  VERIFY_ERROR(await(work().finish(first.lease, std::nullopt, {})), Conflict);
  VERIFY_ERROR(await(work().fail(first.lease, WorkErrorClass::Permanent, u"late"_s, 0s, {})), Conflict);
  QCOMPARE(valueOf(await(work().extend({first.lease, second.lease}, 60s, {}))), std::vector<QUuid>{second.lease});
  VERIFY_OK(await(work().release({first.lease}, {})));
  QCOMPARE(takenIds(), QStringList());
  // Done, and called for anew: the first has no part in it either.
  VERIFY_OK(await(work().finish(second.lease, std::nullopt, {})));
  change(u"EX-1"_s, {{u"severity"_s, u"low"_s}});
  VERIFY_ERROR(await(work().finish(first.lease, std::nullopt, {})), Conflict);
  VERIFY_ERROR(await(work().finish(second.lease, std::nullopt, {})), Conflict);
  QCOMPARE(takenIds(), QStringList{u"EX-1"_s});
}

void WorkContract::leasesAreExtendedAndReleased() {
  workable(u"EX-1"_s);
  const TakenWork taken = valueOf(await(work().take(1, 0s, u"one"_s, {}))).front();
  QCOMPARE(valueOf(await(work().extend({taken.lease}, 60s, {}))), std::vector<QUuid>{taken.lease});
  QCOMPARE(takenIds(), QStringList());
  QCOMPARE(valueOf(await(work().status({}))).taken, 1);
  VERIFY_OK(await(work().release({taken.lease}, {})));
  QCOMPARE(takenIds(), QStringList{u"EX-1"_s});
}

void WorkContract::whatComesMeanwhileMakesItDueAgain() {
  workable(u"EX-1"_s);
  TakenWork taken = take().front();
  change(u"EX-1"_s, {{u"severity"_s, u"low"_s}});
  QCOMPARE(takenIds(), QStringList());
  VERIFY_OK(await(work().finish(taken.lease, std::nullopt, {})));
  taken = take().front();
  change(u"EX-1"_s, {{u"severity"_s, u"high"_s}});
  VERIFY_OK(await(work().finish(taken.lease, currentInstant() + 1h, {})));
  taken = take().front();
  change(u"EX-1"_s, {{u"severity"_s, u"low"_s}});
  VERIFY_OK(await(work().fail(taken.lease, WorkErrorClass::Permanent, u"no"_s, 1h, {})));
  taken = take().front();
  QCOMPARE(taken.attempts, 0);
  VERIFY_OK(await(work().schedule(u"EX-1"_s, currentInstant(), {})));
  VERIFY_OK(await(work().finish(taken.lease, std::nullopt, {})));
  QCOMPARE(takenIds(), QStringList{u"EX-1"_s});
}

void WorkContract::isLookedAtAgainLater() {
  workable(u"EX-1"_s);
  const Instant later = currentInstant() + 1h;
  VERIFY_OK(await(work().finish(take().front().lease, later, {})));
  QCOMPARE(takenIds(), QStringList());
  QCOMPARE(valueOf(await(work().get(u"EX-1"_s, {}))).dueAt, later);
  QCOMPARE(valueOf(await(work().status({}))).scheduled, 1);
  // An event does not wait for that.
  change(u"EX-1"_s, {{u"severity"_s, u"low"_s}});
  VERIFY_OK(await(work().finish(take().front().lease, std::nullopt, {})));
  VERIFY_OK(await(work().schedule(u"EX-1"_s, later, {})));
  VERIFY_OK(await(work().schedule(u"EX-1"_s, later + 1h, {})));
  QCOMPARE(valueOf(await(work().get(u"EX-1"_s, {}))).dueAt, later);
  VERIFY_OK(await(work().schedule(u"EX-1"_s, currentInstant(), {})));
  QCOMPARE(takenIds(), QStringList{u"EX-1"_s});
  VERIFY_ERROR(await(work().schedule(u"EX-none"_s, later, {})), NotFound);
  // What was dropped comes back that way, and what was dead.
  QCOMPARE(valueOf(await(work().drop({u"EX-1"_s}, {}))), QStringList{u"EX-1"_s});
  VERIFY_OK(await(work().schedule(u"EX-1"_s, currentInstant(), {})));
  VERIFY_OK(await(work().fail(take().front().lease, WorkErrorClass::Permanent, u"no"_s, 0s, {})));
  VERIFY_OK(await(work().schedule(u"EX-1"_s, currentInstant(), {})));
  QCOMPARE(takenIds(), QStringList{u"EX-1"_s});
}

/// Nor where the worker's clock is behind: it would be due at once, again and again.
void WorkContract::isNotLookedAtAgainWithinASecond() {
  workable(u"EX-1"_s);
  const Instant before = currentInstant();
  VERIFY_OK(await(work().finish(take().front().lease, before - 1h, {})));
  QVERIFY(valueOf(await(work().get(u"EX-1"_s, {}))).dueAt >= before + 1s);
}

void WorkContract::failuresEndAmongTheDead() {
  workable(u"EX-1"_s);
  VERIFY_OK(await(work().fail(take().front().lease, WorkErrorClass::Transient, u"slow"_s, 1h, {})));
  QCOMPARE(takenIds(), QStringList());
  WorkItem item = valueOf(await(work().get(u"EX-1"_s, {})));
  QCOMPARE(item.attempts, 1);
  QCOMPARE(item.error, u"slow"_s);
  QCOMPARE(item.errorClass, std::optional(WorkErrorClass::Transient));
  QVERIFY(item.dueAt > currentInstant() + 50min);
  alter(u"EX-1"_s, u"due_at = now()"_s, u"due_at = 0"_s);
  for (int attempt = 1; attempt < WorkRepository::kMostAttempts; ++attempt) {
    const std::vector<TakenWork> taken = take();
    QCOMPARE(taken.size(), std::size_t{1});
    QCOMPARE(taken.front().attempts, attempt);
    VERIFY_OK(await(work().fail(taken.front().lease, WorkErrorClass::Transient, u"slow"_s, 0s, {})));
  }
  QCOMPARE(takenIds(), QStringList());
  item = valueOf(await(work().get(u"EX-1"_s, {})));
  QCOMPARE(item.state, WorkItem::State::Dead);
  QCOMPARE(item.attempts, WorkRepository::kMostAttempts);

  workable(u"EX-2"_s);
  VERIFY_OK(await(work().fail(take().front().lease, WorkErrorClass::Permanent, QString(5000, u'x'), 0s, {})));
  item = valueOf(await(work().get(u"EX-2"_s, {})));
  QCOMPARE(item.state, WorkItem::State::Dead);
  QCOMPARE(item.errorClass, std::optional(WorkErrorClass::Permanent));
  QCOMPARE(item.error.size(), qsizetype{WorkRepository::kMostErrorLength});
  QCOMPARE(valueOf(await(work().status({}))).dead, 2);
  // What changes the exception may have mended it.
  change(u"EX-2"_s, {{u"severity"_s, u"low"_s}});
  QCOMPARE(takenIds(), QStringList{u"EX-2"_s});
}

void WorkContract::lossesEndAmongTheDead() {
  workable(u"EX-1"_s);
  for (int i = 0; i < WorkRepository::kMostLost; ++i) {
    QCOMPARE(valueOf(await(work().take(1, 0s, u"one"_s, {}))).size(), std::size_t{1});
  }
  QCOMPARE(takenIds(), QStringList());
  const WorkItem item = valueOf(await(work().get(u"EX-1"_s, {})));
  QCOMPARE(item.state, WorkItem::State::Dead);
  QCOMPARE(item.errorClass, std::optional(WorkErrorClass::Transient));
  QVERIFY(!item.error.isEmpty() && !item.leaseOwner);
}

void WorkContract::whatWasLostIsTakenAlone() {
  workable(u"EX-1"_s); // Ends its workers.
  workable(u"EX-2"_s);
  const std::vector<TakenWork> lost = valueOf(await(work().take(100, 0s, u"one"_s, {})));
  QCOMPARE(lost.size(), std::size_t{2});
  QVERIFY(!lost[0].wasLost && !lost[1].wasLost);
  workable(u"EX-3"_s);
  const std::vector<TakenWork> first = take();
  const std::vector<TakenWork> second = take();
  QCOMPARE(first.size(), std::size_t{1});
  QCOMPARE(first.front().exceptionId, u"EX-1"_s);
  QCOMPARE(second.size(), std::size_t{1});
  QCOMPARE(second.front().exceptionId, u"EX-2"_s);
  QVERIFY(first.front().wasLost && second.front().wasLost);
  VERIFY_OK(await(work().finish(second.front().lease, std::nullopt, {})));
  VERIFY_OK(await(work().release({first.front().lease}, {})));
  // Released is not lost, but lost once before.
  for (int times = 1; times < WorkRepository::kMostLost; ++times) {
    const std::vector<TakenWork> taken = valueOf(await(work().take(100, 0s, u"one"_s, {})));
    QCOMPARE(taken.size(), std::size_t{1});
    QVERIFY(taken.front().wasLost);
    QCOMPARE(taken.front().exceptionId, u"EX-1"_s);
  }
  // Dead, it stands in nobody's way.
  workable(u"EX-4"_s);
  QCOMPARE(takenIds(), (QStringList{u"EX-3"_s, u"EX-4"_s}));
  QCOMPARE(valueOf(await(work().get(u"EX-1"_s, {}))).state, WorkItem::State::Dead);
  VERIFY_ERROR(await(work().get(u"EX-2"_s, {})), NotFound);
}

void WorkContract::postponingCountsNoAttempt() {
  workable(u"EX-1"_s);
  VERIFY_OK(await(work().fail(take().front().lease, WorkErrorClass::Transient, u"slow"_s, 0s, {})));
  for (int i = 0; i < WorkRepository::kMostAttempts; ++i) {
    const std::vector<TakenWork> taken = take();
    QCOMPARE(taken.size(), std::size_t{1});
    QCOMPARE(taken.front().attempts, 1);
    VERIFY_OK(await(work().postpone(taken.front().lease, 0s, u"no pack"_s, {})));
    VERIFY_ERROR(await(work().postpone(taken.front().lease, 0s, u"late"_s, {})), Conflict);
  }
  TakenWork taken = take().front();
  VERIFY_OK(await(work().postpone(taken.lease, 1h, u"the pack cannot be read"_s, {})));
  QCOMPARE(takenIds(), QStringList());
  const WorkItem item = valueOf(await(work().get(u"EX-1"_s, {})));
  QCOMPARE(item.state, WorkItem::State::Ready);
  QCOMPARE(item.attempts, 1);
  QCOMPARE(item.errorClass, std::optional(WorkErrorClass::Transient));
  QCOMPARE(item.error, u"the pack cannot be read"_s);
  QVERIFY(!item.leaseOwner && item.dueAt > currentInstant() + 50min);
  // An event does not wait for that, before or after.
  change(u"EX-1"_s, {{u"severity"_s, u"low"_s}});
  taken = take().front();
  change(u"EX-1"_s, {{u"severity"_s, u"high"_s}});
  VERIFY_OK(await(work().postpone(taken.lease, 1h, QString(5000, u'x'), {})));
  QCOMPARE(valueOf(await(work().get(u"EX-1"_s, {}))).error.size(), qsizetype{WorkRepository::kMostErrorLength});
  QCOMPARE(takenIds(), QStringList{u"EX-1"_s});
}

void WorkContract::peopleRetryEditAndDrop() {
  for (const QString& id : {u"EX-1"_s, u"EX-2"_s, u"EX-3"_s}) {
    workable(id);
    VERIFY_OK(await(work().fail(take().front().lease, WorkErrorClass::Permanent, u"no"_s, 0s, {})));
  }
  const Instant later = currentInstant() + 1h;
  WorkItem item = valueOf(await(work().edit(u"EX-1"_s, editTo(std::nullopt, u"asked the desk"_s), {})));
  QCOMPARE(item.note, u"asked the desk"_s);
  QCOMPARE(item.state, WorkItem::State::Dead);
  QCOMPARE(valueOf(await(work().retry({u"EX-3"_s, u"EX-9"_s}, {}))), QStringList{u"EX-3"_s});
  item = valueOf(await(work().edit(u"EX-1"_s, editTo(later, std::nullopt, true), {})));
  QCOMPARE(item.dueAt, later);
  QCOMPARE(item.state, WorkItem::State::Ready);
  QCOMPARE(item.attempts, 0);
  QCOMPARE(item.note, u"asked the desk"_s);
  const std::vector<TakenWork> taken = take();
  QCOMPARE(taken.size(), std::size_t{1});
  QCOMPARE(taken.front().exceptionId, u"EX-3"_s);
  QCOMPARE(taken.front().attempts, 0);
  // Retried while it is taken, it is looked at once more.
  QCOMPARE(valueOf(await(work().retry({u"EX-3"_s}, {}))), QStringList{u"EX-3"_s});
  VERIFY_OK(await(work().finish(taken.front().lease, std::nullopt, {})));
  const TakenWork again = take().front();
  QCOMPARE(again.exceptionId, u"EX-3"_s);
  QCOMPARE(valueOf(await(work().drop({u"EX-2"_s, u"EX-3"_s, u"EX-9"_s}, {}))), (QStringList{u"EX-2"_s, u"EX-3"_s}));
  VERIFY_ERROR(await(work().finish(again.lease, std::nullopt, {})), Conflict);
  VERIFY_ERROR(await(work().get(u"EX-2"_s, {})), NotFound);
  VERIFY_ERROR(await(work().edit(u"EX-2"_s, editTo(later, std::nullopt), {})), NotFound);
  VERIFY_ERROR(await(work().edit(u"EX-2"_s, editTo(later, std::nullopt, false, later, u"seen"_s), {})), NotFound);
  VERIFY_ERROR(await(work().edit(u"EX-1"_s, editTo(std::nullopt, QString(5000, u'x')), {})), InvalidInput);
}

void WorkContract::editsOfWhatWasNotSeenAreRefused() {
  workable(u"EX-1"_s);
  const WorkItem seen = valueOf(await(work().edit(u"EX-1"_s, editTo(std::nullopt, u"first"_s), {})));
  const Instant later = currentInstant() + 1h;
  const WorkItem edited =
      valueOf(await(work().edit(u"EX-1"_s, editTo(later, u"second"_s, false, seen.dueAt, seen.note), {})));
  QCOMPARE(edited.note, u"second"_s);
  QCOMPARE(edited.dueAt, later);

  const Result<WorkItem> note =
      await(work().edit(u"EX-1"_s, editTo(std::nullopt, u"third"_s, false, std::nullopt, u"first"_s), {}));
  VERIFY_ERROR(note, Conflict);
  QCOMPARE(note.error().message,
           u"The note about EX-1 is \"second\" by now, not \"first\" as you saw it. Look again, then decide."_s);
  const Result<WorkItem> time = await(work().edit(u"EX-1"_s, editTo(std::nullopt, std::nullopt, true, seen.dueAt), {}));
  VERIFY_ERROR(time, Conflict);
  QCOMPARE(time.error().message, u"The time of EX-1 is %1 by now, not %2 as you saw it. Look again, then decide."_s.arg(
                                     toIsoText(later), toIsoText(seen.dueAt)));
  QCOMPARE(valueOf(await(work().get(u"EX-1"_s, {}))), edited);
}

void WorkContract::whatIsTakenIsNotEdited() {
  workable(u"EX-1"_s);
  const TakenWork taken = take().front();
  const WorkItem before = valueOf(await(work().get(u"EX-1"_s, {})));
  const Instant later = currentInstant() + 1h;
  VERIFY_ERROR(await(work().edit(u"EX-1"_s, editTo(later, u"wait"_s, true), {})), Conflict);
  QCOMPARE(valueOf(await(work().get(u"EX-1"_s, {}))), before);
  VERIFY_OK(await(work().fail(taken.lease, WorkErrorClass::Transient, u"slow"_s, 0s, {})));
  QCOMPARE(valueOf(await(work().edit(u"EX-1"_s, editTo(std::nullopt, u"wait"_s), {}))).attempts, 1);

  // A worker that does not come back does not keep people from it, and undoes nothing once it does.
  const TakenWork late = valueOf(await(work().take(1, 0s, u"one"_s, {}))).front();
  const WorkItem edited = valueOf(await(work().edit(u"EX-1"_s, editTo(later, std::nullopt), {})));
  QCOMPARE(edited.dueAt, later);
  VERIFY_ERROR(await(work().finish(late.lease, std::nullopt, {})), Conflict);
  QCOMPARE(valueOf(await(work().get(u"EX-1"_s, {}))), edited);
  QCOMPARE(edited.note, u"wait"_s);
}

void WorkContract::listsInPages() {
  for (int i = 0; i < 5; ++i) {
    workable(u"EX-%1"_s.arg(i));
  }
  VERIFY_OK(await(work().fail(take(1).front().lease, WorkErrorClass::Permanent, u"no"_s, 0s, {})));
  QStringList ids;
  std::optional<QString> after;
  do {
    const Page<WorkItem> page = valueOf(await(work().list(std::nullopt, 2, after, {})));
    QVERIFY(page.rows.size() <= 2);
    for (const WorkItem& item : page.rows) {
      ids << item.exceptionId;
    }
    after = page.next;
  } while (after);
  QCOMPARE(ids, (QStringList{u"EX-0"_s, u"EX-1"_s, u"EX-2"_s, u"EX-3"_s, u"EX-4"_s}));
  QCOMPARE(valueOf(await(work().list(WorkItem::State::Dead, 10, std::nullopt, {}))).rows.size(), std::size_t{1});
  QCOMPARE(valueOf(await(work().list(WorkItem::State::Ready, 10, std::nullopt, {}))).rows.size(), std::size_t{4});
  VERIFY_ERROR(await(work().list(std::nullopt, 0, std::nullopt, {})), InvalidInput);
}

void WorkContract::tenantsAndAccessesAreKeptApart() {
  workable(u"EX-1"_s);
  QVERIFY(valueOf(await(otherSession().work().list(std::nullopt, 10, std::nullopt, {}))).rows.empty());
  QVERIFY(valueOf(await(otherSession().work().take(10, 60s, u"w"_s, {}))).empty());
  QCOMPARE(valueOf(await(otherSession().work().drop({u"EX-1"_s}, {}))), QStringList());
  const TakenWork taken = take().front();
  VERIFY_ERROR(await(otherSession().work().finish(taken.lease, std::nullopt, {})), Conflict);
  if (!onPostgresql()) {
    return; // Whoever has the file may do everything.
  }
  const auto analyst = openAs(u"analyst"_s, Access::Analyst);
  const auto supervisor = openAs(u"supervisor"_s, Access::Supervisor);
  const auto agent = openAs(u"agent"_s, Access::Agent);
  const auto reading = analyst->openSession(tenantId());
  QCOMPARE(valueOf(await(reading->work().list(std::nullopt, 10, std::nullopt, {}))).rows.size(), std::size_t{1});
  VERIFY_ERROR(await(reading->work().drop({u"EX-1"_s}, {})), PermissionDenied);
  VERIFY_ERROR(await(reading->work().take(1, 60s, u"w"_s, {})), PermissionDenied);
  const auto managing = supervisor->openSession(tenantId());
  VERIFY_ERROR(await(managing->work().take(1, 60s, u"w"_s, {})), PermissionDenied);
  VERIFY_OK(await(managing->work().retry({u"EX-1"_s}, {})));
  VERIFY_OK(await(managing->work().schedule(u"EX-1"_s, currentInstant(), {})));
  VERIFY_ERROR(await(reading->work().schedule(u"EX-1"_s, currentInstant(), {})), PermissionDenied);
  const auto working = agent->openSession(tenantId());
  VERIFY_ERROR(await(working->work().retry({u"EX-1"_s}, {})), PermissionDenied);
  VERIFY_ERROR(await(working->work().edit(u"EX-1"_s, editTo(std::nullopt, u"n"_s), {})), PermissionDenied);
  VERIFY_OK(await(working->work().finish(taken.lease, std::nullopt, {})));
}

void WorkContract::refusesWhatDoesNotFit() {
  VERIFY_ERROR(await(work().take(0, 60s, u"w"_s, {})), InvalidInput);
  VERIFY_ERROR(await(work().take(1001, 60s, u"w"_s, {})), InvalidInput);
  VERIFY_ERROR(await(work().finish(QUuid::createUuid(), std::nullopt, {})), Conflict);
}

} // namespace sentinai

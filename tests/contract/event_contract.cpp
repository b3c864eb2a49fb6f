// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/contract/event_contract.h"

#include "repositories/database/event_hash.h"
#include "repositories/database/event_id.h"
#include "repositories/database/exception_select.h"
#include "repositories/records/event_types.h"

#include <QJsonArray>
#include <QSet>

namespace sentinai {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

std::vector<ExceptionEvent> EventContract::timeline(const QString& exceptionId, EventQuery query) {
  std::vector<ExceptionEvent> rows;
  do {
    const Page<ExceptionEvent> page = valueOf(await(events().timeline(exceptionId, query, {})));
    rows.insert(rows.end(), page.rows.begin(), page.rows.end());
    query.after = page.next;
  } while (query.after);
  return rows;
}

void EventContract::appendedEventReadsBackAndIsChained() {
  create(sampleException());
  NewExceptionEvent event = sampleComment(u"EX-2024-0001"_s, u"Zürich \U0001f4a5\n\t\"\\"_s, sampleInstant() + 1234us);
  event.payload.insert(u"nested"_s, QJsonObject{{u"list"_s, QJsonArray{1, 2.5, QJsonValue::Null, true}}});
  const Instant before = currentInstant() - 5min;
  const AppendOutcome outcome = valueOf(await(events().append(event, {})));
  QCOMPARE(outcome, (AppendOutcome{event.eventId, 2, true}));

  const std::vector<ExceptionEvent> rows = timeline(event.exceptionId);
  QCOMPARE(rows.size(), std::size_t{2});
  const ExceptionEvent& read = rows[1];
  QCOMPARE(read.eventId, event.eventId);
  QCOMPARE(read.exceptionId, event.exceptionId);
  QCOMPARE(read.tenantId, tenantId());
  QCOMPARE(read.seq, 2);
  QCOMPARE(read.eventType, event.eventType);
  QCOMPARE(read.actor, event.actor);
  QCOMPARE(read.payloadObject(), event.payload);
  QCOMPARE(read.createdAt, event.createdAt);
  QVERIFY(read.recordedAt > before && read.recordedAt < currentInstant() + 5min);
  QCOMPARE(rows[0].prevHash, genesisHash());
  QCOMPARE(rows[0].hash, eventHash(rows[0]));
  QCOMPARE(read.prevHash, rows[0].hash);
  QCOMPARE(read.hash, eventHash(read));
}

void EventContract::appendingAgainChangesNothing() {
  create(sampleException());
  const NewExceptionEvent event = statusChange(u"EX-2024-0001"_s, u"open"_s, u"resolved"_s, sampleInstant() + 1h);
  VERIFY_OK(await(events().append(event, {})));
  const Exception after = valueOf(await(exceptions().get(event.exceptionId, {})));
  QCOMPARE(valueOf(await(events().append(event, {}))), (AppendOutcome{event.eventId, 2, false}));
  QCOMPARE(valueOf(await(exceptions().get(event.exceptionId, {}))), after);
  QCOMPARE(timeline(event.exceptionId).size(), std::size_t{2});
}

void EventContract::sameIdWithOtherContentIsAConflict() {
  create(sampleException());
  create(sampleException(u"EX-other"_s));
  const NewExceptionEvent event = sampleComment(u"EX-2024-0001"_s, u"first"_s, sampleInstant());
  VERIFY_OK(await(events().append(event, {})));
  NewExceptionEvent other = event;
  other.payload = {{u"text"_s, u"second"_s}};
  VERIFY_ERROR(await(events().append(other, {})), Conflict);
  other = event;
  other.exceptionId = u"EX-other"_s;
  VERIFY_ERROR(await(events().append(other, {})), Conflict);
  other = event;
  other.createdAt += 1us;
  VERIFY_ERROR(await(events().append(other, {})), Conflict);
  other = event;
  other.actor = sampleUser(u"bob"_s);
  VERIFY_ERROR(await(events().append(other, {})), Conflict);
}

void EventContract::appendChangesTheRow() {
  const Exception before = create(sampleException());
  NewExceptionEvent event = sampleComment(before.exceptionId, {}, sampleInstant() + 2h);
  event.eventType = QLatin1String(event_types::kTriageCompleted);
  event.actor = {ActorType::Agent, u"triage"_s};
  const auto change = [](const QJsonValue& from, const QJsonValue& to) {
    return QJsonObject{{u"from"_s, from}, {u"to"_s, to}};
  };
  event.payload = {
      {u"rationale"_s, u"Small and late."_s},
      {u"changes"_s, QJsonObject{{u"severity"_s, change(u"high"_s, u"low"_s)},
                                 {u"amount"_s, change(u"1250000.5"_s, u"0.1"_s)},
                                 {u"owner"_s, change(QJsonValue::Null, u"triage"_s)},
                                 {u"current_playbook_id"_s, change(QJsonValue::Null, 7)},
                                 {u"sla_deadline"_s, change(toIsoText(*before.slaDeadline), QJsonValue::Null)}}}};
  event.expectedVersion = 1;
  VERIFY_OK(await(events().append(event, {})));
  Exception wanted = before;
  wanted.severity = Severity::Low;
  wanted.amount = Decimal::parse(u"0.1");
  wanted.owner = u"triage"_s;
  wanted.currentPlaybookId = 7;
  wanted.slaDeadline.reset();
  wanted.version = 2;
  wanted.updatedAt = event.createdAt;
  QCOMPARE(valueOf(await(exceptions().get(before.exceptionId, {}))), wanted);
}

void EventContract::appendRefusesWhatDoesNotFit() {
  const Exception before = create(sampleException());
  const QString id = before.exceptionId;
  VERIFY_ERROR(await(events().append(sampleComment(u"EX-none"_s, u"hello"_s, sampleInstant()), {})), NotFound);
  VERIFY_ERROR(await(events().append(sampleCreation(before), {})), Conflict);
  VERIFY_ERROR(await(events().append(statusChange(id, u"escalated"_s, u"resolved"_s, sampleInstant()), {})), Conflict);
  NewExceptionEvent stale = sampleComment(id, u"hello"_s, sampleInstant());
  stale.expectedVersion = 2;
  VERIFY_ERROR(await(events().append(stale, {})), Conflict);
  NewExceptionEvent misfit = sampleComment(id, u"hello"_s, sampleInstant());
  misfit.payload = {{u"txt"_s, u"hello"_s}};
  VERIFY_ERROR(await(events().append(misfit, {})), InvalidInput);
  misfit = sampleComment(id, u"a"_s + QChar(0), sampleInstant());
  VERIFY_ERROR(await(events().append(misfit, {})), InvalidInput);
  misfit = sampleComment(id, u"hello"_s, sampleInstant());
  misfit.eventType = u"NoSuchType"_s;
  VERIFY_ERROR(await(events().append(misfit, {})), InvalidInput);
  QCOMPARE(timeline(id).size(), std::size_t{1});
  QCOMPARE(valueOf(await(exceptions().get(id, {}))), before);
}

void EventContract::batchIsAllOrNothing() {
  create(sampleException());
  std::vector<NewExceptionEvent> batch{sampleComment(u"EX-2024-0001"_s, u"fine"_s, sampleInstant()),
                                       sampleCreation(sampleException(u"EX-new"_s)),
                                       statusChange(u"EX-new"_s, u"resolved"_s, u"open"_s, sampleInstant())};
  VERIFY_ERROR(await(events().appendBatch(batch, {})), Conflict);
  VERIFY_ERROR(await(exceptions().get(u"EX-new"_s, {})), NotFound);
  QCOMPARE(timeline(u"EX-2024-0001"_s).size(), std::size_t{1});
  QVERIFY(valueOf(await(events().appendBatch({}, {}))).empty());
}

void EventContract::batchKeepsTheOrderOfEachException() {
  std::vector<NewExceptionEvent> batch;
  const QStringList ids{u"EX-b"_s, u"EX-a"_s, u"EX-c"_s};
  for (const QString& id : ids) {
    batch.push_back(sampleCreation(sampleException(id)));
  }
  const QStringList statuses{u"open"_s, u"analyzing"_s, u"escalated"_s, u"open"_s, u"resolved"_s};
  for (int i = 1; i < statuses.size(); ++i) {
    for (const QString& id : ids) {
      batch.push_back(statusChange(id, statuses[i - 1], statuses[i], sampleInstant() + std::chrono::hours{i}));
    }
  }
  const std::vector<AppendOutcome> outcomes = valueOf(await(events().appendBatch(batch, {})));
  QCOMPARE(outcomes.size(), batch.size());
  for (std::size_t i = 0; i < batch.size(); ++i) {
    QCOMPARE(outcomes[i], (AppendOutcome{batch[i].eventId, static_cast<qint64>(i / 3) + 1, true}));
  }
  for (const QString& id : ids) {
    const Exception row = valueOf(await(exceptions().get(id, {})));
    QCOMPARE(row.status, Status::Resolved);
    QCOMPARE(row.version, 5);
    QCOMPARE(row.resolvedAt, std::optional<Instant>(sampleInstant() + 4h));
    QVERIFY(valueOf(await(events().verifyChain(id, {}))).intact);
    QCOMPARE(valueOf(await(events().stateAfter(id, 5, {}))), row);
  }
}

void EventContract::batchRepeatedAddsOnlyWhatIsNew() {
  std::vector<NewExceptionEvent> batch{sampleCreation(sampleException()),
                                       statusChange(u"EX-2024-0001"_s, u"open"_s, u"analyzing"_s, sampleInstant())};
  VERIFY_OK(await(events().appendBatch(batch, {})));
  batch.push_back(statusChange(u"EX-2024-0001"_s, u"analyzing"_s, u"resolved"_s, sampleInstant() + 1h));
  const std::vector<AppendOutcome> outcomes = valueOf(await(events().appendBatch(batch, {})));
  QCOMPARE(outcomes, (std::vector<AppendOutcome>{
                         {batch[0].eventId, 1, false}, {batch[1].eventId, 2, false}, {batch[2].eventId, 3, true}}));
  QCOMPARE(valueOf(await(exceptions().get(u"EX-2024-0001"_s, {}))).version, 3);
}

void EventContract::eachExceptionForItself() {
  create(sampleException());
  const QString taken = u"EX-2024-0001"_s;
  std::vector<NewExceptionEvent> batch{sampleCreation(sampleException(u"EX-a"_s)),
                                       sampleComment(taken, u"goes with the refused one"_s, sampleInstant()),
                                       statusChange(taken, u"resolved"_s, u"open"_s, sampleInstant()),
                                       sampleComment(u"EX-a"_s, u"fine"_s, sampleInstant()),
                                       sampleComment(u"EX-none"_s, u"of nobody"_s, sampleInstant()),
                                       sampleComment(u"EX-b"_s, {}, sampleInstant())};
  const std::vector<Result<AppendOutcome>> outcomes = valueOf(await(events().appendEach(batch, {})));
  QCOMPARE(outcomes.size(), batch.size());
  VERIFY_OK(outcomes[0]);
  VERIFY_ERROR(outcomes[1], Conflict);
  VERIFY_ERROR(outcomes[2], Conflict);
  VERIFY_OK(outcomes[3]);
  QCOMPARE(outcomes[3]->seq, 2);
  VERIFY_ERROR(outcomes[4], NotFound);
  VERIFY_ERROR(outcomes[5], InvalidInput);
  QCOMPARE(timeline(taken).size(), std::size_t{1});
  QCOMPARE(timeline(u"EX-a"_s).size(), std::size_t{2});
  QVERIFY(valueOf(await(events().appendEach({}, {}))).empty());
}

void EventContract::playbooksBeginOnceForEachApproval() {
  const QString id = create(sampleException()).exceptionId;
  const std::unique_ptr<Database> sue = openAs(u"sue"_s, Access::Supervisor);
  const std::unique_ptr<Session> other = sue->openSession(tenantId());
  const QString approver = onPostgresql() ? sue->login() : u"sue"_s; // An SQLite file has one login.
  const auto make = [&](const char* type, const QJsonObject& payload, const QString& login) {
    NewExceptionEvent event = sampleComment(id, {}, currentInstant());
    event.eventType = QLatin1String(type);
    event.actor = {ActorType::User, login};
    event.payload = payload;
    return event;
  };
  const auto append = [&](const char* type, const QJsonObject& payload) {
    return await(events().append(make(type, payload, database().login()), {}));
  };
  const auto suggest = [&](const QString& suggestionId, const QJsonObject& more = {}) {
    QJsonObject payload{{u"suggestion_id"_s, suggestionId}, {u"summary"_s, u"Run it"_s}, {u"playbook_id"_s, 7}};
    for (auto member = more.begin(); member != more.end(); ++member) {
      payload.insert(member.key(), member.value());
    }
    VERIFY_OK(append(event_types::kResolutionSuggested, payload));
  };
  const auto decide = [&](const char* type, const QString& suggestionId) {
    const QJsonObject payload{{u"suggestion_id"_s, suggestionId}, {u"reason"_s, u"So."_s}};
    VERIFY_OK(await(other->events().append(make(type, payload, approver), {})));
  };
  const auto begin = [&](int playbookId = 7) {
    return append(event_types::kPlaybookStarted,
                  {{u"playbook_id"_s, playbookId}, {u"name"_s, u"P"_s}, {u"version"_s, 1}});
  };
  VERIFY_ERROR(begin(), Conflict);
  suggest(u"s1"_s);
  VERIFY_ERROR(begin(), Conflict);
  decide(event_types::kResolutionApproved, u"s1"_s);
  VERIFY_ERROR(begin(8), Conflict);
  change(id, {{u"owner"_s, u"zoe"_s}});
  VERIFY_ERROR(begin(), Conflict);
  suggest(u"s2"_s);
  decide(event_types::kResolutionApproved, u"s2"_s);
  decide(event_types::kResolutionRejected, u"s2"_s);
  VERIFY_ERROR(begin(), Conflict);
  suggest(u"s3"_s, {{u"step_order"_s, 1}});
  decide(event_types::kResolutionApproved, u"s3"_s);
  VERIFY_ERROR(begin(), Conflict);

  suggest(u"s4"_s);
  decide(event_types::kResolutionApproved, u"s4"_s);
  const NewExceptionEvent start =
      make(event_types::kPlaybookStarted, {{u"playbook_id"_s, 7}, {u"name"_s, u"P"_s}, {u"version"_s, 1}},
           database().login());
  QVERIFY(valueOf(await(events().append(start, {}))).appended);
  // Whoever sends the same once more, as after a lost answer, is told so.
  QVERIFY(!valueOf(await(events().append(start, {}))).appended);
  VERIFY_ERROR(begin(), Conflict);
  // The run that is under way may go on under another approval, and does not begin anew.
  suggest(u"s5"_s);
  decide(event_types::kResolutionApproved, u"s5"_s);
  VERIFY_ERROR(begin(), Conflict);
  VERIFY_OK(append(event_types::kPlaybookCompleted, {{u"playbook_id"_s, 7}, {u"outcome"_s, u"completed"_s}}));
  VERIFY_ERROR(begin(), Conflict);
  suggest(u"s6"_s);
  decide(event_types::kResolutionApproved, u"s6"_s);
  VERIFY_OK(begin());
}

void EventContract::theFirstOfManyInvalidEventsIsNamed() {
  create(sampleException());
  const QString id = u"EX-2024-0001"_s;
  std::vector<NewExceptionEvent> batch;
  for (int i = 0; i < 1'000; ++i) {
    batch.push_back(sampleComment(i % 2 == 0 ? id : u"EX-%1"_s.arg(i), u"comment %1"_s.arg(i), sampleInstant()));
  }
  batch[300].eventType = u"Wrong300"_s;
  batch[900].eventType = u"Wrong900"_s;
  batch[901].exceptionId = id; // After the refused ones, so refused for the first of them.
  const Result<std::vector<AppendOutcome>> whole = await(events().appendBatch(batch, {}));
  VERIFY_ERROR(whole, InvalidInput);
  QVERIFY2(whole.error().message.contains(u"Wrong300"_s), qPrintable(whole.error().message));

  const std::vector<Result<AppendOutcome>> each = valueOf(await(events().appendEach(batch, {})));
  QCOMPARE(each.size(), batch.size());
  for (std::size_t i = 0; i < each.size(); ++i) {
    if (batch[i].exceptionId == id) {
      VERIFY_ERROR(each[i], InvalidInput);
      QVERIFY2(each[i].error().message.contains(u"Wrong300"_s), qPrintable(each[i].error().message));
    } else {
      VERIFY_ERROR(each[i], NotFound);
    }
  }
  QCOMPARE(timeline(id).size(), std::size_t{1});
}

void EventContract::existingNamesThisTenantsEvents() {
  create(sampleException());
  const NewExceptionEvent event = sampleComment(u"EX-2024-0001"_s, u"hello"_s, sampleInstant());
  VERIFY_OK(await(events().append(event, {})));
  const QUuid unknown = newEventId();
  const QHash<QUuid, RecordedEvent> known{{event.eventId, {event.eventType, event.createdAt}}};
  QCOMPARE(valueOf(await(events().existing({event.eventId, unknown}, {}))), known);
  QVERIFY(valueOf(await(events().existing({}, {}))).isEmpty());
  QVERIFY(valueOf(await(otherSession().events().existing({event.eventId}, {}))).isEmpty());
}

void EventContract::existingTakesManyIdsAtOnce() {
  // As an import asks, of a table that has just been filled and has no statistics yet.
  constexpr int kEvents = 3000;
  std::vector<NewExceptionEvent> batch{sampleCreation(sampleException())};
  for (int i = 1; i < kEvents; ++i) {
    batch.push_back(sampleComment(u"EX-2024-0001"_s, u"No. %1"_s.arg(i), sampleInstant()));
  }
  VERIFY_OK(await(events().appendBatch(batch, {})));
  std::vector<QUuid> ids;
  for (const NewExceptionEvent& event : batch) {
    ids.push_back(event.eventId);
    ids.push_back(newEventId());
  }
  QCOMPARE(valueOf(await(events().existing(ids, {}))).size(), kEvents);
}

void EventContract::timelineFilters_data() {
  QTest::addColumn<QStringList>("types");
  QTest::addColumn<int>("actorType");
  QTest::addColumn<QStringList>("actors");
  QTest::addColumn<int>("fromMinute");
  QTest::addColumn<int>("toMinute");
  const QStringList none;
  QTest::newRow("all") << none << -1 << none << -1 << -1;
  QTest::newRow("type") << QStringList{u"CommentAdded"_s} << -1 << none << -1 << -1;
  QTest::newRow("two types") << QStringList{u"CommentAdded"_s, u"servicenow.Awaiting User Info"_s} << -1 << none << -1
                             << -1;
  QTest::newRow("actor type") << none << 1 << none << -1 << -1;
  QTest::newRow("actor") << none << -1 << QStringList{u"actor-1"_s} << -1 << -1;
  QTest::newRow("from") << none << -1 << none << 4 << -1;
  QTest::newRow("range") << none << -1 << none << 2 << 5;
  QTest::newRow("together") << QStringList{u"CommentAdded"_s} << 0 << QStringList{u"actor-0"_s} << 1 << 7;
  QTest::newRow("nothing") << QStringList{u"SlaBreached"_s} << -1 << none << -1 << -1;
}

void EventContract::timelineFilters() {
  QFETCH(QStringList, types);
  QFETCH(int, actorType);
  QFETCH(QStringList, actors);
  QFETCH(int, fromMinute);
  QFETCH(int, toMinute);
  create(sampleException());
  appendSamples(u"EX-2024-0001"_s, 30);
  create(sampleException(u"EX-other"_s));
  appendSamples(u"EX-other"_s, 5);

  EventQuery query;
  query.filter.eventTypes = types;
  if (actorType >= 0) {
    query.filter.actorTypes = {static_cast<ActorType>(actorType)};
  }
  query.filter.actorIds = actors;
  if (fromMinute >= 0) {
    query.filter.created.from = sampleInstant() + std::chrono::minutes{fromMinute};
  }
  if (toMinute >= 0) {
    query.filter.created.to = sampleInstant() + std::chrono::minutes{toMinute};
  }
  std::vector<ExceptionEvent> wanted;
  for (const ExceptionEvent& event : timeline(u"EX-2024-0001"_s)) {
    const bool fits = (types.isEmpty() || types.contains(event.eventType)) &&
                      (actorType < 0 || static_cast<int>(event.actor.type) == actorType) &&
                      (actors.isEmpty() || (event.actor.id && actors.contains(*event.actor.id))) &&
                      (!query.filter.created.from || event.createdAt >= *query.filter.created.from) &&
                      (!query.filter.created.to || event.createdAt < *query.filter.created.to);
    if (fits) {
      wanted.push_back(event);
    }
  }
  query.limit = 4;
  QVERIFY(timeline(u"EX-2024-0001"_s, query) == wanted);
  QCOMPARE(valueOf(await(events().count(u"EX-2024-0001"_s, query.filter, 100, {}))).value,
           static_cast<qint64>(wanted.size()));
}

void EventContract::timelinePagesToTheEnd() {
  create(sampleException());
  appendSamples(u"EX-2024-0001"_s, 45);
  for (const int limit : {1, 7, 46, 200}) {
    EventQuery query;
    query.limit = limit;
    const std::vector<ExceptionEvent> rows = timeline(u"EX-2024-0001"_s, query);
    QCOMPARE(rows.size(), std::size_t{46});
    for (std::size_t i = 1; i < rows.size(); ++i) {
      QVERIFY(std::pair(rows[i - 1].createdAt, rows[i - 1].seq) < std::pair(rows[i].createdAt, rows[i].seq));
    }
  }
  QVERIFY(timeline(u"EX-none"_s).empty());
}

void EventContract::timelineBackwardsAndFurtherOn() {
  create(sampleException());
  appendSamples(u"EX-2024-0001"_s, 30);
  EventQuery all;
  all.limit = 1000;
  const std::vector<ExceptionEvent> wanted = valueOf(await(events().timeline(u"EX-2024-0001"_s, all, {}))).rows;
  const auto seqs = [](const std::vector<ExceptionEvent>& rows, std::size_t from, std::size_t to) {
    QList<qint64> result;
    for (std::size_t i = from; i < std::min(to, rows.size()); ++i) {
      result << rows[i].seq;
    }
    return result;
  };
  const auto read = [&](const EventQuery& query) {
    const std::vector<ExceptionEvent> rows = valueOf(await(events().timeline(u"EX-2024-0001"_s, query, {}))).rows;
    return seqs(rows, 0, rows.size());
  };
  EventQuery query;
  query.limit = 7;
  query.skip = 12;
  QCOMPARE(read(query), seqs(wanted, 12, 19));
  query.skip = 0;
  query.before = timelineCursor(wanted[20]);
  QCOMPARE(read(query), seqs(wanted, 13, 20));
  query.skip = 3;
  QCOMPARE(read(query), seqs(wanted, 10, 17));
  query.before = timelineCursor(wanted[4]);
  query.skip = 0;
  QCOMPARE(read(query), seqs(wanted, 0, 4));
}

void EventContract::vocabularyHasEveryTypeAndActor() {
  create(sampleException());
  QVERIFY(valueOf(await(events().vocabulary(u"EX-none"_s, {}))) == EventVocabulary());
  VERIFY_OK(await(events().append(sampleComment(u"EX-2024-0001"_s, u"first"_s, sampleInstant()), {})));
  NewExceptionEvent other = sampleComment(u"EX-2024-0001"_s, u"second"_s, sampleInstant());
  other.actor = sampleUser(u"bob"_s);
  VERIFY_OK(await(events().append(other, {})));
  const EventVocabulary vocabulary = valueOf(await(events().vocabulary(u"EX-2024-0001"_s, {})));
  QCOMPARE(vocabulary.eventTypes, (QStringList{u"CommentAdded"_s, u"ExceptionCreated"_s}));
  QCOMPARE(vocabulary.actorIds, (QStringList{u"ann"_s, u"bob"_s}));
}

void EventContract::tenantsEventsPageToTheEnd() {
  for (const QString& id : {u"EX-b"_s, u"EX-a"_s}) {
    create(sampleException(id));
    appendSamples(id, 20);
  }
  VERIFY_OK(await(otherSession().exceptions().create(sampleException(), sampleUser(), {}, {})));
  EventQuery query;
  query.limit = 9;
  std::vector<ExceptionEvent> rows;
  do {
    const Page<ExceptionEvent> page = valueOf(await(events().list(query, {})));
    rows.insert(rows.end(), page.rows.begin(), page.rows.end());
    query.after = page.next;
  } while (query.after);
  QCOMPARE(rows.size(), std::size_t{42});
  for (std::size_t i = 1; i < rows.size(); ++i) {
    QVERIFY(std::tuple(rows[i - 1].createdAt, rows[i - 1].exceptionId, rows[i - 1].seq) <
            std::tuple(rows[i].createdAt, rows[i].exceptionId, rows[i].seq));
  }
}

void EventContract::countsEvents() {
  for (const QString& id : {u"EX-b"_s, u"EX-a"_s}) {
    create(sampleException(id));
    appendSamples(id, 20);
  }
  QCOMPARE(valueOf(await(events().count(std::nullopt, {}, 100, {}))), (RowCount{42, true}));
  QCOMPARE(valueOf(await(events().count(u"EX-a"_s, {}, 100, {}))), (RowCount{21, true}));
  const RowCount capped = valueOf(await(events().count(std::nullopt, {}, 10, {})));
  QVERIFY(!capped.exact && capped.value >= 10 && capped.value <= 42);
}

void EventContract::eventsOutOfOrderOfTimeKeepSeqAndUpdatedAt() {
  create(sampleException());
  const NewExceptionEvent late = sampleComment(u"EX-2024-0001"_s, u"late"_s, sampleInstant() + 3h);
  const NewExceptionEvent early = sampleComment(u"EX-2024-0001"_s, u"early"_s, sampleInstant() + 1h);
  VERIFY_OK(await(events().append(late, {})));
  QCOMPARE(valueOf(await(events().append(early, {}))).seq, 3);
  QCOMPARE(valueOf(await(exceptions().get(late.exceptionId, {}))).updatedAt, late.createdAt);
  const std::vector<ExceptionEvent> rows = timeline(late.exceptionId);
  QCOMPARE(rows[1].eventId, early.eventId);
  QCOMPARE(rows[2].eventId, late.eventId);
  QVERIFY(valueOf(await(events().verifyChain(late.exceptionId, {}))).intact);
}

void EventContract::concurrentAppendsKeepOneChain() {
  create(sampleException());
  std::vector<Task<AppendOutcome>> tasks;
  for (int i = 0; i < 20; ++i) {
    tasks.push_back(events().append(sampleComment(u"EX-2024-0001"_s, u"No. %1"_s.arg(i), sampleInstant()), {}));
  }
  QSet<qint64> seqs;
  for (Task<AppendOutcome>& task : tasks) {
    seqs.insert(valueOf(await(std::move(task))).seq);
  }
  QCOMPARE(seqs.size(), 20);
  QCOMPARE(valueOf(await(events().verifyChain(u"EX-2024-0001"_s, {}))), (ChainVerdict{21, true, std::nullopt, {}}));
}

void EventContract::refusesLimitsAndCursors() {
  create(sampleException());
  appendSamples(u"EX-2024-0001"_s, 9);
  for (const int limit : {0, -5, kMaxPageSize + 1}) {
    EventQuery query;
    query.limit = limit;
    VERIFY_ERROR(await(events().timeline(u"EX-2024-0001"_s, query, {})), InvalidInput);
    VERIFY_ERROR(await(events().list(query, {})), InvalidInput);
  }
  EventQuery query;
  query.limit = 3;
  const std::optional<QString> cursor = valueOf(await(events().timeline(u"EX-2024-0001"_s, query, {}))).next;
  QVERIFY(cursor);
  query.after = cursor;
  VERIFY_ERROR(await(events().list(query, {})), InvalidInput);
  query.after = u"nonsense"_s;
  VERIFY_ERROR(await(events().timeline(u"EX-2024-0001"_s, query, {})), InvalidInput);
}

} // namespace sentinai

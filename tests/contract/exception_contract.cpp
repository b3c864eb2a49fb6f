// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/contract/exception_contract.h"

#include "repositories/database/event_id.h"
#include "repositories/records/event_types.h"

#include <QJsonArray>

namespace sentinai {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

void ExceptionContract::createdExceptionReadsBack() {
  const Exception wanted = asCreated(sampleException(), tenantId());
  const Result<Exception> created = await(exceptions().create(sampleException(), sampleUser(), {}, {}));
  VERIFY_OK(created);
  QCOMPARE(*created, wanted);

  const Result<Exception> read = await(exceptions().get(u"EX-2024-0001"_s, {}));
  VERIFY_OK(read);
  QCOMPARE(*read, wanted);
}

void ExceptionContract::everyFieldSurvivesTheRoundTrip() {
  Exception full = sampleException(u"Fälle/№ 7 \U0001f4a5 '\"\\%_"_s);
  full.entity = u"O'Hara & Söhne — \"Zürich\""_s;
  full.amount = Decimal::parse(u"-123456789012345678901234567890.123456789012345");
  full.owner = u"triage-agent"_s;
  full.currentPlaybookId = 12;
  full.currentStep = 3;
  full.createdAt = sampleInstant() + 123456us;
  full.slaDeadline = sampleInstant() + 999999us;
  QCOMPARE(create(full), asCreated(full, tenantId()));

  Exception sparse = sampleException(u"EX-sparse"_s);
  sparse.entity.clear();
  sparse.amount.reset();
  sparse.currency.reset();
  sparse.slaDeadline.reset();
  sparse.status = Status::Resolved;
  sparse.createdAt = Instant{std::chrono::sys_days{std::chrono::July / 1 / 1969}};
  QCOMPARE(create(sparse), asCreated(sparse, tenantId()));
}

void ExceptionContract::unknownExceptionIsNotFound() {
  const Result<Exception> read = await(exceptions().get(u"EX-none"_s, {}));
  VERIFY_ERROR(read, NotFound);
}

void ExceptionContract::getAllReturnsThoseThatExist() {
  createAll(sampleExceptions(5));
  const std::vector<Exception> some =
      valueOf(await(exceptions().getAll({u"EX-000003"_s, u"EX-none"_s, u"EX-000001"_s, u"EX-000003"_s}, {})));
  QStringList ids = idsOf(some);
  ids.sort();
  QCOMPARE(ids, (QStringList{u"EX-000001"_s, u"EX-000003"_s}));
  QVERIFY(valueOf(await(exceptions().getAll({}, {}))).empty());
}

void ExceptionContract::creatingTwiceIsAConflict() {
  create(sampleException());
  Exception other = sampleException();
  other.severity = Severity::Low;
  const Result<Exception> again = await(exceptions().create(other, sampleUser(), {}, {}));
  VERIFY_ERROR(again, Conflict);
  QCOMPARE(valueOf(await(exceptions().get(other.exceptionId, {}))).severity, Severity::High);
}

void ExceptionContract::creatingAgainWithTheSameKeyGivesTheRow() {
  const QUuid key = newEventId();
  const Exception first = valueOf(await(exceptions().create(sampleException(), sampleUser(), key, {})));
  const Exception changed = change(first.exceptionId, {{u"status"_s, u"analyzing"_s}});

  const Result<Exception> again = await(exceptions().create(sampleException(), sampleUser(), key, {}));
  VERIFY_OK(again);
  QCOMPARE(*again, changed);
  QCOMPARE(valueOf(await(events().count(first.exceptionId, {}, 100, {}))).value, 2);

  Exception later = sampleException();
  later.createdAt += std::chrono::seconds(1);
  const Result<Exception> byAnotherClock = await(exceptions().create(later, sampleUser(), key, {}));
  VERIFY_OK(byAnotherClock);
  QCOMPARE(*byAnotherClock, changed);
}

void ExceptionContract::creatingOtherContentWithTheSameKeyIsAConflict() {
  const QUuid key = newEventId();
  VERIFY_OK(await(exceptions().create(sampleException(), sampleUser(), key, {})));
  Exception other = sampleException();
  other.severity = Severity::Low;
  VERIFY_ERROR(await(exceptions().create(other, sampleUser(), key, {})), Conflict);
  VERIFY_ERROR(await(exceptions().create(sampleException(u"EX-other"_s), sampleUser(), key, {})), Conflict);
  VERIFY_ERROR(await(exceptions().get(u"EX-other"_s, {})), NotFound);
}

void ExceptionContract::updateChangesRowAndTimelineTogether() {
  const Exception before = create(sampleException());
  ExceptionUpdate update;
  update.exceptionId = before.exceptionId;
  update.expectedVersion = 1;
  update.patch.setStatus(Status::Escalated).setSeverity(Severity::Critical).setOwner(u"bob"_s);
  update.comment = u"Counterparty does not answer."_s;
  update.actor = sampleUser(u"bob"_s);
  const Result<Exception> after = await(exceptions().update(update, {}));
  VERIFY_OK(after);

  Exception wanted = before;
  wanted.status = Status::Escalated;
  wanted.severity = Severity::Critical;
  wanted.owner = u"bob"_s;
  wanted.version = 4; // one more for each event with changes
  wanted.updatedAt = after->updatedAt;
  QCOMPARE(*after, wanted);
  QVERIFY(after->updatedAt > before.updatedAt);

  const Page<ExceptionEvent> timeline = valueOf(await(events().timeline(before.exceptionId, {}, {})));
  QStringList types;
  for (const ExceptionEvent& event : timeline.rows) {
    types << event.eventType;
  }
  QCOMPARE(types, (QStringList{u"ExceptionCreated"_s, u"StatusChanged"_s, u"SeverityChanged"_s, u"OwnerAssigned"_s,
                               u"CommentAdded"_s}));
  QCOMPARE(timeline.rows[1].payloadObject(),
           (QJsonObject{{u"changes"_s,
                         QJsonObject{{u"status"_s, QJsonObject{{u"from"_s, u"open"_s}, {u"to"_s, u"escalated"_s}}}}}}));
  QCOMPARE(timeline.rows[4].actor, sampleUser(u"bob"_s));
}

void ExceptionContract::updateWithoutChangeWritesNothing() {
  const Exception before = create(sampleException());
  QCOMPARE(change(before.exceptionId, {{u"status"_s, u"open"_s}, {u"amount"_s, u"1250000.5"_s}}), before);
  QCOMPARE(valueOf(await(events().count(before.exceptionId, {}, 100, {}))).value, 1);
}

void ExceptionContract::commentAloneChangesNoField() {
  const Exception before = create(sampleException());
  Exception after = change(before.exceptionId, {}, u"Seen."_s);
  QVERIFY(after.updatedAt > before.updatedAt);
  after.updatedAt = before.updatedAt;
  QCOMPARE(after, before);
}

void ExceptionContract::updateOfAStaleVersionIsAConflict() {
  const Exception before = create(sampleException());
  change(before.exceptionId, {{u"owner"_s, u"ann"_s}});
  ExceptionUpdate late;
  late.exceptionId = before.exceptionId;
  late.expectedVersion = before.version;
  late.patch.setStatus(Status::Resolved);
  late.actor = sampleUser(u"bob"_s);
  VERIFY_ERROR(await(exceptions().update(late, {})), Conflict);
  const Exception now = valueOf(await(exceptions().get(before.exceptionId, {})));
  QCOMPARE(now.status, Status::Open);
  QCOMPARE(now.version, 2);
}

void ExceptionContract::updateOfNothingIsNotFound() {
  ExceptionUpdate update;
  update.exceptionId = u"EX-none"_s;
  update.expectedVersion = 1;
  update.patch.setStatus(Status::Resolved);
  VERIFY_ERROR(await(exceptions().update(update, {})), NotFound);
}

void ExceptionContract::updateAgainWithTheSameKeySucceedsOnce() {
  const Exception before = create(sampleException());
  ExceptionUpdate update;
  update.exceptionId = before.exceptionId;
  update.expectedVersion = before.version;
  update.patch.setSeverity(Severity::Low);
  update.comment = u"Agreed by phone."_s;
  update.actor = sampleUser();
  update.idempotencyKey = newEventId();
  const Exception after = valueOf(await(exceptions().update(update, {})));
  const Result<Exception> again = await(exceptions().update(update, {}));
  VERIFY_OK(again);
  QCOMPARE(*again, after);
  QCOMPARE(valueOf(await(events().count(before.exceptionId, {}, 100, {}))).value, 3);
}

void ExceptionContract::commentingAgainWithTheSameKeySucceedsOnce() {
  const Exception before = create(sampleException());
  ExceptionUpdate update;
  update.exceptionId = before.exceptionId;
  update.expectedVersion = before.version; // A comment leaves it as it is.
  update.comment = u"Agreed by phone."_s;
  update.actor = sampleUser();
  update.idempotencyKey = newEventId();
  VERIFY_OK(await(exceptions().update(update, {})));
  VERIFY_OK(await(exceptions().update(update, {})));
  QCOMPARE(valueOf(await(events().count(before.exceptionId, {}, 100, {}))).value, 2);
}

void ExceptionContract::resolvingAndReopeningKeepsResolvedAt() {
  const QString id = create(sampleException()).exceptionId;
  const Exception resolved = change(id, {{u"status"_s, u"resolved"_s}});
  QCOMPARE(resolved.resolvedAt, std::optional<Instant>(resolved.updatedAt));

  const Exception touched = change(id, {{u"owner"_s, u"bob"_s}});
  QCOMPARE(touched.resolvedAt, resolved.resolvedAt);

  const Exception reopened = change(id, {{u"status"_s, u"open"_s}});
  QVERIFY(!reopened.resolvedAt);
}

void ExceptionContract::ofConcurrentUpdatesExactlyOneWins() {
  const Exception before = create(sampleException());
  std::vector<Task<Exception>> tasks;
  for (int i = 0; i < 8; ++i) {
    ExceptionUpdate update;
    update.exceptionId = before.exceptionId;
    update.expectedVersion = before.version;
    update.patch.setOwner(u"login-%1"_s.arg(i));
    update.actor = sampleUser(u"login-%1"_s.arg(i));
    tasks.push_back(exceptions().update(update, {}));
  }
  std::optional<Exception> winner;
  int conflicts = 0;
  for (Task<Exception>& task : tasks) {
    const Result<Exception> outcome = await(std::move(task));
    if (outcome) {
      QVERIFY(!winner);
      winner = *outcome;
    } else {
      VERIFY_ERROR(outcome, Conflict);
      ++conflicts;
    }
  }
  QVERIFY(winner);
  QCOMPARE(conflicts, 7);
  QCOMPARE(valueOf(await(exceptions().get(before.exceptionId, {}))), *winner);
  QCOMPARE(winner->version, 2);
  QCOMPARE(valueOf(await(events().verifyChain(before.exceptionId, {}))).events, 2);
}

void ExceptionContract::upsertCreatesThenUpdatesThenRests() {
  Exception wanted = sampleException();
  const UpsertOutcome created = valueOf(await(exceptions().upsert(wanted, sampleUser(), {})));
  QVERIFY(created.kind == UpsertOutcome::Kind::Created);
  QCOMPARE(created.exception, asCreated(wanted, tenantId()));

  wanted.status = Status::Analyzing;
  wanted.entity = u"ACME"_s;
  wanted.amount.reset();
  const UpsertOutcome updated = valueOf(await(exceptions().upsert(wanted, sampleUser(), {})));
  QVERIFY(updated.kind == UpsertOutcome::Kind::Updated);
  QCOMPARE(toStateJson(updated.exception), toStateJson(wanted));

  const UpsertOutcome rested = valueOf(await(exceptions().upsert(wanted, sampleUser(), {})));
  QVERIFY(rested.kind == UpsertOutcome::Kind::Unchanged);
  QCOMPARE(rested.exception, updated.exception);
}

void ExceptionContract::bulkUpdateTellsEachOutcome() {
  createAll(sampleExceptions(4));
  change(u"EX-000001"_s, {{u"owner"_s, u"someone-else"_s}});
  std::vector<ExceptionUpdate> updates;
  for (const QString& id : {u"EX-000002"_s, u"EX-none"_s, u"EX-000001"_s, u"EX-000000"_s}) {
    ExceptionUpdate update;
    update.exceptionId = id;
    update.expectedVersion = 1;
    update.patch.setOwner(u"carol"_s);
    update.actor = sampleUser();
    updates.push_back(update);
  }
  const std::vector<BulkOutcome> outcomes = valueOf(await(exceptions().bulkUpdate(updates, {})));
  QCOMPARE(outcomes.size(), std::size_t{4});
  QCOMPARE(outcomes[0].exceptionId, u"EX-000002"_s);
  VERIFY_OK(outcomes[0].outcome);
  QCOMPARE(outcomes[0].outcome->owner, std::optional<QString>(u"carol"_s));
  QCOMPARE(outcomes[0].outcome->version, 2);
  VERIFY_ERROR(outcomes[1].outcome, NotFound);
  VERIFY_ERROR(outcomes[2].outcome, Conflict);
  VERIFY_OK(outcomes[3].outcome);
  QCOMPARE(valueOf(await(exceptions().get(u"EX-000001"_s, {}))).owner, std::optional<QString>(u"someone-else"_s));
  QVERIFY(valueOf(await(exceptions().bulkUpdate({}, {}))).empty());
}

void ExceptionContract::refusesValuesThatDoNotFit_data() {
  QTest::addColumn<QString>("field");
  QTest::addColumn<QJsonValue>("value");
  QTest::newRow("id empty") << u"exception_id"_s << QJsonValue(QString());
  QTest::newRow("id too long") << u"exception_id"_s << QJsonValue(QString(129, u'x'));
  QTest::newRow("id with NUL") << u"exception_id"_s << QJsonValue(u"EX"_s + QChar(0) + u"1"_s);
  QTest::newRow("domain empty") << u"domain"_s << QJsonValue(QString());
  QTest::newRow("type too long") << u"type"_s << QJsonValue(QString(513, u'x'));
  QTest::newRow("entity with line break") << u"entity"_s << QJsonValue(u"A\nB"_s);
  QTest::newRow("entity with NUL") << u"entity"_s << QJsonValue(QString(QChar(0)));
  QTest::newRow("source without Unicode") << u"source_system"_s << QJsonValue(QString(QChar(0xd800)));
  QTest::newRow("owner empty") << u"owner"_s << QJsonValue(QString());
  QTest::newRow("currency spelled out") << u"currency"_s << QJsonValue(u"Euro"_s);
}

void ExceptionContract::refusesValuesThatDoNotFit() {
  QFETCH(QString, field);
  QFETCH(QJsonValue, value);
  const QString text = value.toString();
  Exception exception = sampleException();
  const QHash<QString, std::function<void()>> setters{{u"exception_id"_s, [&] { exception.exceptionId = text; }},
                                                      {u"domain"_s, [&] { exception.domain = text; }},
                                                      {u"type"_s, [&] { exception.type = text; }},
                                                      {u"entity"_s, [&] { exception.entity = text; }},
                                                      {u"source_system"_s, [&] { exception.sourceSystem = text; }},
                                                      {u"owner"_s, [&] { exception.owner = text; }},
                                                      {u"currency"_s, [&] { exception.currency = text; }}};
  setters.value(field)();
  VERIFY_ERROR(await(exceptions().create(exception, sampleUser(), {}, {})), InvalidInput);
  QCOMPARE(valueOf(await(exceptions().count({}, 100, {}))).value, 0);

  if (field != u"exception_id") {
    VERIFY_ERROR(ExceptionPatch::fromJson({{field, value}}), InvalidInput);
  }
}

void ExceptionContract::patchRefusesUnknownFields() {
  VERIFY_ERROR(ExceptionPatch::fromJson({{u"colour"_s, u"red"_s}}), InvalidInput);
  VERIFY_ERROR(ExceptionPatch::fromJson({{u"version"_s, 7}}), InvalidInput);
  VERIFY_ERROR(ExceptionPatch::fromJson({{u"tenant_id"_s, u"other"_s}}), InvalidInput);
}

} // namespace sentinai

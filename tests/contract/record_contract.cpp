// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/contract/record_contract.h"

#include "repositories/database/checkpoint_root.h"
#include "repositories/database/event_hash.h"
#include "repositories/records/event_types.h"

#include <QJsonArray>
#include <random>

namespace sentinai {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

void RecordContract::replayGivesTheRow() {
  std::mt19937 random(20240304);
  const auto below = [&random](quint32 bound) { return static_cast<int>(random() % bound); };
  for (int number = 0; number < 5; ++number) {
    const QString id = u"EX-%1"_s.arg(number);
    create(sampleException(id));
    for (int i = 0; i < 20; ++i) {
      QJsonObject fields;
      const QList<std::function<void()>> wishes{
          [&] { fields.insert(u"status"_s, toText(static_cast<Status>(below(4)))); },
          [&] { fields.insert(u"severity"_s, toText(static_cast<Severity>(below(4)))); },
          [&] { fields.insert(u"owner"_s, below(2) != 0 ? QJsonValue(u"ann"_s) : QJsonValue()); },
          [&] { fields.insert(u"amount"_s, below(3) != 0 ? QJsonValue(QString::number(below(100))) : QJsonValue()); },
          [&] { fields.insert(u"entity"_s, below(2) != 0 ? u"Zürich"_s : QString()); },
          [&] { fields.insert(u"sla_deadline"_s, toIsoText(sampleInstant() + std::chrono::minutes{below(500)})); },
          [&] { fields.insert(u"current_step"_s, below(2) != 0 ? QJsonValue(below(9)) : QJsonValue()); }};
      for (int n = 0; n <= below(3); ++n) {
        wishes[below(static_cast<quint32>(wishes.size()))]();
      }
      const Exception row = change(id, fields, below(3) == 0 ? u"noted"_s : QString());
      const qint64 last = valueOf(await(events().count(id, {}, 1000, {}))).value;
      QCOMPARE(valueOf(await(events().stateAfter(id, last, {}))), row);
    }
    const Exception row = valueOf(await(exceptions().get(id, {})));
    QCOMPARE(valueOf(await(events().stateAt(id, row.updatedAt, {}))), row);
  }
  VERIFY_ERROR(await(events().stateAfter(u"EX-none"_s, 1, {})), NotFound);
  VERIFY_ERROR(await(events().stateAfter(u"EX-0"_s, 100000, {})), NotFound);
}

void RecordContract::stateAtATimeInThePast() {
  const Exception created = create(sampleException());
  const QString id = created.exceptionId;
  VERIFY_OK(await(events().append(statusChange(id, u"open"_s, u"analyzing"_s, sampleInstant() + 1h), {})));
  VERIFY_OK(await(events().append(statusChange(id, u"analyzing"_s, u"resolved"_s, sampleInstant() + 2h), {})));
  const auto statusAt = [&](Instant at) { return valueOf(await(events().stateAt(id, at, {}))).status; };
  QCOMPARE(valueOf(await(events().stateAt(id, sampleInstant(), {}))), created);
  QCOMPARE(statusAt(sampleInstant() + 1h - 1us), Status::Open);
  QCOMPARE(statusAt(sampleInstant() + 1h), Status::Analyzing);
  QCOMPARE(statusAt(sampleInstant() + 30h), Status::Resolved);
  VERIFY_ERROR(await(events().stateAt(id, sampleInstant() - 1us, {})), NotFound);
}

void RecordContract::verifyNamesTheFirstBadEvent() {
  create(sampleException());
  const QString id = u"EX-2024-0001"_s;
  appendSamples(id, 5);
  QCOMPARE(valueOf(await(events().verifyChain(id, {}))), (ChainVerdict{6, true, std::nullopt, {}}));
  VERIFY_ERROR(await(events().verifyChain(u"EX-none"_s, {})), NotFound);

  const auto tamper = [this](const QString& sql) {
    testDatabase().executeBehindTheBack(
        sql.arg(testDatabase().table(u"exception_event"_s), u"tenant_id = '%1'"_s.arg(tenantId())));
  };
  tamper(u"UPDATE %1 SET actor_id = 'mallory' WHERE %2 AND seq = 5"_s);
  ChainVerdict verdict = valueOf(await(events().verifyChain(id, {})));
  QVERIFY(!verdict.intact);
  QCOMPARE(verdict.firstBadSeq, std::optional<qint64>(5));
  QVERIFY(!verdict.problem.isEmpty());

  tamper(u"UPDATE %1 SET payload = '{\"text\":\"forged\"}' WHERE %2 AND seq = 3"_s);
  QCOMPARE(valueOf(await(events().verifyChain(id, {}))).firstBadSeq, std::optional<qint64>(3));

  tamper(u"DELETE FROM %1 WHERE %2 AND seq = 2"_s);
  verdict = valueOf(await(events().verifyChain(id, {})));
  QVERIFY(!verdict.intact);
  QVERIFY(verdict.firstBadSeq && *verdict.firstBadSeq <= 3);
}

void RecordContract::chainsAreReadOneAfterTheOther() {
  // By the bytes of the ids: U+FF21 comes before U+1D538 in UTF-8, but not in UTF-16.
  const QStringList ids{u"EX-A"_s, u"EX-a"_s, u"EX-\uff21"_s, u"EX-\U0001d538"_s};
  for (qsizetype i = ids.size(); i-- > 0;) {
    create(sampleException(ids[i]));
    appendSamples(ids[i], 2);
  }
  VERIFY_OK(await(otherSession().exceptions().create(sampleException(u"EX-B"_s), sampleUser(), {}, {})));
  EventPosition position;
  QStringList read;
  for (;;) {
    const std::vector<ExceptionEvent> part = valueOf(await(events().chains(position, 5, {})));
    for (const ExceptionEvent& event : part) {
      read << u"%1 %2"_s.arg(event.exceptionId).arg(event.seq);
      QCOMPARE(event.hash, eventHash(event));
      position.pass(event);
    }
    if (part.size() < 5) {
      break;
    }
  }
  QStringList wanted;
  for (const QString& id : ids) {
    for (int seq = 1; seq <= 3; ++seq) {
      wanted << u"%1 %2"_s.arg(id).arg(seq);
    }
  }
  QCOMPARE(read, wanted);
}

void RecordContract::openingsAreWhatIntakeKnew() {
  const auto normalise = [this](const QString& exceptionId) {
    NewExceptionEvent event = sampleComment(exceptionId, {}, sampleInstant());
    event.eventType = QLatin1String(event_types::kExceptionNormalized);
    event.payload = {{u"normalizer"_s, u"pack"_s}};
    VERIFY_OK(await(events().append(event, {})));
  };
  for (const QString& id : {u"EX-B"_s, u"EX-A"_s, u"EX-C"_s, u"EX-D"_s}) {
    create(sampleException(id));
  }
  normalise(u"EX-A"_s);
  normalise(u"EX-A"_s);
  appendSamples(u"EX-B"_s, 2);
  normalise(u"EX-B"_s);
  VERIFY_OK(await(otherSession().exceptions().create(sampleException(u"EX-X"_s), sampleUser(), {}, {})));
  QStringList read;
  for (const ExceptionEvent& event :
       valueOf(await(events().openings({u"EX-C"_s, u"EX-B"_s, u"EX-A"_s, u"EX-X"_s, u"EX-None"_s}, {})))) {
    read << u"%1 %2 %3"_s.arg(event.exceptionId).arg(event.seq).arg(event.eventType);
    QCOMPARE(event.hash, eventHash(event));
  }
  QCOMPARE(read, (QStringList{u"EX-A 1 ExceptionCreated"_s, u"EX-A 2 ExceptionNormalized"_s,
                              u"EX-B 1 ExceptionCreated"_s, u"EX-C 1 ExceptionCreated"_s}));
  QVERIFY(valueOf(await(events().openings({}, {}))).empty());
}

void RecordContract::checkpointsAreNumberedAndKept() {
  CheckpointRepository& checkpoints = session().checkpoints();
  QVERIFY(valueOf(await(checkpoints.list({}))).empty());
  create(sampleException());
  const Instant cut = valueOf(await(checkpoints.cut({})));
  const ExceptionEvent first = valueOf(await(events().chains({}, 1, {}))).front();
  QVERIFY(first.recordedAt <= cut);
  appendSamples(sampleException().exceptionId, 1);
  QVERIFY(valueOf(await(events().chains({}, 2, {}))).back().recordedAt > cut);

  CheckpointRoot root(tenantId(), cut);
  root.add(first.exceptionId, first.seq, first.hash);
  Checkpoint wanted;
  wanted.at = cut;
  wanted.exceptions = 1;
  wanted.events = 1;
  wanted.root = root.result();
  const Checkpoint one = valueOf(await(checkpoints.record(wanted, {})));
  const Checkpoint two = valueOf(await(checkpoints.record(wanted, {})));
  QCOMPARE(one.number, 1);
  QCOMPARE(two.number, 2);
  QVERIFY(!one.createdBy.isEmpty() && one.createdAt >= cut);
  QCOMPARE(one.root, wanted.root);
  QVERIFY(valueOf(await(checkpoints.list({}))) == (std::vector<Checkpoint>{one, two}));
  QVERIFY(valueOf(await(otherSession().checkpoints().list({}))).empty());

  Checkpoint wrong = wanted;
  wrong.root = "short";
  VERIFY_ERROR(await(checkpoints.record(wrong, {})), InvalidInput);
  wrong = wanted;
  wrong.at = currentInstant() + std::chrono::hours{1};
  VERIFY_ERROR(await(checkpoints.record(wrong, {})), InvalidInput);
  VERIFY_OK(await(database().tenants().setStatus(tenantId(), TenantStatus::Suspended, {})));
  VERIFY_ERROR(await(checkpoints.record(wanted, {})), PermissionDenied);
}

} // namespace sentinai

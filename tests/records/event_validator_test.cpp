// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/database/event_validator.h"

#include "repositories/database/event_id.h"
#include "repositories/database/exception_state.h"
#include "repositories/records/event_types.h"
#include "tests/support/check.h"
#include "tests/support/sample_exceptions.h"

#include <QJsonArray>
#include <QTest>

using namespace sentinai;
using namespace Qt::StringLiterals;

/// What may be written to a timeline, and how a refusal reads.
class EventValidatorTest : public QObject {
  Q_OBJECT

  static NewExceptionEvent event(const char* type, const QJsonObject& payload) {
    NewExceptionEvent event = sampleComment(u"EX-1"_s, u"unused"_s, sampleInstant());
    event.eventType = QLatin1String(type);
    event.payload = payload;
    return event;
  }

  static QJsonObject change(const QString& field, const QJsonValue& from, const QJsonValue& to) {
    return {{u"changes"_s, QJsonObject{{field, QJsonObject{{u"from"_s, from}, {u"to"_s, to}}}}}};
  }

private Q_SLOTS:
  void everyStandardTypeHasASchema() {
    // An empty payload fits none of them: each requires something.
    for (const char* type : event_types::kStandard) {
      const Result<Done> checked = validateEvent(event(type, {}));
      VERIFY_ERROR(checked, InvalidInput);
    }
  }

  void creationCarriesTheWholeState() {
    const QJsonObject state = toStateJson(sampleException());
    VERIFY_OK(validateEvent(event(event_types::kExceptionCreated, {{u"state"_s, state}})));

    for (const QString& field : state.keys()) {
      QJsonObject partial = state;
      partial.remove(field);
      VERIFY_ERROR(validateEvent(event(event_types::kExceptionCreated, {{u"state"_s, partial}})), InvalidInput);
    }
    QJsonObject extra = state;
    extra.insert(u"version"_s, 7);
    VERIFY_ERROR(validateEvent(event(event_types::kExceptionCreated, {{u"state"_s, extra}})), InvalidInput);

    QJsonObject withChanges = change(u"status"_s, u"open"_s, u"resolved"_s);
    withChanges.insert(u"state"_s, state);
    VERIFY_ERROR(validateEvent(event(event_types::kExceptionCreated, withChanges)), InvalidInput);
  }

  void changesNameKnownFieldsAndFittingValues_data() {
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QJsonObject>("payload");
    QTest::addColumn<bool>("fits");
    const QByteArray status = event_types::kStatusChanged;
    const QByteArray attributes = event_types::kAttributesChanged;
    QTest::newRow("status") << status << change(u"status"_s, u"open"_s, u"resolved"_s) << true;
    QTest::newRow("no such status") << status << change(u"status"_s, u"open"_s, u"closed"_s) << false;
    QTest::newRow("changes nothing") << status << change(u"status"_s, u"open"_s, u"open"_s) << false;
    QTest::newRow("another field") << status << change(u"severity"_s, u"low"_s, u"high"_s) << false;
    QTest::newRow("owner taken away") << QByteArray(event_types::kOwnerAssigned)
                                      << change(u"owner"_s, u"ann"_s, QJsonValue::Null) << true;
    QTest::newRow("unknown field") << QByteArray("bank.Amended") << change(u"colour"_s, u"red"_s, u"blue"_s) << false;
    QTest::newRow("version") << QByteArray("bank.Amended") << change(u"version"_s, 1, 2) << false;
    QTest::newRow("foreign type that changes")
        << QByteArray("bank.Amended") << change(u"amount"_s, u"1"_s, u"1.5"_s) << true;
    QTest::newRow("amount as number") << attributes << change(u"amount"_s, u"1"_s, 1.5) << false;
    QTest::newRow("amount spelled otherwise") << attributes << change(u"amount"_s, u"1"_s, u"1.50"_s) << false;
    QTest::newRow("time with offset") << attributes
                                      << change(u"sla_deadline"_s, QJsonValue::Null, u"2026-03-01T09:00:00+01:00"_s)
                                      << false;
    QTest::newRow("time in UTC") << attributes << change(u"sla_deadline"_s, QJsonValue::Null, u"2026-03-01T08:00:00Z"_s)
                                 << true;
    QTest::newRow("step") << attributes << change(u"current_step"_s, QJsonValue::Null, 2) << true;
    QTest::newRow("half a step") << attributes << change(u"current_step"_s, QJsonValue::Null, 2.5) << false;
    QTest::newRow("control character") << attributes << change(u"entity"_s, u"A"_s, u"A\u0007B"_s) << false;
    QTest::newRow("byte-order mark") << attributes << change(u"entity"_s, u"A"_s, u"\uFEFFA"_s) << false;
    QTest::newRow("byte-order mark taken away") << attributes << change(u"entity"_s, u"\uFEFFA"_s, u"A"_s) << true;
    QTest::newRow("too long") << attributes << change(u"entity"_s, u"A"_s, QString(513, u'x')) << false;
    QTest::newRow("list") << QByteArray("bank.Amended") << QJsonObject{{u"changes"_s, QJsonArray{1}}} << false;
    QTest::newRow("no from") << QByteArray("bank.Amended")
                             << QJsonObject{{u"changes"_s, QJsonObject{{u"owner"_s, QJsonObject{{u"to"_s, u"ann"_s}}}}}}
                             << false;
  }

  void changesNameKnownFieldsAndFittingValues() {
    QFETCH(QByteArray, type);
    QFETCH(QJsonObject, payload);
    QFETCH(bool, fits);
    const Result<Done> checked = validateEvent(event(type.constData(), payload));
    if (fits) {
      VERIFY_OK(checked);
    } else {
      VERIFY_ERROR(checked, InvalidInput);
    }
  }

  void aRefusalNamesThePlace() {
    const auto message = [](const NewExceptionEvent& refused) { return validateEvent(refused).error().message; };
    QVERIFY(message(event(event_types::kTriageCompleted, {{u"rationale"_s, u"odd"_s}, {u"confidence"_s, 1.5}}))
                .startsWith(u"payload.confidence"_s));
    QVERIFY(message(event("bank.Amended", change(u"severity"_s, u"low"_s, u"dire"_s)))
                .contains(u"low, medium, high, critical"_s));
  }

  void foreignTypesHaveTheirForm_data() {
    QTest::addColumn<QString>("type");
    QTest::addColumn<bool>("fits");
    QTest::newRow("with spaces") << u"servicenow.Awaiting User Info"_s << true;
    QTest::newRow("with slash") << u"vinst.Accepted/In Progress"_s << true;
    QTest::newRow("umlaut behind the point") << u"bank-1.Geprüft"_s << true;
    QTest::newRow("no prefix") << u".Accepted"_s << false;
    QTest::newRow("no name") << u"vinst."_s << false;
    QTest::newRow("blank name") << u"vinst. "_s << false;
    QTest::newRow("prefix with space") << u"my source.Accepted"_s << false;
    QTest::newRow("unknown plain") << u"StatusChangd"_s << false;
    QTest::newRow("empty") << QString() << false;
    QTest::newRow("too long") << u"a."_s + QString(200, u'x') << false;
    QTest::newRow("line break") << u"a.b\nc"_s << false;
  }

  void foreignTypesHaveTheirForm() {
    QFETCH(QString, type);
    QFETCH(bool, fits);
    const Result<Done> checked = validateEvent(event(type.toUtf8().constData(), {{u"anything"_s, QJsonArray{1, 2}}}));
    QCOMPARE(checked.has_value(), fits);
  }

  void headIsWithinItsBounds() {
    const NewExceptionEvent good = sampleComment(u"EX-1"_s, u"Called the counterparty.\nNo answer."_s, sampleInstant());
    VERIFY_OK(validateEvent(good));

    NewExceptionEvent bad = good;
    bad.eventId = QUuid();
    VERIFY_ERROR(validateEvent(bad), InvalidInput);
    for (const QString& id :
         {QString(), QString(129, u'x'), u"EX\n1"_s, u"EX"_s + QChar(0), QString(QChar(0xd800)), u"\uFEFFEX"_s}) {
      bad = good;
      bad.exceptionId = id;
      VERIFY_ERROR(validateEvent(bad), InvalidInput);
      bad = good;
      bad.actor.id = id + QString(id.isEmpty() ? 0 : 200, u'y');
      VERIFY_ERROR(validateEvent(bad), InvalidInput);
    }
    bad = good;
    bad.createdAt = Instant{std::chrono::sys_days{std::chrono::January / 1 / 10000}};
    VERIFY_ERROR(validateEvent(bad), InvalidInput);
    bad = good;
    bad.expectedVersion = 0;
    VERIFY_ERROR(validateEvent(bad), InvalidInput);
  }

  void payloadHoldsOnlyWhatADatabaseTakes() {
    VERIFY_ERROR(validateEvent(event("a.b", {{u"text"_s, u"a"_s + QChar(0)}})), InvalidInput);
    VERIFY_ERROR(validateEvent(event("a.b", {{u"k"_s + QChar(0), 1}})), InvalidInput);
    VERIFY_ERROR(validateEvent(event("a.b", {{u"text"_s, QString(QChar(0xdc00))}})), InvalidInput);
    // {"text":"…"} takes eleven bytes more than its text, and a control character takes six.
    VERIFY_OK(validateEvent(event("a.b", {{u"text"_s, QString(1024 * 1024 - 11, u'x')}})));
    VERIFY_ERROR(validateEvent(event("a.b", {{u"text"_s, QString(1024 * 1024 - 10, u'x')}})), InvalidInput);
    VERIFY_ERROR(validateEvent(event("a.b", {{u"text"_s, QString(200'000, QChar(1))}})), InvalidInput);
    QJsonArray numbers;
    for (int i = 0; i < 600'000; ++i) {
      numbers.append(1);
    }
    VERIFY_ERROR(validateEvent(event("a.b", {{u"numbers"_s, numbers}})), InvalidInput);
    QJsonValue deep = 1;
    for (int i = 0; i < 100; ++i) {
      deep = QJsonArray{deep};
    }
    VERIFY_ERROR(validateEvent(event("a.b", {{u"deep"_s, deep}})), InvalidInput);
    VERIFY_ERROR(validateEvent(event(event_types::kCommentAdded, {{u"text"_s, QString(10001, u'x')}})), InvalidInput);
    VERIFY_ERROR(validateEvent(event(event_types::kSlaBreached, {{u"deadline"_s, u"yesterday"_s}})), InvalidInput);
  }
};

QTEST_GUILESS_MAIN(EventValidatorTest)
#include "event_validator_test.moc"

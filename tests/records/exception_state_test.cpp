// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/database/exception_state.h"

#include "tests/support/check.h"
#include "tests/support/sample_exceptions.h"

#include <QJsonDocument>

using namespace sentinai;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// Patches, changes and replay: the rules by which events make a row.
class ExceptionStateTest : public QObject {
  Q_OBJECT

  static ExceptionEvent recorded(const NewExceptionEvent& event) {
    ExceptionEvent read;
    read.eventId = event.eventId;
    read.exceptionId = event.exceptionId;
    read.tenantId = u"bank"_s;
    read.eventType = event.eventType;
    read.actor = event.actor;
    read.payload = QJsonDocument(event.payload).toJson(QJsonDocument::Compact);
    read.createdAt = event.createdAt;
    return read;
  }

  static ExceptionEvent changeEvent(const QJsonObject& changes, Instant at) {
    NewExceptionEvent event = sampleComment(u"EX-2024-0001"_s, {}, at);
    event.eventType = u"AttributesChanged"_s;
    event.payload = {{u"changes"_s, changes}};
    return recorded(event);
  }

  static QJsonObject fromTo(const QJsonValue& from, const QJsonValue& to) { return {{u"from"_s, from}, {u"to"_s, to}}; }

private Q_SLOTS:
  /// PostgreSQL takes numbers of a hundred thousand digits.
  void numbersBeyondADoubleHideNothing() {
    ExceptionEvent event;
    event.payload = "{'a': 1e400, 'text': 'x 1e400 \\\\', 'quoted': '\\' 1e400', 'list': [-1e999, 2.5, " +
                    QByteArray(100'000, '9') + "], 'changes': {'owner': {'from': null, 'to': 'ann'}}}";
    event.payload.replace('\'', '"');
    const QJsonObject payload = event.payloadObject();
    QCOMPARE(payload.value(QLatin1String("a")).toString(), QStringLiteral("1e400"));
    QCOMPARE(payload.value(QLatin1String("text")).toString(), QStringLiteral("x 1e400 \\"));
    QCOMPARE(payload.value(QLatin1String("quoted")).toString(), QStringLiteral("\" 1e400"));
    QCOMPARE(payload.value(QLatin1String("list"))[0].toString(), QStringLiteral("-1e999"));
    QCOMPARE(payload.value(QLatin1String("list"))[1].toDouble(), 2.5);
    QCOMPARE(payload.value(QLatin1String("list"))[2].toString().size(), 100'000);
    QCOMPARE(payload.value(QLatin1String("changes"))[QLatin1String("owner")][QLatin1String("to")].toString(),
             QStringLiteral("ann"));
  }

  /// Qt drops them from the front of a text. A row that has one must agree with its events, as they are.
  void byteOrderMarksOfEventsStay() {
    ExceptionEvent event;
    event.payload = "{\"owner\": \"\xEF\xBB\xBF"
                    "ann\", \"raw\": [\"\\ufeffb\"]}";
    QCOMPARE(event.payloadObject().value("owner"_L1).toString(), u"\uFEFFann"_s);
    QCOMPARE(event.payloadObject().value("raw"_L1)[0].toString(), u"\uFEFFb"_s);

    Exception state;
    VERIFY_OK(applyEvent(state, recorded(sampleCreation(sampleException()))));
    VERIFY_OK(
        applyEvent(state, changeEvent({{u"entity"_s, fromTo(state.entity, u"\uFEFFA"_s)}}, sampleInstant() + 1h)));
    QCOMPARE(state.entity, u"\uFEFFA"_s);
    VERIFY_ERROR(ExceptionPatch::fromJson({{u"entity"_s, u"\uFEFFA"_s}}), InvalidInput);
  }

  void patchHoldsCanonicalValues() {
    const ExceptionPatch patch = valueOf(ExceptionPatch::fromJson({{u"amount"_s, u"01.50"_s},
                                                                   {u"sla_deadline"_s, u"2024-03-04T09:00:00+01:00"_s},
                                                                   {u"owner"_s, QJsonValue::Null}}));
    QCOMPARE(patch.fields(), (QJsonObject{{u"amount"_s, u"1.5"_s},
                                          {u"sla_deadline"_s, u"2024-03-04T08:00:00Z"_s},
                                          {u"owner"_s, QJsonValue::Null}}));
    QCOMPARE(ExceptionPatch().setStatus(Status::Open).fields(), (QJsonObject{{u"status"_s, u"open"_s}}));
    QCOMPARE(ExceptionPatch().setSlaDeadline(parseIsoText(u"2026-03-01T09:00:00+02:00")).fields(),
             (QJsonObject{{u"sla_deadline"_s, u"2026-03-01T07:00:00Z"_s}}));
    QCOMPARE(ExceptionPatch().setSlaDeadline(std::nullopt).fields(),
             (QJsonObject{{u"sla_deadline"_s, QJsonValue::Null}}));
    VERIFY_ERROR(ExceptionPatch::fromJson({{u"status"_s, QJsonValue::Null}}), InvalidInput);
    VERIFY_ERROR(ExceptionPatch::fromJson({{u"amount"_s, 1.5}}), InvalidInput);
    VERIFY_ERROR(ExceptionPatch::fromJson({{u"current_step"_s, -1}}), InvalidInput);
  }

  void stateValuesAreSpelledOneWay() {
    QVERIFY(areStateValues(toStateJson(sampleException())));
    QVERIFY(areStateValues({{u"amount"_s, u"1.5"_s}, {u"sla_deadline"_s, u"2024-03-04T08:00:00Z"_s}}));
    for (const auto& [field, value] :
         {std::pair{u"amount"_s, QJsonValue(u"01.50"_s)}, std::pair{u"amount"_s, QJsonValue(1.5)},
          std::pair{u"sla_deadline"_s, QJsonValue(u"2024-03-04T09:00:00+01:00"_s)},
          std::pair{u"status"_s, QJsonValue(u"gone"_s)}, std::pair{u"domain"_s, QJsonValue(QString())},
          std::pair{u"version"_s, QJsonValue(2)}}) {
      QVERIFY2(!areStateValues({{u"type"_s, u"T"_s}, {field, value}}), qPrintable(field));
    }
  }

  void changesLeaveOutWhatStays() {
    const Exception before = sampleException();
    ExceptionPatch patch;
    patch.setStatus(before.status).setSeverity(Severity::Low);
    QCOMPARE(changesBetween(before, patch), (QJsonObject{{u"severity"_s, fromTo(u"high"_s, u"low"_s)}}));
  }

  void eventsMakeTheRow() {
    Exception state;
    VERIFY_OK(applyEvent(state, recorded(sampleCreation(sampleException()))));
    QCOMPARE(state, asCreated(sampleException(), u"bank"_s));

    VERIFY_OK(applyEvent(state, changeEvent({{u"status"_s, fromTo(u"open"_s, u"resolved"_s)}}, sampleInstant() + 2h)));
    QCOMPARE(state.version, 2);
    QCOMPARE(state.resolvedAt, std::optional(sampleInstant() + 2h));

    // A comment, recorded late for an earlier time, moves nothing.
    const Exception before = state;
    VERIFY_OK(applyEvent(state, recorded(sampleComment(state.exceptionId, u"x"_s, sampleInstant() + 1h))));
    QCOMPARE(state, before);

    VERIFY_OK(applyEvent(state, changeEvent({{u"status"_s, fromTo(u"resolved"_s, u"open"_s)}}, sampleInstant() + 3h)));
    QVERIFY(!state.resolvedAt);
    QCOMPARE(state.updatedAt, sampleInstant() + 3h);
  }

  void eventsThatDoNotFitChangeNothing() {
    Exception state;
    VERIFY_ERROR(applyEvent(state, changeEvent({}, sampleInstant())), NotFound);
    VERIFY_OK(applyEvent(state, recorded(sampleCreation(sampleException()))));
    const Exception before = state;
    VERIFY_ERROR(applyEvent(state, recorded(sampleCreation(sampleException()))), Conflict);
    VERIFY_ERROR(applyEvent(state, changeEvent({{u"severity"_s, fromTo(u"low"_s, u"critical"_s)}}, sampleInstant())),
                 Conflict);
    VERIFY_ERROR(applyEvent(state, changeEvent({{u"severity"_s, fromTo(u"high"_s, u"dire"_s)}}, sampleInstant())),
                 InvalidInput);
    VERIFY_ERROR(applyEvent(state, changeEvent({{u"colour"_s, fromTo(u"red"_s, u"blue"_s)}}, sampleInstant())),
                 InvalidInput);
    QCOMPARE(state, before);
  }
};

QTEST_GUILESS_MAIN(ExceptionStateTest)
#include "exception_state_test.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/contract/feedback_contract.h"

#include "repositories/database/event_id.h"

namespace sentinai {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

QJsonObject judgement(const QString& decision, const QString& verdict, QJsonValue confidence = QJsonValue::Undefined,
                      const QString& agent = u"resolution"_s) {
  QJsonObject said{{u"event_id"_s, decision}, {u"agent"_s, agent}, {u"verdict"_s, verdict}};
  said.insert(u"confidence"_s, confidence);
  return said;
}

NewExceptionEvent feedback(const QString& exceptionId, const QJsonObject& payload, Instant at) {
  NewExceptionEvent event;
  event.eventId = newEventId();
  event.exceptionId = exceptionId;
  event.eventType = u"FeedbackCaptured"_s;
  event.actor = {ActorType::Agent, u"feedback"_s};
  event.payload = payload;
  event.createdAt = at;
  return event;
}

} // namespace

void FeedbackContract::capture(const QString& exceptionId, const QJsonArray& judgements, Instant at,
                               const QString& domain) {
  const QJsonObject payload{{u"rating"_s, u"helpful"_s}, {u"domain"_s, domain}, {u"judgements"_s, judgements}};
  VERIFY_OK(await(events().append(feedback(exceptionId, payload, at), {})));
}

std::vector<CalibrationRow> FeedbackContract::calibration(const TimeRange& captured) {
  return valueOf(await(session().feedback().calibration(captured, {})));
}

void FeedbackContract::countsByAgentDomainAndConfidence() {
  QCOMPARE(calibration(), std::vector<CalibrationRow>{});
  create(sampleException(u"EX-1"_s));
  capture(u"EX-1"_s, {judgement(u"a"_s, u"confirmed"_s, 0.8), judgement(u"b"_s, u"rejected"_s, 0.899),
                      judgement(u"c"_s, u"reopened"_s, 0.9), judgement(u"d"_s, u"confirmed"_s, 1),
                      judgement(u"e"_s, u"unjudged"_s, 0.8), judgement(u"f"_s, u"confirmed"_s, 0)});
  capture(u"EX-1"_s, {judgement(u"g"_s, u"corrected"_s, QJsonValue::Undefined, u"triage"_s)});
  capture(u"EX-1"_s, {judgement(u"h"_s, u"confirmed"_s, 0.8)}, sampleInstant(), u"IT"_s);
  const std::vector<CalibrationRow> expected{{u"resolution"_s, u"Finance"_s, 0, 1, 1, 0},
                                             {u"resolution"_s, u"Finance"_s, 8, 2, 1, 1699},
                                             {u"resolution"_s, u"Finance"_s, 9, 2, 1, 1900},
                                             {u"resolution"_s, u"IT"_s, 8, 1, 1, 800},
                                             {u"triage"_s, u"Finance"_s, std::nullopt, 1, 0, 0}};
  QCOMPARE(calibration(), expected);
}

void FeedbackContract::countsEachDecisionOnce() {
  create(sampleException(u"EX-1"_s));
  create(sampleException(u"EX-2"_s));
  capture(u"EX-1"_s, {judgement(u"a"_s, u"confirmed"_s, 0.5)});
  capture(u"EX-1"_s, {judgement(u"a"_s, u"reopened"_s, 0.5)});
  capture(u"EX-2"_s, {judgement(u"a"_s, u"confirmed"_s, 0.5)});
  QCOMPARE(calibration(), (std::vector<CalibrationRow>{{u"resolution"_s, u"Finance"_s, 5, 2, 1, 1000}}));
}

void FeedbackContract::readsTheTimeAskedFor() {
  create(sampleException(u"EX-1"_s));
  capture(u"EX-1"_s, {judgement(u"a"_s, u"confirmed"_s, 0.5)}, sampleInstant() + 1h);
  capture(u"EX-1"_s, {judgement(u"b"_s, u"rejected"_s, 0.5)}, sampleInstant() + 2h);
  const CalibrationRow first{u"resolution"_s, u"Finance"_s, 5, 1, 1, 500};
  QCOMPARE(calibration({std::nullopt, sampleInstant() + 2h}), std::vector<CalibrationRow>{first});
  const CalibrationRow second{u"resolution"_s, u"Finance"_s, 5, 1, 0, 500};
  QCOMPARE(calibration({sampleInstant() + 2h, std::nullopt}), std::vector<CalibrationRow>{second});
  QCOMPARE(calibration({sampleInstant() + 3h, std::nullopt}), std::vector<CalibrationRow>{});
}

void FeedbackContract::isNotUpsetByOddPayloads() {
  create(sampleException(u"EX-1"_s));
  capture(u"EX-1"_s, {judgement(u"a"_s, u"confirmed"_s, 0.5)});
  // A person's word is no judgement of the agent's.
  NewExceptionEvent person = feedback(u"EX-1"_s, {{u"rating"_s, u"wrong"_s}}, sampleInstant());
  person.payload.insert(u"domain"_s, u"Finance"_s);
  person.payload.insert(u"judgements"_s, QJsonArray{judgement(u"b"_s, u"rejected"_s, 0.5)});
  person.actor = sampleUser();
  VERIFY_OK(await(events().append(person, {})));
  // Past the schema, as only who is not this program can write.
  const QString table = testDatabase().table(u"exception_event"_s);
  for (
      const QString& payload :
      {uR"({"judgements": 7})"_s, uR"({"domain": "Finance", "judgements": ["text", 7, null, []]})"_s,
       uR"({"domain": "Finance", "judgements": [{"event_id": "x", "agent": "a", "verdict": "confirmed", "confidence": "high"}]})"_s,
       uR"({"domain": "Finance", "judgements": [{"event_id": "y", "agent": "a", "verdict": "confirmed", "confidence": 1e300}]})"_s,
       uR"({"domain": null, "judgements": [{"event_id": "z", "agent": "a", "verdict": "confirmed"}]})"_s}) {
    capture(u"EX-1"_s, {});
    testDatabase().executeBehindTheBack(
        u"UPDATE %1 SET payload = '%2' WHERE tenant_id = '%3' AND seq = (SELECT max(seq) FROM %1 WHERE tenant_id = '%3')"_s
            .arg(table, payload, tenantId()));
  }
  const std::vector<CalibrationRow> expected{{u"a"_s, u"Finance"_s, std::nullopt, 2, 2, 0},
                                             {u"resolution"_s, u"Finance"_s, 5, 1, 1, 500}};
  QCOMPARE(calibration(), expected);
}

void FeedbackContract::knowsNothingOfOtherTenants() {
  create(sampleException(u"EX-1"_s));
  capture(u"EX-1"_s, {judgement(u"a"_s, u"confirmed"_s, 0.5)});
  QCOMPARE(valueOf(await(otherSession().feedback().calibration({}, {}))), std::vector<CalibrationRow>{});
}

} // namespace sentinai

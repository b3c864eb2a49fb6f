// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ctl/ctl_fixture.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace sentinai;
using namespace Qt::StringLiterals;

namespace {

const QString kTenant = QStringLiteral("desk");

QByteArray incident(const QString& number, const QString& priority) {
  return QJsonDocument(QJsonObject{{u"number"_s, number},
                                   {u"priority"_s, priority},
                                   {u"opened_at"_s, u"29/2/2016 12:16"_s},
                                   {u"location"_s, u"Location 143"_s},
                                   {u"category"_s, u"Category 1"_s},
                                   {u"assigned_to"_s, u"Resolver 7"_s}})
             .toJson(QJsonDocument::Compact) +
         '\n';
}

} // namespace

/// `sentinaictl agent run`: from raw records to resolutions.
class CtlAgentTest : public CtlFixture {
  Q_OBJECT

public:
  CtlAgentTest()
      : CtlFixture({u"--json"_s}) {}

private:
  QString m_agentUrl;

  /// As the login of an agent does it.
  [[nodiscard]] CtlRun agent(const QStringList& arguments, const QByteArray& input = {}) const {
    return runAs(m_agentUrl, arguments, input);
  }

  [[nodiscard]] QList<QJsonObject> events(const QString& id) const { return run({u"event"_s, u"list"_s, id}).rows(); }

  [[nodiscard]] QStringList types(const QString& id) const {
    QStringList types;
    for (const QJsonObject& event : events(id)) {
      types << event.value("type"_L1).toString();
    }
    return types;
  }

  [[nodiscard]] QJsonObject lastPayload(const QString& id, const QString& type) const {
    QJsonObject payload;
    for (const QJsonObject& event : events(id)) {
      payload = event.value("type"_L1) == type ? event.value("data"_L1).toObject() : payload;
    }
    return payload;
  }

private Q_SLOTS:
  void init() {
    makeDatabase(kTenant, Access::Admin, u"Desk"_s);
    m_agentUrl = addLogin(u"worker"_s, Access::Agent);
    QCOMPARE(run({u"pack"_s, u"publish"_s, u"it"_s, u"--activate"_s}).status, 0);
    QCOMPARE(agent({u"exception"_s, u"ingest"_s, u"-"_s},
                   incident(u"INC1"_s, u"3 - Moderate"_s) + incident(u"INC2"_s, u"1 - Critical"_s))
                 .status,
             0);
  }

  void leadsToResolutions() {
    const CtlRun worked = agent({u"agent"_s, u"run"_s});
    QCOMPARE(worked.errors, QByteArray());
    QCOMPARE(worked.object(), (QJsonObject{{u"examined"_s, 2},
                                           {u"worked"_s, 2},
                                           {u"held"_s, 0},
                                           {u"without_pack"_s, 0},
                                           {u"failed"_s, 0},
                                           {u"SlaBreached"_s, 2},
                                           {u"PolicyEvaluated"_s, 2},
                                           {u"ResolutionSuggested"_s, 2},
                                           {u"ResolutionApproved"_s, 1}}));
    const QStringList waiting{u"ExceptionCreated"_s, u"ExceptionNormalized"_s, u"TriageCompleted"_s,
                              u"PolicyEvaluated"_s,  u"SlaBreached"_s,         u"ResolutionSuggested"_s};
    QCOMPARE(types(u"INC1"_s), waiting + QStringList{u"ResolutionApproved"_s});
    QCOMPARE(types(u"INC2"_s), waiting);

    const QJsonObject exception = run({u"exception"_s, u"show"_s, u"INC1"_s}).object();
    QCOMPARE(exception.value("status"_L1).toString(), u"analyzing"_s);
    QCOMPARE(exception.value("sla_deadline"_L1).toString(), u"2016-03-03T12:16:00Z"_s);

    const QJsonObject triage = lastPayload(u"INC1"_s, u"TriageCompleted"_s);
    QCOMPARE(triage.value("rule"_L1).toString(), u"source"_s);
    QCOMPARE(triage.value("confidence"_L1), QJsonValue(1));
    QCOMPARE(lastPayload(u"INC1"_s, u"SlaBreached"_s).value("deadline"_L1), triage.value("sla_deadline"_L1));
    QCOMPARE(triage.value("inputs"_L1).toObject(), (QJsonObject{{u"exception.severity"_s, u"medium"_s}}));
    QCOMPARE(triage.value("pack_version"_L1).toInt(), 1);
    QCOMPARE(triage.value("answers"_L1), events(u"INC1"_s)[1].value("id"_L1));
    const QJsonObject policy = lastPayload(u"INC2"_s, u"PolicyEvaluated"_s);
    QCOMPARE(policy.value("outcome"_L1).toString(), u"approval_required"_s);
    QCOMPARE(policy.value("rules"_L1).toArray(), (QJsonArray{u"critical"_s}));
    QCOMPARE(policy.value("inputs"_L1).toObject(), (QJsonObject{{u"exception.severity"_s, u"critical"_s}}));
    const QJsonObject suggestion = lastPayload(u"INC1"_s, u"ResolutionSuggested"_s);
    QCOMPARE(suggestion.value("rule"_L1).toString(), u"routine"_s);
    const QJsonObject approval = lastPayload(u"INC1"_s, u"ResolutionApproved"_s);
    QCOMPARE(approval.value("suggestion_id"_L1), suggestion.value("suggestion_id"_L1));
    QCOMPARE(approval.value("action_hash"_L1), suggestion.value("action_hash"_L1));
    QCOMPARE(approval.value("guardrails"_L1).toArray(), QJsonArray{u"critical"_s});
    QCOMPARE(approval.value("rule"_L1).toString(), u"routine"_s);
    QCOMPARE(events(u"INC1"_s).back().value("actorid"_L1).toString(), u"policy"_s);

    // All is done.
    QCOMPARE(agent({u"agent"_s, u"run"_s}).object().value("worked"_L1).toInt(), 0);
    QCOMPARE(types(u"INC2"_s), waiting);
    QCOMPARE(run({u"event"_s, u"replay"_s, u"--verify"_s}).status, 0);
    QCOMPARE(run({u"event"_s, u"verify"_s}).status, 0);
  }

  void decidesTheSameAgainElsewhere() {
    QCOMPARE(agent({u"agent"_s, u"run"_s}).status, 0);
    const auto told = [](const QList<QJsonObject>& events) {
      QList<QJsonObject> content;
      for (const QJsonObject& event : events) {
        content << QJsonObject{{u"id"_s, event.value("id"_L1)}, {u"data"_s, event.value("data"_L1)}};
      }
      return content;
    };
    const QList<QJsonObject> first = told(events(u"INC1"_s));
    init();
    QCOMPARE(agent({u"agent"_s, u"run"_s, u"--exception"_s, u"INC1"_s}).object().value("worked"_L1).toInt(), 1);
    QCOMPARE(told(events(u"INC1"_s)), first);
    QCOMPARE(types(u"INC2"_s).size(), 3);
  }

  void triagesWhatDidNotComeThroughTheDoor() {
    QCOMPARE(run({u"exception"_s, u"create"_s,
                  uR"({"exception_id": "CALL", "domain": "IT", "type": "Other", "severity": "low"})"_s})
                 .status,
             0);
    QCOMPARE(agent({u"agent"_s, u"run"_s, u"--exception"_s, u"CALL"_s}).status, 0);
    QCOMPARE(types(u"CALL"_s).mid(0, 3),
             (QStringList{u"ExceptionCreated"_s, u"TriageCompleted"_s, u"PolicyEvaluated"_s}));
    QCOMPARE(lastPayload(u"CALL"_s, u"TriageCompleted"_s).value("answers"_L1), events(u"CALL"_s)[0].value("id"_L1));
  }

  void changesLeadToAnotherDecision() {
    QCOMPARE(agent({u"agent"_s, u"run"_s}).status, 0);
    const QJsonObject before = lastPayload(u"INC1"_s, u"ResolutionSuggested"_s);
    QCOMPARE(run({u"exception"_s, u"update"_s, u"INC1"_s, u"--version"_s, u"2"_s, u"--set"_s, u"severity=critical"_s})
                 .status,
             0);
    const QJsonObject report = agent({u"agent"_s, u"run"_s}).object();
    QCOMPARE(report.value("worked"_L1).toInt(), 1);
    QVERIFY(!report.contains("TriageCompleted"_L1));
    QCOMPARE(lastPayload(u"INC1"_s, u"PolicyEvaluated"_s).value("outcome"_L1).toString(), u"approval_required"_s);
    const QJsonObject after = lastPayload(u"INC1"_s, u"ResolutionSuggested"_s);
    QVERIFY(after.value("action_hash"_L1) != before.value("action_hash"_L1));
    QVERIFY(after.value("suggestion_id"_L1) != before.value("suggestion_id"_L1));
    QCOMPARE(types(u"INC1"_s).last(), u"ResolutionSuggested"_s);
    // Of a resolved one nothing is decided any more.
    QCOMPARE(
        run({u"exception"_s, u"update"_s, u"INC1"_s, u"--version"_s, u"3"_s, u"--set"_s, u"status=resolved"_s}).status,
        0);
    QCOMPARE(agent({u"agent"_s, u"run"_s, u"--exception"_s, u"INC1"_s}).status, 0);
    QCOMPARE(types(u"INC1"_s).last(), u"FeedbackCaptured"_s);
    QVERIFY(!types(u"INC1"_s).mid(types(u"INC1"_s).indexOf(u"StatusChanged"_s)).contains(u"PolicyEvaluated"_s));
  }

  void looksBackOnWhatWasResolved() {
    QCOMPARE(agent({u"agent"_s, u"run"_s}).status, 0);
    const QStringList resolve{u"exception"_s, u"update"_s, u"INC1"_s,           u"--version"_s,
                              u"2"_s,         u"--set"_s,  u"status=resolved"_s};
    QCOMPARE(run(resolve).status, 0);
    const QStringList lookBack{u"agent"_s, u"run"_s, u"--exception"_s, u"INC1"_s};
    QCOMPARE(agent(lookBack).object().value("FeedbackCaptured"_L1).toInt(), 1);
    QCOMPARE(agent(lookBack).object().value("worked"_L1).toInt(), 0);
    const QJsonObject feedback = lastPayload(u"INC1"_s, u"FeedbackCaptured"_s);
    QCOMPARE(feedback.value("rating"_L1).toString(), u"helpful"_s);
    QCOMPARE(events(u"INC1"_s).back().value("actorid"_L1).toString(), u"feedback"_s);

    const double stated = lastPayload(u"INC1"_s, u"ResolutionSuggested"_s).value("confidence"_L1).toDouble();
    const QList<QJsonObject> calibration = run({u"agent"_s, u"calibration"_s}).rows();
    QCOMPARE(calibration.size(), 2);
    QCOMPARE(calibration[0], (QJsonObject{{u"agent"_s, u"resolution"_s},
                                          {u"domain"_s, u"IT"_s},
                                          {u"stated"_s, stated},
                                          {u"judged"_s, 1},
                                          {u"confirmed"_s, 1},
                                          {u"share"_s, 1}}));
    QCOMPARE(calibration[1].value("agent"_L1).toString(), u"triage"_s);
    QCOMPARE(calibration[1].value("stated"_L1), QJsonValue(1));
    QVERIFY(run({u"agent"_s, u"calibration"_s, u"--to"_s, u"2016-01-01"_s}).rows().isEmpty());
    QCOMPARE(run({u"agent"_s, u"calibration"_s, u"--from"_s, u"soon"_s}).status, 2);

    // Reopened, it is judged again before anything new is decided about it.
    QCOMPARE(run({u"exception"_s, u"update"_s, u"INC1"_s, u"--version"_s, u"3"_s, u"--set"_s, u"status=open"_s}).status,
             0);
    QCOMPARE(agent({u"agent"_s, u"run"_s}).status, 0);
    QCOMPARE(lastPayload(u"INC1"_s, u"FeedbackCaptured"_s).value("outcome"_L1).toString(), u"reopened"_s);
    const QStringList after = types(u"INC1"_s);
    QVERIFY(after.lastIndexOf(u"FeedbackCaptured"_s) < after.lastIndexOf(u"PolicyEvaluated"_s));
    QCOMPARE(run({u"agent"_s, u"calibration"_s}).rows()[0].value("confirmed"_L1).toInt(), 0);
  }

  /// The source names no priority that the pack knows, so triage is not sure, and rightly so.
  void calibratesTriageByWhatPeopleMadeOfIt() {
    QCOMPARE(agent({u"exception"_s, u"ingest"_s, u"-"_s},
                   incident(u"INC3"_s, u"9 - Odd"_s) + incident(u"INC4"_s, u"9 - Odd"_s))
                 .status,
             0);
    QCOMPARE(lastPayload(u"INC3"_s, u"ExceptionNormalized"_s).value("assumed"_L1).toArray(), QJsonArray{u"severity"_s});
    QCOMPARE(lastPayload(u"INC3"_s, u"TriageCompleted"_s).value("confidence"_L1), QJsonValue(0.5));
    const auto set = [this](const QString& id, const QString& version, const QString& change) {
      return run({u"exception"_s, u"update"_s, id, u"--version"_s, version, u"--set"_s, change}).status;
    };
    QCOMPARE(set(u"INC1"_s, u"2"_s, u"status=resolved"_s), 0);
    QCOMPARE(set(u"INC3"_s, u"2"_s, u"severity=critical"_s), 0);
    QCOMPARE(set(u"INC3"_s, u"3"_s, u"status=resolved"_s), 0);
    QCOMPARE(set(u"INC4"_s, u"2"_s, u"status=resolved"_s), 0);
    for (const QString& id : {u"INC1"_s, u"INC3"_s, u"INC4"_s}) {
      QCOMPARE(agent({u"agent"_s, u"run"_s, u"--exception"_s, id}).status, 0);
    }
    const auto row = [](double stated, int judged, int confirmed, double share) {
      return QJsonObject{{u"agent"_s, u"triage"_s}, {u"domain"_s, u"IT"_s},      {u"stated"_s, stated},
                         {u"judged"_s, judged},     {u"confirmed"_s, confirmed}, {u"share"_s, share}};
    };
    QCOMPARE(run({u"agent"_s, u"calibration"_s}).rows(), (QList{row(0.5, 2, 1, 0.5), row(1, 1, 1, 1)}));
  }

  void saysWhatItCannotDo() {
    QCOMPARE(agent({u"agent"_s, u"run"_s, u"--exception"_s, u"NONE"_s}).status, 4);
    QCOMPARE(agent({u"agent"_s, u"run"_s, u"--limit"_s, u"0"_s}).status, 2);
    QCOMPARE(agent({u"agent"_s, u"run"_s, u"--limit"_s, u"1"_s}).object().value("worked"_L1).toInt(), 1);
    QCOMPARE(run({u"exception"_s, u"create"_s, uR"({"exception_id": "EX-9", "domain": "Nowhere", "type": "Other"})"_s})
                 .status,
             0);
    const QJsonObject report = agent({u"agent"_s, u"run"_s}).object();
    QCOMPARE(report.value("worked"_L1).toInt(), 1);
    QCOMPARE(report.value("without_pack"_L1).toInt(), 1);
    QCOMPARE(agent({u"agent"_s, u"run"_s, u"--exception"_s, u"EX-9"_s}).status, 4);
    if (onPostgreSql()) {
      const QString analyst = addLogin(u"eve"_s, Access::Analyst);
      QCOMPARE(run({u"pack"_s, u"publish"_s, u"finance"_s, u"--activate"_s}).status, 0);
      QCOMPARE(
          run({u"exception"_s, u"create"_s, uR"({"exception_id": "EX-8", "domain": "Finance", "type": "CashBreak"})"_s})
              .status,
          0);
      QCOMPARE(CtlRun::of(analyst, {u"agent"_s, u"run"_s, u"--exception"_s, u"EX-8"_s}).status, 6);
      QCOMPARE(types(u"EX-8"_s), QStringList{u"ExceptionCreated"_s});
    }
  }
};

QTEST_GUILESS_MAIN(CtlAgentTest)
#include "ctl_agent_test.moc"

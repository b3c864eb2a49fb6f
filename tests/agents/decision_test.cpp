// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/pipeline/policy_agent.h"
#include "app/agents/pipeline/resolution_agent.h"
#include "app/agents/pipeline/sla_agent.h"
#include "app/agents/pipeline/triage_agent.h"
#include "repositories/database/event_id.h"
#include "repositories/database/event_validator.h"
#include "repositories/records/event_types.h"
#include "tests/support/check.h"
#include "tests/support/sample_exceptions.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace sentinai;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

QJsonObject json(const QByteArray& text) {
  return QJsonDocument::fromJson(text).object();
}

PlaybookDefinition playbook(int id, const QString& name, const QByteArray& conditions) {
  PlaybookDefinition definition;
  definition.playbook.playbookId = id;
  definition.playbook.name = name;
  definition.playbook.conditions = json(conditions);
  PlaybookStep step;
  step.stepOrder = 1;
  step.name = u"Say so"_s;
  step.actionType = ActionType::Comment;
  definition.steps = {step};
  return definition;
}

/// A pack with these members besides its name, and a policy.
AgentKit kitOf(const QByteArray& members, std::vector<PlaybookDefinition> playbooks = {},
               const QByteArray& policy = R"({"name": "Policy"})") {
  QJsonObject pack = json(members);
  pack.insert(u"name"_s, u"P"_s);
  pack.insert(u"domain"_s, u"Finance"_s);
  return {valueOf(EffectivePack::combine(pack, valueOf(TenantPolicy::fromJson(json(policy))))), std::move(playbooks)};
}

using Agent = Result<std::optional<NewExceptionEvent>> (*)(const AgentCase&, const AgentKit&, Instant);

Result<std::optional<NewExceptionEvent>> triage(const AgentCase& subject, const AgentKit& kit, Instant at) {
  return TriageAgent::next(subject, kit.pack, at);
}

Result<std::optional<NewExceptionEvent>> deadline(const AgentCase& subject, const AgentKit&, Instant at) {
  return SlaAgent::next(subject, at);
}

} // namespace

/// What agents decide about a case, and what they say of why.
class DecisionTest : public QObject {
  Q_OBJECT

private:
  AgentCase m_case;
  Instant m_now;

  /// What the agent appends, appended; empty where that is nothing.
  QJsonObject ask(Agent agent, const AgentKit& kit) {
    const std::optional<NewExceptionEvent> event = valueOf(agent(m_case, kit, m_now += 1min));
    if (!event) {
      return {};
    }
    const auto append = [&] {
      VERIFY_OK(validateEvent(*event));
      VERIFY_OK(m_case.advance(*event));
    };
    append();
    return event->payload;
  }

  void open(const Exception& exception = sampleException()) {
    m_case = {};
    m_now = sampleInstant();
    VERIFY_OK(m_case.advance(sampleCreation(exception)));
  }

  void normalise(const QJsonObject& payload) {
    NewExceptionEvent event = sampleComment(m_case.exception.exceptionId, {}, m_now);
    event.eventType = QString::fromLatin1(event_types::kExceptionNormalized);
    event.payload = payload;
    VERIFY_OK(m_case.advance(event));
  }

  [[nodiscard]] QString lastEventId() const { return m_case.timeline.back().eventId.toString(QUuid::WithoutBraces); }

private Q_SLOTS:
  void init() { open(); }

  void triageSaysHowSureItIs_data() {
    QTest::addColumn<QByteArray>("pack");
    QTest::addColumn<QByteArray>("normalised");
    QTest::addColumn<double>("confidence");
    const QByteArray known = R"({"normalizer": "n"})";
    QTest::newRow("rule") << R"({"severity_rules": {"type": {"when": true, "severity": "low", "reason": "So."}},
                                 "default_severity": "low"})"_ba
                          << known << 1.0;
    QTest::newRow("type") << R"({"types": {"SettlementFailed": {"severity": "low"}}})"_ba << known << 0.75;
    QTest::newRow("default") << R"({"default_severity": "low"})"_ba << known << 0.5;
    QTest::newRow("source") << "{}"_ba << known << 1.0;
    QTest::newRow("source, other field assumed") << "{}"_ba
                                                 << R"({"normalizer": "n", "assumed": ["currency"]})"_ba << 1.0;
    QTest::newRow("assumed") << "{}"_ba
                             << R"({"normalizer": "n", "assumed": ["currency", "severity"]})"_ba << 0.5;
  }

  void triageSaysHowSureItIs() {
    QFETCH(QByteArray, pack);
    QFETCH(QByteArray, normalised);
    QFETCH(double, confidence);
    normalise(json(normalised));
    QCOMPARE(ask(triage, kitOf(pack)).value("confidence"_L1), QJsonValue(confidence));
  }

  void policySaysWhyThisPlaybook() {
    const AgentKit kit =
        kitOf("{}", {playbook(1, u"A"_s, R"({"when": {"==": [{"var": "exception.type"}, "Other"]}, "priority": -1})"),
                     playbook(2, u"B"_s, R"({"when": {">": [{"var": "exception.amount"}, 5]}, "priority": 7})"),
                     playbook(3, u"C"_s, R"({"priority": 9})")});
    (void)ask(triage, kit);
    const QJsonObject policy = ask(PolicyAgent::next, kit);
    QCOMPARE(policy.value("playbook"_L1).toString(), u"B"_s);
    QCOMPARE(policy.value("playbook_priority"_L1), QJsonValue(7));
    QVERIFY(policy.value("playbook_reason"_L1).toString().contains(u"first by priority"_s));
    QCOMPARE(policy.value("inputs"_L1).toObject(), (QJsonObject{{u"exception.amount"_s, u"1250000.5"_s}}));
    QVERIFY(!policy.contains("resolution_rule"_L1));
  }

  void policySaysWhichResolutionRuleNamedIt() {
    const QByteArray pack = R"({"resolution_rules": {"big": {"when": {">": [{"var": "exception.amount"}, 5]},
      "action": "Do it", "confidence": 0.9, "rationale": "As always.", "playbook": "A"}}})";
    const AgentKit kit = kitOf(pack, {playbook(1, u"A"_s, R"({"==": [1, 2]})")});
    (void)ask(triage, kit);
    const QJsonObject policy = ask(PolicyAgent::next, kit);
    QCOMPARE(policy.value("playbook"_L1).toString(), u"A"_s);
    QCOMPARE(policy.value("resolution_rule"_L1).toString(), u"big"_s);
    QCOMPARE(policy.value("playbook_reason"_L1).toString(), u"The resolution rule big names it."_s);
    QVERIFY(!policy.contains("playbook_priority"_L1));
    QVERIFY(policy.value("inputs"_L1).toObject().contains("exception.amount"_L1));
  }

  void policySaysWhyNoPlaybook_data() {
    QTest::addColumn<QByteArray>("pack");
    QTest::addColumn<QString>("reason");
    QTest::newRow("none matches") << "{}"_ba << u"The conditions of no active playbook hold."_s;
    QTest::newRow("not active") << R"({"resolution_rules": {"r": {"when": true, "action": "a", "confidence": 1,
                                     "rationale": "b", "playbook": "Z"}}})"_ba
                                << u"There is no active playbook Z."_s;
    QTest::newRow("denied") << R"({"resolution_rules": {"r": {"when": true, "action": "a", "confidence": 1,
                                  "rationale": "b", "playbook": "A"}},
                                "guardrails": {"g": {"when": true, "effect": "denied", "reason": "Never."}}})"_ba
                            << u"A guardrail denies what is to be done."_s;
  }

  void policySaysWhyNoPlaybook() {
    QFETCH(QByteArray, pack);
    QFETCH(QString, reason);
    const AgentKit kit = kitOf(pack, {playbook(1, u"A"_s, R"({"==": [1, 2]})")});
    (void)ask(triage, kit);
    const QJsonObject policy = ask(PolicyAgent::next, kit);
    QVERIFY(!policy.contains("playbook"_L1));
    QCOMPARE(policy.value("playbook_reason"_L1).toString(), reason);
    QCOMPARE(policy.value("rules"_L1).toArray(), reason.contains(u"guardrail"_s) ? QJsonArray{u"g"_s} : QJsonArray());
  }

  void approvalSaysWhatAllowedIt() {
    const AgentKit kit = kitOf(R"({
      "resolution_rules": {"any": {"when": true, "action": "Do it", "confidence": 0.9, "rationale": "As always."}},
      "guardrails": {"foreign": {"when": {"==": [{"var": "exception.currency"}, "USD"]}, "effect": "denied",
                                 "reason": "Foreign."}}})",
                               {}, R"({"name": "P", "approval_limits": {"amount": 2000000, "confidence": 0.5}})");
    (void)ask(triage, kit);
    const QJsonObject policy = ask(PolicyAgent::next, kit);
    const QString policyId = lastEventId();
    const QJsonObject limits{{u"amount"_s, 2'000'000}, {u"confidence"_s, 0.5}};
    const QJsonObject inputs{{u"exception.amount"_s, u"1250000.5"_s},
                             {u"exception.currency"_s, u"EUR"_s},
                             {u"resolution.confidence"_s, 0.9}};
    QCOMPARE(policy.value("outcome"_L1).toString(), u"allowed"_s);
    QCOMPARE(policy.value("limits"_L1).toObject(), limits);
    QCOMPARE(policy.value("inputs"_L1).toObject(), inputs);
    (void)ask(ResolutionAgent::next, kit);
    const QJsonObject approval = ask(ResolutionAgent::next, kit);
    QCOMPARE(m_case.timeline.back().eventType, u"ResolutionApproved"_s);
    QCOMPARE(approval.value("policy_event"_L1).toString(), policyId);
    QCOMPARE(approval.value("rule"_L1).toString(), u"any"_s);
    QCOMPARE(approval.value("rules"_L1).toArray(), QJsonArray());
    QCOMPARE(approval.value("guardrails"_L1).toArray(), QJsonArray{u"foreign"_s});
    QCOMPARE(approval.value("limits"_L1).toObject(), limits);
    QCOMPARE(approval.value("inputs"_L1).toObject(), inputs);
    QCOMPARE(approval.value("reasons"_L1).toArray(), QJsonArray{u"No guardrail holds and no limit is exceeded."_s});
  }

  void resolutionRulesReadWhatPolicyRead() {
    const AgentKit kit = kitOf(R"({"resolution_rules": {
      "triaged": {"priority": 1, "when": {"==": [{"var": "event.rule"}, "source"]}, "action": "Sure", "confidence": 0.9,
                  "rationale": "a"},
      "other": {"priority": 2, "when": true, "action": "Unsure", "confidence": 0.1, "rationale": "b"}}})");
    (void)ask(triage, kit);
    QCOMPARE(ask(PolicyAgent::next, kit).value("resolution_rule"_L1).toString(), u"triaged"_s);
    QCOMPARE(ask(ResolutionAgent::next, kit).value("rule"_L1).toString(), u"triaged"_s);
  }

  void peopleDateNothingBack() {
    const AgentKit kit = kitOf(R"({"guardrails": {"late": {
      "when": {"<": [{"var": "exception.sla_deadline"}, {"var": "now"}]}, "effect": "denied", "reason": "Late."}}})");
    (void)ask(triage, kit);
    QCOMPARE(ask(PolicyAgent::next, kit).value("outcome"_L1).toString(), u"allowed"_s);
    NewExceptionEvent assigned = sampleComment(m_case.exception.exceptionId, {}, m_now);
    assigned.eventType = QString::fromLatin1(event_types::kOwnerAssigned);
    assigned.actor = {ActorType::User, u"ann"_s};
    assigned.payload = {
        {u"changes"_s, QJsonObject{{u"owner"_s, QJsonObject{{u"from"_s, QJsonValue()}, {u"to"_s, u"ann"_s}}}}}};
    m_case.exception.owner = std::nullopt;
    VERIFY_OK(m_case.advance(assigned));
    m_case.timeline.back().recordedAt = *m_case.exception.slaDeadline + 1h;
    QCOMPARE(ask(PolicyAgent::next, kit).value("outcome"_L1).toString(), u"denied"_s);
  }

  void aMissedDeadlineIsToldOnce() {
    const AgentKit kit = kitOf("{}");
    QVERIFY(ask(deadline, kit).isEmpty());
    QCOMPARE(SlaAgent::due(m_case), m_case.exception.slaDeadline);
    m_now = *m_case.exception.slaDeadline;
    const QJsonObject told = ask(deadline, kit);
    QCOMPARE(told, (QJsonObject{{u"deadline"_s, u"2024-03-04T12:00:00Z"_s}, {u"exception_version"_s, 1}}));
    const QUuid first = m_case.timeline.back().eventId;
    QVERIFY(ask(deadline, kit).isEmpty());
    QVERIFY(!SlaAgent::due(m_case));
    // Whoever tells of it, whenever, tells of the same.
    open();
    m_now = *m_case.exception.slaDeadline + 24h;
    (void)ask(deadline, kit);
    QCOMPARE(m_case.timeline.back().eventId, first);
    // Of another deadline it is told again, of one that was kept or is not there never.
    m_case.exception.slaDeadline = *m_case.exception.slaDeadline + 1h;
    QVERIFY(!ask(deadline, kit).isEmpty());
    m_case.exception.slaDeadline = std::nullopt;
    QVERIFY(ask(deadline, kit).isEmpty());
    Exception resolved = sampleException();
    resolved.status = Status::Resolved;
    open(resolved);
    m_now += 24h;
    QVERIFY(ask(deadline, kit).isEmpty());
  }

  void whatStandsOutlastsAMissedDeadline() {
    const AgentKit kit = kitOf(R"({"resolution_rules": {"any": {"when": true, "action": "Do it", "confidence": 0.9,
      "rationale": "As always."}}})");
    for (const Agent agent :
         {Agent(triage), Agent(PolicyAgent::next), Agent(ResolutionAgent::next), Agent(ResolutionAgent::next)}) {
      QVERIFY(!ask(agent, kit).isEmpty());
    }
    m_now += 24h;
    QVERIFY(!ask(deadline, kit).isEmpty());
    QVERIFY(ask(PolicyAgent::next, kit).isEmpty());
    QVERIFY(ask(ResolutionAgent::next, kit).isEmpty());
  }

  void aDeadlineIsMissedByWhatWasUnresolvedThen() {
    const AgentKit kit = kitOf("{}");
    const auto setStatus = [this](Status from, Status to, Instant at) {
      NewExceptionEvent event = sampleComment(m_case.exception.exceptionId, {}, at);
      event.eventType = QString::fromLatin1(event_types::kStatusChanged);
      event.payload = {
          {u"changes"_s, QJsonObject{{u"status"_s, QJsonObject{{u"from"_s, toText(from)}, {u"to"_s, toText(to)}}}}}};
      VERIFY_OK(m_case.advance(event));
    };
    const Instant due = *m_case.exception.slaDeadline;
    setStatus(Status::Open, Status::Resolved, due - 1min);
    QVERIFY(!SlaAgent::due(m_case));
    setStatus(Status::Resolved, Status::Open, due + 24h);
    m_now = due + 25h;
    QVERIFY(ask(deadline, kit).isEmpty());
    // Nobody looked until it had been resolved: it was late all the same.
    open();
    setStatus(Status::Open, Status::Resolved, due + 1min);
    m_now = due + 25h;
    QVERIFY(!ask(deadline, kit).isEmpty());
    // It came when it was late already.
    Exception late = sampleException();
    late.slaDeadline = late.createdAt - 1h;
    open(late);
    QVERIFY(!ask(deadline, kit).isEmpty());
    late.status = Status::Resolved;
    open(late);
    QVERIFY(ask(deadline, kit).isEmpty());
  }
};

QTEST_GUILESS_MAIN(DecisionTest)
#include "decision_test.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/packs/starter_packs.h"
#include "repositories/database/exception_state.h"
#include "tests/support/pack_decision.h"

#include <QJsonDocument>
#include <QTest>

using namespace sentinai;
using namespace Qt::StringLiterals;

namespace {

QJsonObject json(const QByteArray& text) {
  QJsonParseError problem;
  const QJsonObject object = QJsonDocument::fromJson(text, &problem).object();
  if (problem.error != QJsonParseError::NoError) {
    qFatal("no JSON: %s, %s", text.constData(), qPrintable(problem.errorString()));
  }
  return object;
}

Instant at(const char* time) {
  return *parseIsoText(QString::fromLatin1(time));
}

Exception exceptionOf(const QString& domain, const QString& type, const QString& amount = QString()) {
  Exception exception;
  exception.exceptionId = u"EX-1"_s;
  exception.domain = domain;
  exception.type = type;
  exception.severity = Severity::Low;
  exception.entity = u"CP-1"_s;
  exception.owner = u"ann"_s;
  exception.amount = Decimal::parse(amount);
  exception.createdAt = at("2026-03-06T16:30:00Z"); // A Friday.
  return exception;
}

PackDecision decide(const QJsonObject& pack, const Exception& exception, const QJsonObject& policy = {}) {
  const TenantPolicy tenant = policy.isEmpty() ? TenantPolicy() : *TenantPolicy::fromJson(policy);
  const Result<EffectivePack> effective = EffectivePack::combine(pack, tenant);
  if (!effective) {
    qFatal("%s", qPrintable(effective.error().message));
  }
  const Result<PackDecision> decision = packDecision(*effective, exception);
  if (!decision) {
    qFatal("%s", qPrintable(decision.error().message));
  }
  return *decision;
}

/// Why the pack is refused.
QString refusal(const QByteArray& pack) {
  const Result<DomainPack> parsed = DomainPack::fromJson(json(pack));
  return parsed ? QString() : parsed.error().message;
}

} // namespace

/// What packs decide.
class PackTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void severityComesFromTheMostPreciseThatSaysIt() {
    QJsonObject pack = json(R"({"name": "p", "domain": "D"})");
    const Exception exception = exceptionOf(u"D"_s, u"T"_s, u"10"_s);
    QCOMPARE(decide(pack, exception).triage.severity, Severity::Low);
    QCOMPARE(decide(pack, exception).triage.rule, u"source"_s);
    pack.insert("default_severity"_L1, u"medium"_s);
    QCOMPARE(decide(pack, exception).triage.severity, Severity::Medium);
    QCOMPARE(decide(pack, exception).triage.rule, u"default"_s);
    pack.insert("types"_L1, json(R"({"T": {"severity": "high"}, "U": {"severity": "low"}})"));
    QCOMPARE(decide(pack, exception).triage.severity, Severity::High);
    QCOMPARE(decide(pack, exception).triage.rule, u"type"_s);
    pack.insert(
        "severity_rules"_L1,
        json(R"({"x": {"when": {">": [{"var": "exception.amount"}, 9]}, "severity": "critical", "reason": "r"}})"));
    QCOMPARE(decide(pack, exception).triage.severity, Severity::Critical);
    QCOMPARE(decide(pack, exception).triage.rule, u"x"_s);
    QCOMPARE(decide(pack, exception).triage.reason, u"r"_s);
    QCOMPARE(decide(pack, exceptionOf(u"D"_s, u"T"_s, u"9"_s)).triage.rule, u"type"_s);
  }

  void rulesAreAskedByPriorityThenName() {
    const QJsonObject pack = json(R"({"name": "p", "domain": "D", "severity_rules": {
      "a": {"priority": 5, "when": true, "severity": "low", "reason": "r"},
      "c": {"priority": 1, "when": true, "severity": "high", "reason": "r"},
      "b": {"priority": 1, "when": true, "severity": "critical", "reason": "r"},
      "0": {"priority": 0, "when": false, "severity": "medium", "reason": "r"}}})");
    QCOMPARE(decide(pack, exceptionOf(u"D"_s, u"T"_s)).triage.rule, u"b"_s);
  }

  void rulesReadTheFacts() {
    const QJsonObject pack = json(R"({"name": "p", "domain": "D", "values": {"types": ["T"]}, "severity_rules": {
      "x": {"when": {"and": [
        {"in": [{"var": "exception.type"}, {"var": "pack.values.types"}]}, {"==": [{"var": "pack.domain"}, "D"]},
        {"==": [{"var": "now"}, {"var": "exception.created_at"}]}, {"==": [{"var": "exception.status"}, "open"]},
        {"==": [{"var": "exception.exception_id"}, "EX-1"]}, {"missing": ["event", "exception.resolved_at"]},
        {"===": [{"var": "exception.amount"}, "0.1"]}]}, "severity": "high", "reason": "r"}}})");
    QCOMPARE(decide(pack, exceptionOf(u"D"_s, u"T"_s, u"0.10"_s)).triage.rule, u"x"_s);
  }

  void deadlinesRunAllTheTimeOrInBusinessHours() {
    QJsonObject pack = json(R"({"name": "p", "domain": "D", "sla": {"low": "P1DT2H"}})");
    const Exception exception = exceptionOf(u"D"_s, u"T"_s);
    QCOMPARE(decide(pack, exception).triage.slaDeadline, at("2026-03-07T18:30:00Z"));
    // Berlin is an hour ahead: it arises at 17:30 on Friday, half an hour before closing; then 10 hours on Monday, none
    // on Tuesday, 10 on Wednesday, and the rest on Thursday.
    pack.insert("sla"_L1, json(R"({"low": "P1D", "calendar": {"zone": "Europe/Berlin", "days": [1, 2, 3, 4, 5],
      "from": "08:00", "to": "18:00", "holidays": ["2026-03-10"]}})"));
    QCOMPARE(decide(pack, exception).triage.slaDeadline, at("2026-03-12T10:30:00Z"));
    pack.insert("sla"_L1, json(R"({"high": "P1D"})"));
    QCOMPARE(decide(pack, exception).triage.slaDeadline, std::nullopt);
    // A time after the year 9999 cannot be written.
    pack.insert("sla"_L1, json(R"({"low": "P1D"})"));
    Exception last = exception;
    last.createdAt = at("9999-12-31T12:00:00Z");
    QCOMPARE(decide(pack, last).triage.slaDeadline, std::nullopt);
  }

  void theStrictestGuardrailCounts() {
    QJsonObject pack = json(R"({"name": "p", "domain": "D", "guardrails": {
      "a": {"when": {">": [{"var": "exception.amount"}, 10]}, "effect": "denied", "reason": "no"},
      "b": {"when": {">": [{"var": "exception.amount"}, 5]}, "effect": "approval_required", "reason": "ask"}}})");
    using Outcome = PolicyDecision::Outcome;
    QCOMPARE(decide(pack, exceptionOf(u"D"_s, u"T"_s, u"1"_s)).policy, PolicyDecision());
    QCOMPARE(decide(pack, exceptionOf(u"D"_s, u"T"_s, u"6"_s)).policy,
             (PolicyDecision{Outcome::ApprovalRequired, {u"b"_s}, {u"ask"_s}}));
    QCOMPARE(decide(pack, exceptionOf(u"D"_s, u"T"_s, u"11"_s)).policy,
             (PolicyDecision{Outcome::Denied, {u"a"_s, u"b"_s}, {u"no"_s, u"ask"_s}}));
  }

  void theTenantsLimitsAskForApprovals() {
    const QJsonObject pack = json(R"({"name": "p", "domain": "D", "resolution_rules": {
      "x": {"when": true, "action": "act", "confidence": 0.5, "rationale": "why", "playbook": "book"}}})");
    const Exception exception = exceptionOf(u"D"_s, u"T"_s, u"10"_s);
    const auto rules = [&](const QByteArray& limits) {
      return decide(pack, exception, json(R"({"name": "t", "approval_limits": )" + limits + "}")).policy.rules;
    };
    QCOMPARE(decide(pack, exception).resolution, (ResolutionDecision{u"x"_s, u"act"_s, 0.5, u"why"_s, u"book"_s}));
    QCOMPARE(rules(R"({"amount": 10, "severity": "medium", "confidence": 0.5})"), QStringList());
    QCOMPARE(rules(R"({"amount": 9.5})"), QStringList{u"approval_limits/amount"_s});
    QCOMPARE(rules(R"({"severity": "low"})"), QStringList{u"approval_limits/severity"_s});
    QCOMPARE(rules(R"({"confidence": 0.6})"), QStringList{u"approval_limits/confidence"_s});
  }

  void theTenantNamesItsTools() {
    QVERIFY(TenantPolicy().allowsTool(u"mail"_s));
    const TenantPolicy some = *TenantPolicy::fromJson(json(R"({"name": "t", "allowed_tools": ["mail"]})"));
    QVERIFY(some.allowsTool(u"mail"_s));
    QVERIFY(!some.allowsTool(u"settle"_s));
    QVERIFY(!TenantPolicy::fromJson(json(R"({"name": "t", "allowed_tools": []})"))->allowsTool(u"mail"_s));
  }

  /// An overlay that means to replace the operator adds a second one, and two of them would always hold.
  void anOverlayReplacesAnOperatorByTakingItOut() {
    const QJsonObject pack = json(R"({"name": "p", "domain": "D", "severity_rules": {
      "x": {"when": {"and": [true, false]}, "severity": "high", "reason": "r"}}})");
    const auto policy = [](const QByteArray& when) {
      return *TenantPolicy::fromJson(
          json(R"({"name": "t", "overlays": {"D": {"severity_rules": {"x": {"severity": "critical", "when": )" + when +
               "}}}}}"));
    };
    const Result<EffectivePack> both = EffectivePack::combine(pack, policy(R"({"==": [1, 1]})"));
    QVERIFY(!both);
    QCOMPARE(both.error().kind, DbError::Kind::InvalidInput);
    QVERIFY2(both.error().message.contains(u"/severity_rules/x/when: "_s), qPrintable(both.error().message));
    QVERIFY2(both.error().message.contains(u"null takes one out"_s), qPrintable(both.error().message));
    const Result<EffectivePack> one = EffectivePack::combine(pack, policy(R"({"and": null, "==": [1, 1]})"));
    QVERIFY2(one, one ? "" : qPrintable(one.error().message));
    QCOMPARE(packDecision(*one, exceptionOf(u"D"_s, u"T"_s))->triage.severity, Severity::Critical);
  }

  void refusesWithPlaceAndReason_data() {
    QTest::addColumn<QByteArray>("pack");
    QTest::addColumn<QString>("place");
    const auto add = [](const char* members, const char* place) {
      QTest::newRow(members) << QByteArray(R"({"name": "p", "domain": "D", )") + members + '}'
                             << QString::fromLatin1(place);
    };
    add(R"("sevirity_rules": {})", "sevirity_rules");
    add(R"("default_severity": "urgent")", "/default_severity");
    add(R"("sla": {"low": "4h"})", "/sla/low");
    add(R"("sla": {"low": "P1M"})", "/sla/low");
    add(R"("sla": {"calendar": {"days": [8], "from": "08:00", "to": "18:00"}})", "/sla/calendar/days/0");
    add(R"("sla": {"calendar": {"days": [1], "from": "08:00", "to": "25:00"}})", "/sla/calendar/to");
    add(R"("sla": {"calendar": {"days": [1], "from": "08:00", "to": "07:00"}})", "/sla/calendar/to");
    add(R"("sla": {"calendar": {"zone": "Moon", "days": [1], "from": "08:00", "to": "09:00"}})", "/sla/calendar/zone");
    add(R"("sla": {"calendar": {"days": [1], "from": "08:00", "to": "09:00", "holidays": ["2026-02-30"]}})",
        "/sla/calendar/holidays");
    add(R"("normalisation": {"s": {"fields": {"id": "a"}}})", "/normalisation/s/fields");
    add(R"("normalisation": {"s": {"fields": {"id": "a", "type": {"rule": {"near": 1}}}}})",
        "/normalisation/s/fields/type/rule");
    add(R"("normalisation": {"s": {"time": {"zone": "Moon"}, "fields": {"id": "a", "type": "b"}}})",
        "/normalisation/s/time");
    add(R"("normalisation": {"s": {"fields": {"id": "a", "type": "b", "severity": {"first": "c", "table": {"a": "b"}}}}})",
        "/normalisation/s/fields/severity/table/a");
    add(R"("normalisation": {"s": {"fields": {"id": "a", "type": "b", "severity": {"first": "c", "default": "b"}}}})",
        "/normalisation/s/fields/severity/default");
    add(R"("normalisation": {"s": {"fields": {"id": "a", "type": "b", "severity": {"constant": "b"}}}})",
        "/normalisation/s/fields/severity/constant");
    add(R"("severity_rules": {"x": {"severity": "low", "reason": "r"}})", "/severity_rules/x");
    add(R"("severity_rules": {"x": {"when": {"!": {"near": 1}}, "severity": "low", "reason": "r"}})",
        "/severity_rules/x/when/!");
    add(R"("severity_rules": {"x": {"when": {"==": [1, 2], "in": [1, [2]]}, "severity": "low", "reason": "r"}})",
        "/severity_rules/x/when:");
    add(R"("resolution_rules": {"x": {"when": true, "action": "a", "confidence": 2, "rationale": "r"}})",
        "/resolution_rules/x/confidence");
    add(R"("guardrails": {"x": {"when": true, "effect": "allowed", "reason": "r"}})", "/guardrails/x/effect");
  }

  void refusesWithPlaceAndReason() {
    QFETCH(const QByteArray, pack);
    QFETCH(const QString, place);
    QVERIFY2(refusal(pack).contains(place), qPrintable(refusal(pack)));
  }

  /// Taken for medium, what a source begins to call by a new word would be played down unseen.
  void unknownSeveritiesAreRefused() {
    const DomainPack pack = *DomainPack::fromJson(json(R"({"name": "p", "domain": "D", "normalisation": {"s": {
      "fields": {"id": "no", "type": {"constant": "T"}, "severity": {"first": "p", "table": {"1": "critical"}}}}}})"));
    const Result<NormalisedRecord> refused = pack.normalise(u"s"_s, json(R"({"no": 1, "p": "purple"})"), Instant());
    QVERIFY(!refused);
    QVERIFY2(refused.error().message.contains(u"\"purple\" is not in the table"_s),
             qPrintable(refused.error().message));
    const Result<NormalisedRecord> silent = pack.normalise(u"s"_s, json(R"({"no": 1})"), Instant());
    QVERIFY(silent);
    QCOMPARE(silent->exception.severity, Severity::Medium);
    QVERIFY(silent->assumed.contains(u"severity"_s));
  }

  /// Taken for missing, the amount would pass the limit from which on a person must approve.
  void anAmountThatIsNoNumberIsRefused() {
    const DomainPack pack = *DomainPack::fromJson(json(R"({"name": "p", "domain": "D", "normalisation": {"s": {
      "missing": ["?"], "fields": {"id": "no", "type": {"constant": "T"},
        "amount": {"rule": {"/": [{"var": "cents"}, {"var": "m.by"}]}}}}}})"));
    const auto read = [&pack](const char* record) { return pack.normalise(u"s"_s, json(record), Instant()); };
    for (const auto& [record, reason] :
         {std::pair{R"({"no": 1, "cents": "125,000.00", "m": {"by": 100}})",
                    R"(amount: The rule gives no number of cents "125,000.00", m.by "100".)"},
          std::pair{R"({"no": 1, "cents": 5})", R"(amount: The rule gives no number of cents "5".)"},
          std::pair{R"({"no": 1, "cents": 5, "m": {"by": 0}})",
                    R"(amount: The rule gives no number of cents "5", m.by "0".)"},
          std::pair{R"({"no": 1, "cents": [1, 2]})", "amount: The rule gives no number of cents."}}) {
      const Result<NormalisedRecord> refused = read(record);
      QVERIFY(!refused);
      QCOMPARE(refused.error().kind, DbError::Kind::InvalidInput);
      QCOMPARE(refused.error().message, QString::fromLatin1(reason));
    }
    QCOMPARE(read(R"({"no": 1, "cents": "12500", "m": {"by": 100}})")->exception.amount->text(), u"125"_s);
    QVERIFY(!read(R"({"no": 1, "cents": "?"})")->exception.amount);
    QVERIFY(!read(R"({"no": 1})")->exception.amount);

    const DomainPack blind = *DomainPack::fromJson(json(R"({"name": "p", "domain": "D", "normalisation": {"s": {
      "fields": {"id": "no", "type": {"constant": "T"}, "amount": {"rule": {"/": [{"var": {"cat": "a"}}, "x"]}}}}}})"));
    QVERIFY(!blind.normalise(u"s"_s, json(R"({"no": 1, "a": 5})"), Instant()));
  }

  void rulesSayWhatTheyRead() {
    const DomainPack pack = *DomainPack::fromJson(json(R"({"name": "p", "domain": "D",
      "severity_rules": {"one": {"when": {"<": [{"var": "exception.amount"}, {"var": "pack.values.most"}]},
        "severity": "low", "reason": "r"}},
      "guardrails": {"one": {"when": {"var": "event.raw"}, "effect": "denied", "reason": "r"}}})"));
    QCOMPARE(pack.pathsOf(u"severity_rules"_s, u"one"_s), (QStringList{u"exception.amount"_s, u"pack.values.most"_s}));
    QCOMPARE(pack.pathsOf(u"guardrails"_s, u"one"_s), QStringList{u"event.raw"_s});
    QVERIFY(!pack.pathsOf(u"resolution_rules"_s, u"one"_s));
    QVERIFY(!pack.pathsOf(u"severity_rules"_s, u"two"_s));
  }

  void rawRecordsBecomeExceptions() {
    const DomainPack pack = *DomainPack::fromJson(json(R"({"name": "p", "domain": "D", "normalisation": {"s": {
      "missing": ["?"], "time": {"formats": ["d/M/yyyy H:mm"], "zone": "Europe/Berlin"},
      "fields": {"id": "no", "type": {"join": ["a", "b"], "separator": " / ", "default": "Other"},
        "severity": {"first": "p", "table": {"1": "critical"}, "default": "low"},
        "entity": {"first": ["x", "y"]}, "amount": {"rule": {"*": [{"var": "n"}, 0.5]}}, "currency": {"constant": "EUR"},
        "created_at": "at"}}}})"));
    const Instant now = at("2026-03-06T00:00:00Z");
    const Result<NormalisedRecord> whole = pack.normalise(
        u"s"_s, json(R"({"no": 17, "a": "A", "b": "B", "p": 1, "x": "?", "y": "Y", "n": 5, "at": "1/3/2026 9:05"})"),
        now);
    QVERIFY2(whole, whole ? "" : qPrintable(whole.error().message));
    QCOMPARE(whole->exception.exceptionId, u"17"_s);
    QCOMPARE(whole->exception.domain, u"D"_s);
    QCOMPARE(whole->exception.sourceSystem, u"s"_s);
    QCOMPARE(whole->exception.type, u"A / B"_s);
    QCOMPARE(whole->exception.severity, Severity::Critical);
    QCOMPARE(whole->exception.entity, u"Y"_s);
    QCOMPARE(whole->exception.amount->text(), u"2.5"_s);
    QCOMPARE(*whole->exception.currency, u"EUR"_s);
    QCOMPARE(whole->exception.createdAt, at("2026-03-01T08:05:00Z"));
    QCOMPARE(whole->translated, json(R"({"severity": {"from": "1", "to": "critical"},
      "amount": {"from": null, "to": "2.5"}, "currency": {"from": null, "to": "EUR"},
      "created_at": {"from": "1/3/2026 9:05", "to": "2026-03-01T08:05:00Z"}})"));
    QCOMPARE(whole->assumed, QStringList{u"currency"_s});
    QCOMPARE(whole->state, toStateJson(whole->exception));

    const Result<NormalisedRecord> sparse = pack.normalise(u"s"_s, json(R"({"no": "18", "p": "9", "n": null})"), now);
    QCOMPARE(sparse->exception.type, u"Other"_s);
    QCOMPARE(sparse->exception.severity, Severity::Low);
    QCOMPARE(sparse->exception.createdAt, now);
    QVERIFY(!sparse->exception.amount);
    QCOMPARE(sparse->translated.value("type"_L1).toObject(), json(R"({"from": null, "to": "Other"})"));
    QCOMPARE(sparse->translated.value("severity"_L1).toObject(), json(R"({"from": "9", "to": "low"})"));
    QCOMPARE(sparse->assumed, (QStringList{u"created_at"_s, u"currency"_s, u"severity"_s, u"type"_s}));

    const Result<NormalisedRecord> marked = pack.normalise(u"s"_s,
                                                           json("{\"no\": \"\xEF\xBB\xBF"
                                                                "19\", \"a\": \"\\ufeffA\"}"),
                                                           now);
    QCOMPARE(marked->exception.exceptionId, u"19"_s);
    QCOMPARE(marked->exception.type, u"A"_s);

    QCOMPARE(pack.normalise(u"t"_s, {}, now).error().kind, DbError::Kind::NotFound);
    for (const auto& [raw, field] :
         {std::pair{R"({"no": "?"})", "id"}, std::pair{R"({"no": 1, "at": "noon"})", "created_at"},
          std::pair{R"({"no": {"a": 1}})", "id"}}) {
      const Result<NormalisedRecord> refused = pack.normalise(u"s"_s, json(raw), now);
      QVERIFY(!refused);
      QCOMPARE(refused.error().kind, DbError::Kind::InvalidInput);
      QVERIFY2(refused.error().message.startsWith(QString::fromLatin1(field)), qPrintable(refused.error().message));
    }
  }

  void theItPackReadsTheIncidentLog() {
    const DomainPack pack = *DomainPack::fromJson(*loadPack(u"it"_s));
    const Result<NormalisedRecord> incident = pack.normalise(u"servicenow"_s, json(R"({"number": "INC0000045",
      "incident_state": "New", "opened_at": "29/2/2016 01:16", "location": "Location 143", "category": "Category 55",
      "subcategory": "Subcategory 170", "cmdb_ci": "?", "priority": "3 - Moderate", "assignment_group": "Group 56",
      "assigned_to": "?"})"),
                                                             at("2026-03-06T00:00:00Z"));
    QVERIFY(incident);
    QCOMPARE(incident->exception.exceptionId, u"INC0000045"_s);
    QCOMPARE(incident->exception.type, u"Category 55 / Subcategory 170"_s);
    QCOMPARE(incident->exception.severity, Severity::Medium);
    QCOMPARE(incident->exception.entity, u"Location 143"_s);
    QCOMPARE(*incident->exception.owner, u"Group 56"_s);
    QCOMPARE(incident->exception.createdAt, at("2016-02-29T01:16:00Z"));
  }

  void aRuleThatCannotBeEvaluatedIsNoNo() {
    const QJsonObject pack = json(R"({"name": "p", "domain": "D", "guardrails": {
      "x": {"when": {"*": []}, "effect": "denied", "reason": "r"}}})");
    const Exception exception = exceptionOf(u"D"_s, u"T"_s);
    const Result<PackDecision> decision = packDecision(*EffectivePack::combine(pack, {}), exception);
    QVERIFY(!decision);
    QVERIFY(decision.error().message.contains(u"/guardrails/x/when"_s));
  }

  void starterPacksDecideAboutTheirDomains() {
    QCOMPARE(starterPacks(), (QStringList{u"finance"_s, u"healthcare"_s, u"it"_s}));
    const QJsonObject finance = *loadPack(u"finance"_s);
    const PackDecision declaration = decide(finance, exceptionOf(u"Finance"_s, u"Domestic declaration"_s, u"58.73"_s));
    QCOMPARE(declaration.triage.severity, Severity::Low);
    QCOMPARE(declaration.triage.slaDeadline, at("2026-03-11T16:30:00Z"));
    QCOMPARE(declaration.resolution->rule, u"return-declaration"_s);
    QCOMPARE(declaration.policy, PolicyDecision());
    const PackDecision large = decide(finance, exceptionOf(u"Finance"_s, u"SettlementFail"_s, u"250000"_s));
    QCOMPARE(large.triage.severity, Severity::Critical);
    QCOMPARE(large.policy.outcome, PolicyDecision::Outcome::ApprovalRequired);

    const QJsonObject healthcare = *loadPack(u"healthcare"_s);
    const PackDecision claim = decide(healthcare, exceptionOf(u"Healthcare"_s, u"DuplicateClaim"_s, u"80"_s));
    QCOMPARE(claim.triage.severity, Severity::Low);
    QCOMPARE(claim.policy.rules, QStringList{u"withdrawal"_s});

    const QJsonObject it = *loadPack(u"it"_s);
    Exception incident = exceptionOf(u"IT"_s, u"Category 55 / Subcategory 170"_s);
    QCOMPARE(decide(it, incident).triage.rule, u"source"_s);
    incident.severity = Severity::High;
    incident.owner.reset();
    QCOMPARE(decide(it, incident).triage.severity, Severity::High);
    incident.createdAt = at("2026-03-06T22:30:00Z");
    QCOMPARE(decide(it, incident).triage.rule, u"unassigned-at-night"_s);
    QCOMPARE(decide(it, incident).resolution->rule, u"no-owner"_s);
  }
};

QTEST_GUILESS_MAIN(PackTest)
#include "pack_test.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ctl/ctl_fixture.h"
#include "tests/support/heavy_rule.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

using namespace sentinai;
using namespace Qt::StringLiterals;

namespace {

const QString kTenant = QStringLiteral("bank");

QJsonObject json(const QByteArray& text) {
  return QJsonDocument::fromJson(text).object();
}

} // namespace

/// `sentinaictl rule` and `sentinaictl pack` as other programs use them.
class CtlPackTest : public CtlFixture {
  Q_OBJECT

private:
  QTemporaryDir m_folder;

  [[nodiscard]] QString file(const QString& name, const QByteArray& content) const {
    const QString path = m_folder.filePath(name);
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size()) {
      qFatal("cannot write %s", qPrintable(path));
    }
    return path;
  }

  void create(const QString& id, const QString& amount, const QString& type = u"CashBreak"_s) const {
    const QString json = u"{\"exception_id\":\"%1\",\"domain\":\"Finance\",\"type\":\"%2\",\"severity\":\"low\","
                         u"\"source_system\":\"bank\",\"entity\":\"CP-1\",\"amount\":\"%3\"}"_s.arg(id, type, amount);
    QCOMPARE(run({u"exception"_s, u"create"_s, json}).status, 0);
  }

private Q_SLOTS:
  void init() { makeDatabase(kTenant, Access::Admin, u"First Bank"_s); }

  void evaluatesRules() {
    const QString data = file(u"data.json"_s, R"({"a": {"b": [1, 2]}})");
    const auto output = [&](const QByteArray& rule, const QStringList& more, const QByteArray& input = {}) {
      // It needs no database.
      return CtlRun::of(u"sqlite:/nowhere"_s, QStringList{u"rule"_s, u"eval"_s, QString::fromUtf8(rule)} + more, input)
          .output;
    };
    QCOMPARE(output(R"({"var": "a.b.1"})", {u"--data"_s, data}), QByteArray("2\n"));
    QCOMPARE(output(R"({"var": "a"})", {u"--data"_s, u"-"_s}, R"({"a": "x"})"), QByteArray("\"x\"\n"));
    QCOMPARE(output("-", {u"--data"_s, data}, R"([{"var": "a"}, "é"])"), QByteArray(R"([{"b":[1,2]},"é"])"
                                                                                    "\n"));
    QCOMPARE(output(R"({"/": [1, 0]})", {}), QByteArray("null\n"));
    QCOMPARE(output("5", {}), QByteArray("5\n"));
    QCOMPARE(output(R"({"==": [1, 1]})", {u"--json"_s}), QByteArray("true\n"));
  }

  void showsWhatRulesLog() {
    const CtlRun logged = run({u"rule"_s, u"eval"_s, uR"({"log": [[1, "x"]]})"_s});
    QCOMPARE(logged.output, QByteArray("[1,\"x\"]\n"));
    QCOMPARE(logged.errors, QByteArray("sentinaictl: log: [1,\"x\"]\n"));
  }

  void refusesRulesThatAreNone() {
    const auto status = [this](const QString& rule, const QStringList& more = {}) {
      const CtlRun refused = run(QStringList{u"rule"_s, u"eval"_s, rule} + more);
      return refused.output.isEmpty() && !refused.errors.isEmpty() ? refused.status : -1;
    };
    QCOMPARE(status(u"{\"var\""_s), 7);
    QCOMPARE(status(u""_s), 7);
    QCOMPARE(status(u"1, 2"_s), 7);
    QCOMPARE(status(u"{\"if\": [1, {\"near\": 1}]}"_s), 7);
    QCOMPARE(status(u"{\"*\": []}"_s), 7);
    QCOMPARE(status(u"["_s.repeated(2'000)), 7);
    QCOMPARE(status(u"1"_s, {u"--data"_s, m_folder.filePath(u"none"_s)}), 4);
    QCOMPARE(status(u"1"_s, {u"--data"_s, file(u"broken"_s, "{")}), 7);
    QCOMPARE(status(u"-"_s, {u"--data"_s, u"-"_s}), 2);
    QCOMPARE(run({u"rule"_s, u"eval"_s}).status, 2);
    QVERIFY(run({u"rule"_s, u"eval"_s, u"{\"if\": [1, {\"near\": 1}]}"_s}).errors.contains("/if/1"));
  }

  void publishesComparesAndRollsBack() {
    const CtlRun published = run({u"--json"_s, u"pack"_s, u"publish"_s, u"finance"_s, u"--activate"_s});
    QCOMPARE(published.errors, QByteArray());
    QCOMPARE(published.object().value("subject"_L1).toString(), u"Finance"_s);
    QCOMPARE(published.object().value("version"_L1).toInt(), 1);
    QVERIFY(published.object().value("active"_L1).toBool());

    QJsonObject pack = run({u"pack"_s, u"show"_s, u"Finance"_s}).object();
    QCOMPARE(pack.value("domain"_L1).toString(), u"Finance"_s);
    pack.insert("default_severity"_L1, u"low"_s);
    const CtlRun second = run({u"--json"_s, u"pack"_s, u"publish"_s, u"-"_s}, compact(pack));
    QCOMPARE(second.object().value("version"_L1).toInt(), 2);
    QVERIFY(!second.object().value("active"_L1).toBool());

    const CtlRun difference = run({u"--json"_s, u"pack"_s, u"diff"_s, u"Finance"_s});
    QCOMPARE(difference.rows(), (QList<QJsonObject>{{{u"path"_s, u"/default_severity"_s}, {u"after"_s, u"low"_s}}}));
    const CtlRun back = run({u"pack"_s, u"diff"_s, u"Finance"_s, u"--from"_s, u"2"_s, u"--to"_s, u"1"_s});
    QCOMPARE(back.output, QByteArray("- /default_severity: \"low\"\n"));

    const QStringList activate{u"pack"_s, u"activate"_s, u"Finance"_s, u"--version"_s, u"2"_s, u"--expect"_s};
    QCOMPARE(run(activate + QStringList{u"none"_s}).status, 5);
    QCOMPARE(run(activate + QStringList{u"0"_s}).status, 2);
    QCOMPARE(run(activate + QStringList{u"1"_s}).status, 0);
    QCOMPARE(run({u"pack"_s, u"show"_s, u"Finance"_s}).object(), pack);
    const CtlRun rolledBack = run({u"--json"_s, u"pack"_s, u"rollback"_s, u"Finance"_s, u"--version"_s, u"1"_s});
    QCOMPARE(rolledBack.object().value("version"_L1).toInt(), 3);
    QVERIFY(!run({u"pack"_s, u"show"_s, u"Finance"_s}).object().contains("default_severity"_L1));

    const QList<QJsonObject> listed = run({u"--json"_s, u"pack"_s, u"list"_s}).rows();
    QCOMPARE(listed.size(), 3);
    QCOMPARE(listed.front().value("version"_L1).toInt(), 3);
    QVERIFY(listed.front().value("active"_L1).toBool());
  }

  void rollsBackToWhatWasActiveBefore() {
    const auto publish = [this](const QByteArray& pack, const QStringList& more) {
      QCOMPARE(run(QStringList{u"pack"_s, u"publish"_s, u"-"_s} + more, pack).status, 0);
    };
    const auto rollBack = [this](const QStringList& what) {
      return run(QStringList{u"--json"_s, u"pack"_s, u"rollback"_s} + what);
    };
    for (const char* name : {"One", "Two", "Three", "Four"}) {
      publish(compact({{u"domain"_s, u"Finance"_s}, {u"name"_s, QString::fromLatin1(name)}}), {});
      publish(compact({{u"name"_s, QString::fromLatin1(name)}}), {u"--policy"_s});
    }
    for (const QString& which : {u"Finance"_s, u"--policy"_s}) {
      const auto name = [&] { return run({u"pack"_s, u"show"_s, which}).object().value("name"_L1).toString(); };
      const auto activate = [&](const QString& version) {
        QCOMPARE(run({u"pack"_s, u"activate"_s, which, u"--version"_s, version}).status, 0);
      };
      QCOMPARE(rollBack({which}).status, 4);
      activate(u"3"_s);
      QCOMPARE(rollBack({which}).status, 4);
      activate(u"1"_s);
      activate(u"4"_s);
      activate(u"4"_s);
      QCOMPARE(rollBack({which, u"--expect"_s, u"3"_s}).status, 5);
      QCOMPARE(rollBack({which, u"--expect"_s, u"4"_s}).object().value("version"_L1).toInt(), 5);
      QCOMPARE(name(), u"One"_s);
      QCOMPARE(rollBack({which}).object().value("version"_L1).toInt(), 6);
      QCOMPARE(name(), u"Four"_s);
    }
  }

  void overlaysTheTenantsPolicy() {
    QCOMPARE(run({u"pack"_s, u"publish"_s, u"finance"_s, u"--activate"_s}).status, 0);
    const QByteArray policy = R"({"name": "Bank", "overlays": {"Finance": {"values": {"high_amount": 7},
      "types": {"CashBreak": null}}}})";
    const CtlRun published =
        run({u"--json"_s, u"pack"_s, u"publish"_s, u"-"_s, u"--policy"_s, u"--activate"_s}, policy);
    QCOMPARE(published.errors, QByteArray());
    QCOMPARE(published.object().value("kind"_L1).toString(), u"policy"_s);
    QCOMPARE(published.object().value("subject"_L1).toString(), kTenant);

    const QJsonObject effective = run({u"pack"_s, u"show"_s, u"Finance"_s, u"--effective"_s}).object();
    QCOMPARE(effective.value("values"_L1).toObject().value("high_amount"_L1).toInt(), 7);
    QVERIFY(!effective.value("types"_L1).toObject().contains("CashBreak"_L1));
    QCOMPARE(run({u"pack"_s, u"show"_s, u"--policy"_s}).object().value("name"_L1).toString(), u"Bank"_s);

    // Neither may stop fitting the other.
    QJsonObject pack = run({u"pack"_s, u"show"_s, u"Finance"_s}).object();
    pack.insert("values"_L1, QJsonObject());
    QCOMPARE(run({u"pack"_s, u"publish"_s, u"-"_s}, compact(pack)).status, 0);
    const QByteArray misfit = R"({"name": "Bank", "overlays": {"Finance": {"name": null}}})";
    const CtlRun refused = run({u"pack"_s, u"publish"_s, u"-"_s, u"--policy"_s}, misfit);
    QCOMPARE(refused.status, 7);
    QVERIFY(refused.errors.contains("Finance"));
    QCOMPARE(run({u"pack"_s, u"publish"_s, u"-"_s, u"--policy"_s}, R"({"name": "Bank", "overlays": {"Nowhere": {}}})")
                 .status,
             4);
  }

  void refusesPacksThatDoNotFit() {
    const auto errors = [this](const QByteArray& pack, int status = 7) {
      const CtlRun refused = run({u"pack"_s, u"publish"_s, u"-"_s}, pack);
      return refused.status == status ? refused.errors : QByteArray("another status");
    };
    QVERIFY(errors("{").contains("byte"));
    QVERIFY(errors(R"({"domain": "IT"})").contains("name"));
    QVERIFY(errors(R"({"name": "x", "domain": "IT", "types": {"a": {"severity": "awful"}}})")
                .contains("/types/a/severity"));
    QVERIFY(errors(R"({"name": "x", "domain": "IT", "guardrails": {"a/b": {"when": {"and": [{"near": 1}]},
      "effect": "denied", "reason": "r"}}})")
                .contains("/guardrails/a~1b/when/and/0"));
    QCOMPARE(run({u"pack"_s, u"publish"_s, u"nothing-of-that-name"_s}).status, 4);
    QCOMPARE(run({u"pack"_s, u"show"_s, u"IT"_s}).status, 4);
    QCOMPARE(run({u"pack"_s, u"show"_s}).status, 2);
    QCOMPARE(run({u"pack"_s, u"show"_s, u"IT"_s, u"--policy"_s}).status, 2);
    QCOMPARE(run({u"pack"_s, u"activate"_s, u"IT"_s, u"--version"_s, u"1"_s}).status, 4);
    QCOMPARE(run({u"pack"_s, u"activate"_s, u"IT"_s}).status, 2);
    QCOMPARE(run({u"--json"_s, u"pack"_s, u"list"_s}).rows().size(), 0);
  }

  void triesACandidateOut() {
    QCOMPARE(run({u"pack"_s, u"publish"_s, u"finance"_s, u"--activate"_s}).status, 0);
    create(u"EX-1"_s, u"500"_s);
    create(u"EX-2"_s, u"5000"_s);
    create(u"EX-3"_s, u"5"_s);
    const QStringList before = eventTypes();

    QJsonObject pack = run({u"pack"_s, u"show"_s, u"Finance"_s}).object();
    QJsonObject values = pack.value("values"_L1).toObject();
    values.insert("high_amount"_L1, 100);
    pack.insert("values"_L1, values);
    const CtlRun tried = run({u"--json"_s, u"pack"_s, u"what-if"_s, u"-"_s}, compact(pack));
    QCOMPARE(tried.errors, QByteArray());
    QCOMPARE(tried.rows().size(), 2);
    const QJsonObject change = tried.rows().front();
    QCOMPARE(change.value("exception_id"_L1).toString(), u"EX-1"_s);
    QCOMPARE(change.value("severity_before"_L1).toString(), u"medium"_s);
    QCOMPARE(change.value("severity_after"_L1).toString(), u"high"_s);
    QCOMPARE(change.value("rule_before"_L1).toString(), u"type"_s);
    QCOMPARE(change.value("rule_after"_L1).toString(), u"high-amount"_s);
    QCOMPARE(change.value("policy_before"_L1).toString(), u"allowed"_s);
    QCOMPARE(change.value("policy_after"_L1).toString(), u"approval_required"_s);
    QCOMPARE(tried.rows().back(), (QJsonObject{{u"examined"_s, 3},
                                               {u"changed"_s, 1},
                                               {u"undecided"_s, 0},
                                               {u"severities"_s, QJsonObject{{u"medium → high"_s, 1}}}}));
    QCOMPARE(eventTypes(), before);

    const QByteArray words = run({u"pack"_s, u"what-if"_s, u"-"_s}, compact(pack)).output;
    QVERIFY2(words.startsWith("EX-1  severity medium → high, rule type → high-amount, deadline "), words);
    QVERIFY2(words.contains("policy allowed → approval_required") && !words.contains("playbook"), words);

    // One about which the candidate takes too many steps is named, and the others are looked at all the same.
    const CtlRun partly = run({u"--json"_s, u"pack"_s, u"what-if"_s, u"-"_s}, compact(withHeavyRule(pack, u"EX-1"_s)));
    QCOMPARE(partly.errors, QByteArray());
    QCOMPARE(partly.rows().front().value("exception_id"_L1).toString(), u"EX-1"_s);
    QVERIFY(partly.rows().front().value("error"_L1).toString().contains(u"steps"_s));
    QCOMPARE(partly.rows().back().value("undecided"_L1).toInt(), 1);
    QCOMPARE(partly.rows().back().value("examined"_L1).toInt(), 3);

    const QByteArray policy = R"({"name": "Bank", "approval_limits": {"amount": 400}})";
    const CtlRun limited =
        run({u"--json"_s, u"pack"_s, u"what-if"_s, u"-"_s, u"--policy"_s, u"--domain"_s, u"Finance"_s}, policy);
    // EX-2 needs an approval anyhow, but now for one reason more.
    QCOMPARE(limited.rows().back().value("changed"_L1).toInt(), 2);
    QCOMPARE(run({u"pack"_s, u"what-if"_s}).status, 2);
    QCOMPARE(run({u"pack"_s, u"what-if"_s, u"it"_s}).status, 4);
    QCOMPARE(run({u"pack"_s, u"what-if"_s, u"finance"_s, u"--domain"_s, u"IT"_s}).status, 7);
  }

  /// What agents and people have made of the exceptions since does not count, and rules read the event that triage
  /// reads.
  void candidatesJudgeWhatIntakeKnew() {
    QJsonObject pack = json(R"({"name": "P", "domain": "Finance",
      "normalisation": {"murex": {"fields": {"id": "id", "type": "kind"}}},
      "severity_rules": {"raise": {"priority": 5, "when": {"==": [{"var": "exception.severity"}, "medium"]},
        "severity": "high", "reason": "r"}},
      "resolution_rules": {"any": {"when": true, "action": "Do it", "confidence": 0.9, "rationale": "r"}}})");
    QCOMPARE(run({u"pack"_s, u"publish"_s, u"-"_s, u"--activate"_s}, compact(pack)).status, 0);
    create(u"EX-1"_s, u"500"_s);
    const QString worker = addLogin(u"worker"_s, Access::Agent);
    QCOMPARE(runAs(worker, {u"exception"_s, u"ingest"_s, u"-"_s}, R"({"id": "EX-2", "kind": "CashBreak"})").status, 0);
    QCOMPARE(runAs(worker, {u"agent"_s, u"run"_s}).status, 0);
    QCOMPARE(run({u"exception"_s, u"update"_s, u"EX-2"_s, u"--version"_s, u"2"_s, u"--set"_s, u"severity=critical"_s})
                 .status,
             0);
    const auto tryOut = [&](const QByteArray& when) {
      QJsonObject rules = pack.value("severity_rules"_L1).toObject();
      rules.insert(u"new"_s, json(R"({"priority": 1, "severity": "low", "reason": "r", "when": )" + when + "}"));
      QJsonObject candidate = pack;
      candidate.insert(u"severity_rules"_s, rules);
      return run({u"--json"_s, u"pack"_s, u"what-if"_s, u"-"_s}, compact(candidate)).rows();
    };
    QCOMPARE(tryOut(R"({"in": [{"var": "exception.severity"}, ["high", "critical"]]})").size(), 1);
    QCOMPARE(tryOut(R"({"==": [{"var": "exception.status"}, "analyzing"]})").size(), 1);
    const QList<QJsonObject> changed = tryOut(R"({"==": [{"var": "event.source_system"}, "murex"]})");
    QCOMPARE(changed.size(), 2);
    QCOMPARE(changed[0].value("exception_id"_L1).toString(), u"EX-2"_s);
    QCOMPARE(changed[0].value("severity_before"_L1).toString(), u"high"_s);
    QCOMPARE(changed[0].value("severity_after"_L1).toString(), u"low"_s);
    QCOMPARE(changed[1].value("examined"_L1).toInt(), 2);

    // What only the event tells that policy answers is seen too.
    pack.insert(u"guardrails"_s, json(R"({"raised": {"when": {"==": [{"var": "event.rule"}, "raise"]},
      "effect": "denied", "reason": "r"}})"));
    const QList<QJsonObject> denied = run({u"--json"_s, u"pack"_s, u"what-if"_s, u"-"_s}, compact(pack)).rows();
    QCOMPARE(denied.size(), 2);
    QCOMPARE(denied[0].value("policy_before"_L1).toString(), u"allowed"_s);
    QCOMPARE(denied[0].value("policy_after"_L1).toString(), u"denied"_s);
    QCOMPARE(denied[0].value("action_before"_L1).toString(), u"Do it"_s);
    QCOMPARE(denied[0].value("action_after"_L1), QJsonValue(QJsonValue::Null));
  }

  void onlyAdminsPublish() {
    if (!onPostgreSql()) {
      return; // A file has no logins.
    }
    QCOMPARE(run({u"pack"_s, u"publish"_s, u"finance"_s, u"--activate"_s}).status, 0);
    const QString analyst = addLogin(u"bob"_s, Access::Analyst);
    const auto status = [&](const QStringList& arguments, const QByteArray& input = {}) {
      return CtlRun::of(analyst, QStringList{u"pack"_s} + arguments, input).status;
    };
    QCOMPARE(status({u"publish"_s, u"finance"_s}), 6);
    QCOMPARE(status({u"activate"_s, u"Finance"_s, u"--version"_s, u"1"_s}), 6);
    QCOMPARE(status({u"rollback"_s, u"Finance"_s, u"--version"_s, u"1"_s}), 6);
    QCOMPARE(status({u"publish"_s, u"-"_s, u"--policy"_s}, R"({"name": "Bank"})"), 6);
    QCOMPARE(status({u"show"_s, u"Finance"_s}), 0);
    QCOMPARE(status({u"what-if"_s, u"finance"_s}), 0);
  }

private:
  [[nodiscard]] QStringList eventTypes() const {
    QStringList types;
    for (const QJsonObject& event : run({u"--json"_s, u"event"_s, u"list"_s, u"EX-1"_s}).rows()) {
      types << event.value("type"_L1).toString();
    }
    return types;
  }
};

QTEST_GUILESS_MAIN(CtlPackTest)
#include "ctl_pack_test.moc"

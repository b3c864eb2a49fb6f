// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ctl/ctl_fixture.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace sentinai;
using namespace Qt::StringLiterals;

namespace {

const QString kTenant = QStringLiteral("desk");
const QByteArray kSteps = R"([
  {"name": "Say so", "action": "comment", "params": {"text": "Seen."}},
  {"name": "Close it", "action": "force_settle", "params": {"reason": "Agreed."}}])";

} // namespace

/// `sentinaictl playbook`, `approve` and `reject`.
class CtlPlaybookTest : public CtlFixture {
  Q_OBJECT

public:
  CtlPlaybookTest()
      : CtlFixture({u"--json"_s}) {}

private:
  QMap<QString, QString> m_urls; ///< By login.

  [[nodiscard]] CtlRun as(const QString& login, const QStringList& arguments, const QByteArray& input = {}) const {
    return runAs(m_urls.value(login), arguments, input);
  }

  /// Makes an active playbook of those steps.
  QString playbook(const QByteArray& steps, const QString& name = u"Duty"_s) {
    const CtlRun made = as(u"sue"_s, {u"playbook"_s, u"create"_s, name, u"--steps"_s, u"-"_s}, steps);
    QString id = QString::number(made.object().value("playbook_id"_L1).toInt());
    if (made.status != 0 || as(u"sue"_s, {u"playbook"_s, u"activate"_s, id}).status != 0) {
      id.clear();
    }
    return id;
  }

  void makeTool(const QString& name, const QString& url) {
    const QJsonObject tool{{u"name"_s, name}, {u"type"_s, u"webhook"_s}, {u"config"_s, QJsonObject{{u"url"_s, url}}}};
    QCOMPARE(as(u"sue"_s, {u"tool"_s, u"create"_s, u"-"_s}, QJsonDocument(tool).toJson()).errors, QByteArray());
  }

  [[nodiscard]] QString status() const {
    return as(u"sue"_s, {u"exception"_s, u"show"_s, u"INC1"_s}).object().value("status"_L1).toString();
  }

private Q_SLOTS:
  void init() {
    makeDatabase(kTenant, Access::Analyst, u"Desk"_s);
    m_urls = {{u"ann"_s, url()}};
    for (const auto& [login, access] : {std::pair{u"adam"_s, Access::Admin}, std::pair{u"sue"_s, Access::Supervisor},
                                        std::pair{u"worker"_s, Access::Agent}}) {
      m_urls.insert(login, addLogin(login, access));
    }
    QCOMPARE(as(u"adam"_s, {u"pack"_s, u"publish"_s, u"it"_s, u"--activate"_s}).status, 0);
    QCOMPARE(as(u"worker"_s, {u"exception"_s, u"ingest"_s, u"-"_s},
                R"({"number": "INC1", "priority": "3 - Moderate", "opened_at": "29/2/2016 12:16", "category": "C"})")
                 .status,
             0);
  }

  void keepsPlaybooks() {
    const CtlRun made = as(u"sue"_s, {u"playbook"_s, u"create"_s, u"Duty"_s, u"--steps"_s, u"-"_s}, kSteps);
    QCOMPARE(made.errors, QByteArray());
    const QString id = QString::number(made.object().value("playbook_id"_L1).toInt());
    QVERIFY(!made.object().value("active"_L1).toBool());
    QCOMPARE(as(u"sue"_s, {u"playbook"_s, u"create"_s, u"Duty"_s}).status, 5);
    const QJsonArray steps = as(u"sue"_s, {u"playbook"_s, u"show"_s, id}).object().value("steps"_L1).toArray();
    QCOMPARE(steps.size(), 2);
    QCOMPARE(steps[1].toObject().value("action"_L1).toString(), u"force_settle"_s);
    const auto stepId = [&steps](int at) { return QString::number(steps[at].toObject().value("step_id"_L1).toInt()); };
    const CtlRun reordered = as(u"sue"_s, {u"playbook"_s, u"reorder"_s, id, stepId(1), stepId(0)});
    QCOMPARE(reordered.rows().value(0).value("name"_L1).toString(), u"Close it"_s);
    QCOMPARE(as(u"sue"_s, {u"playbook"_s, u"reorder"_s, id, stepId(1)}).status, 7);
    QCOMPARE(as(u"sue"_s, {u"playbook"_s, u"reorder"_s, u"999999"_s, stepId(1)}).status, 4);
    QCOMPARE(as(u"sue"_s, {u"playbook"_s, u"steps"_s, id, u"--add"_s, u"-"_s},
                R"({"name": "Wait", "action": "wait", "params": {"for": "PT1H"}})")
                 .rows()
                 .size(),
             3);
    QVERIFY(as(u"sue"_s, {u"playbook"_s, u"activate"_s, id}).object().value("active"_L1).toBool());
    QCOMPARE(as(u"sue"_s, {u"playbook"_s, u"reorder"_s, id, stepId(0), stepId(1)}).status, 7);
    const CtlRun frozen = as(u"sue"_s, {u"playbook"_s, u"steps"_s, id, u"--add"_s, u"-"_s},
                             R"({"name": "Wait", "action": "wait", "params": {"for": "PT1H"}})");
    QCOMPARE(frozen.status, 5);
    QVERIFY2(frozen.errors.contains("new version"), frozen.errors);
    QCOMPARE(as(u"sue"_s, {u"playbook"_s, u"version"_s, id}).object().value("version"_L1).toInt(), 2);
    QCOMPARE(as(u"sue"_s, {u"playbook"_s, u"list"_s}).rows().size(), 2);
    QCOMPARE(as(u"sue"_s, {u"playbook"_s, u"list"_s, u"--active"_s}).rows().size(), 1);
    QCOMPARE(as(u"sue"_s, {u"playbook"_s, u"deactivate"_s, id}).status, 0);
    QCOMPARE(as(u"sue"_s, {u"playbook"_s, u"list"_s, u"--active"_s}).rows().size(), 0);
    QCOMPARE(as(u"sue"_s, {u"playbook"_s, u"show"_s, u"99999"_s}).status, 4);
    if (onPostgreSql()) {
      QCOMPARE(as(u"ann"_s, {u"playbook"_s, u"create"_s, u"Mine"_s}).status, 6);
    }
  }

  void activationAsksForTheTools_data() {
    QTest::addColumn<QByteArray>("step");
    QTest::newRow("called") << QByteArray(R"({"name": "Call", "action": "call_tool", "params": {"tool": "roster"}})");
    QTest::newRow("notifying") << QByteArray(
        R"({"name": "Tell", "action": "notify", "params": {"message": "m", "tool": "roster", "to": "x"}})");
  }

  /// Each of its runs would fail at that step.
  void activationAsksForTheTools() {
    QFETCH(QByteArray, step);
    const CtlRun made = as(u"sue"_s, {u"playbook"_s, u"create"_s, u"Duty"_s, u"--steps"_s, u"-"_s}, '[' + step + ']');
    QCOMPARE(made.errors, QByteArray());
    const QStringList activate{u"playbook"_s, u"activate"_s,
                               QString::number(made.object().value("playbook_id"_L1).toInt())};
    const CtlRun refused = as(u"sue"_s, activate);
    QCOMPARE(refused.status, 4);
    QVERIFY2(refused.errors.contains("there is no tool roster"), refused.errors);
    QCOMPARE(as(u"sue"_s, {u"playbook"_s, u"list"_s, u"--active"_s}).rows().size(), 0);
    makeTool(u"roster"_s, u"https://example.com/duty"_s);
    QVERIFY(as(u"sue"_s, activate).object().value("active"_L1).toBool());
  }

  void saysWhatDoesNotFit() {
    const CtlRun step = as(u"sue"_s, {u"playbook"_s, u"create"_s, u"Bad"_s, u"--steps"_s, u"-"_s},
                           R"([{"name": "A", "action": "comment", "params": {"text": "a"}},
                               {"name": "B", "action": "wait", "params": {"for": "soon"}}])");
    QCOMPARE(step.status, 7);
    QVERIFY2(step.errors.contains("Step 2: /params/for"), step.errors);
    const CtlRun conditions =
        as(u"sue"_s, {u"playbook"_s, u"create"_s, u"Bad"_s, u"--conditions"_s, u"-"_s}, R"({"and": [{"nope": 1}]})");
    QCOMPARE(conditions.status, 7);
    QVERIFY2(conditions.errors.contains("/and/0"), conditions.errors);
    QCOMPARE(as(u"sue"_s, {u"playbook"_s, u"create"_s, u"Bad"_s, u"--conditions"_s, u"-"_s},
                R"({"when": {"==": [1, 2]}, "prioriy": 1})")
                 .status,
             7);
    const CtlRun name = as(u"sue"_s, {u"playbook"_s, u"create"_s, u"Ba\x1b[31md"_s});
    QCOMPARE(name.status, 7);
    QVERIFY2(name.errors.contains("name of a playbook must not contain control characters"), name.errors);
    QCOMPARE(as(u"sue"_s, {u"playbook"_s, u"list"_s}).rows().size(), 0);
    QCOMPARE(as(u"sue"_s, {u"playbook"_s, u"dry-run"_s, u"INC1"_s}).status, 4);
    QCOMPARE(as(u"sue"_s, {u"playbook"_s, u"state"_s, u"INC1"_s}).status, 4);
    QCOMPARE(as(u"sue"_s, {u"approve"_s, u"INC1"_s}).status, 5);
    QCOMPARE(as(u"sue"_s, {u"approve"_s, u"NONE"_s}).status, 4);
    QCOMPARE(as(u"sue"_s, {u"reject"_s, u"INC1"_s}).status, 2);
    const CtlRun blank = as(u"sue"_s, {u"reject"_s, u"INC1"_s, u"--reason"_s, u" "_s});
    QCOMPARE(blank.status, 7);
    QVERIFY2(blank.errors.contains("needs a reason"), blank.errors);
    const CtlRun odd = as(u"sue"_s, {u"approve"_s, u"INC1"_s, u"--hash"_s, u"abc"_s});
    QCOMPARE(odd.status, 7);
    QVERIFY2(odd.errors.contains("64 hexadecimal digits"), odd.errors);
  }

  void settlesWithAnApproval() {
    const QString id = playbook(kSteps);
    const QList<QJsonObject> tried = as(u"sue"_s, {u"playbook"_s, u"dry-run"_s, u"INC1"_s, u"--playbook"_s, id}).rows();
    QVERIFY(!tried.isEmpty());
    QCOMPARE(tried.last().value("details"_L1).toObject().value("outcome"_L1).toString(), u"completed"_s);
    QCOMPARE(as(u"sue"_s, {u"event"_s, u"list"_s, u"INC1"_s}).rows().size(), 3);
    QCOMPARE(as(u"worker"_s, {u"agent"_s, u"run"_s}).status, 0);
    const QJsonObject waiting = as(u"worker"_s, {u"playbook"_s, u"run"_s, u"INC1"_s}).object();
    QVERIFY(waiting.value("waits_for_approval"_L1).toBool());
    QVERIFY(waiting.value("run"_L1).isNull());
    const QString hash = waiting.value("action_hash"_L1).toString();
    // Somebody changes it, so what was looked at is not what would be done.
    QCOMPARE(as(u"sue"_s, {u"exception"_s, u"update"_s, u"INC1"_s, u"--version"_s, u"3"_s, u"--set"_s, u"owner=zoe"_s})
                 .status,
             0);
    QCOMPARE(as(u"sue"_s, {u"approve"_s, u"INC1"_s, u"--hash"_s, hash}).status, 5);
    QCOMPARE(as(u"worker"_s, {u"agent"_s, u"run"_s}).status, 0);
    const CtlRun stale = as(u"sue"_s, {u"approve"_s, u"INC1"_s, u"--hash"_s, hash});
    QCOMPARE(stale.status, 5);
    QVERIFY2(stale.errors.contains("newest"), stale.errors);
    if (onPostgreSql()) {
      QCOMPARE(as(u"ann"_s, {u"approve"_s, u"INC1"_s}).status, 6);
    }
    const CtlRun approved = as(u"sue"_s, {u"approve"_s, u"INC1"_s, u"--comment"_s, u"Go ahead."_s});
    QCOMPARE(approved.status, 0);
    QCOMPARE(approved.object().value("playbook"_L1).toString(), u"Duty"_s);
    const CtlRun twice = as(u"sue"_s, {u"approve"_s, u"INC1"_s});
    QCOMPARE(twice.status, 5);
    QVERIFY2(twice.errors.contains("has been approved by"), twice.errors);
    const QJsonObject done = as(u"worker"_s, {u"playbook"_s, u"run"_s, u"INC1"_s}).object();
    QCOMPARE(done.value("run"_L1).toString(), u"completed"_s);
    QCOMPARE(status(), u"resolved"_s);
    const CtlRun late = as(u"sue"_s, {u"reject"_s, u"INC1"_s, u"--reason"_s, u"No."_s});
    QCOMPARE(late.status, 5);
    QVERIFY2(late.errors.contains("has been done already"), late.errors);
    for (const QJsonObject& step : as(u"ann"_s, {u"playbook"_s, u"state"_s, u"INC1"_s}).rows()) {
      QCOMPARE(step.value("state"_L1).toString(), u"done"_s);
    }
    QCOMPARE(as(u"sue"_s, {u"event"_s, u"replay"_s, u"--verify"_s}).status, 0);
    QCOMPARE(as(u"sue"_s, {u"event"_s, u"verify"_s}).status, 0);
  }

  void requestsWhatNobodyChose() {
    const QString id = playbook(kSteps);
    QCOMPARE(as(u"sue"_s, {u"playbook"_s, u"deactivate"_s, id}).status, 0);
    QCOMPARE(as(u"worker"_s, {u"agent"_s, u"run"_s}).status, 0);
    const CtlRun asked = as(u"sue"_s, {u"playbook"_s, u"run"_s, u"INC1"_s, u"--playbook"_s, id});
    QCOMPARE(asked.status, 0);
    QVERIFY(asked.object().value("waits_for_approval"_L1).toBool());
    const CtlRun own = as(u"sue"_s, {u"approve"_s, u"INC1"_s});
    QCOMPARE(own.status, 6);
    QVERIFY2(own.errors.contains("own request"), own.errors);
    QCOMPARE(as(u"sue"_s, {u"reject"_s, u"INC1"_s, u"--reason"_s, u"Not now."_s}).status, 0);
    const CtlRun again = as(u"sue"_s, {u"reject"_s, u"INC1"_s, u"--reason"_s, u"Not now."_s});
    QCOMPARE(again.status, 5);
    QVERIFY2(again.errors.contains("has been rejected by"), again.errors);
    QCOMPARE(as(u"worker"_s, {u"playbook"_s, u"run"_s, u"INC1"_s}).object().value("events"_L1).toArray(), QJsonArray());
    QCOMPARE(status(), u"analyzing"_s);
  }

  /// Triage would change the exception, and the request would lapse unseen.
  void asksOnlyForWhatAgentsHaveSeen() {
    const QString id = playbook(kSteps);
    QCOMPARE(
        as(u"sue"_s, {u"exception"_s, u"create"_s, uR"({"exception_id": "EX-1", "domain": "IT", "type": "Other"})"_s})
            .status,
        0);
    const QStringList ask{u"playbook"_s, u"run"_s, u"EX-1"_s, u"--playbook"_s, id};
    const CtlRun early = as(u"sue"_s, ask);
    QCOMPARE(early.status, 5);
    QVERIFY2(early.errors.contains("have not looked at EX-1 yet"), early.errors);
    QCOMPARE(as(u"worker"_s, {u"agent"_s, u"run"_s, u"--exception"_s, u"EX-1"_s}).status, 0);
    QCOMPARE(as(u"sue"_s, ask).status, 0);
  }

  void whatHasChangedIsAskedForAgain() {
    if (!onPostgreSql()) {
      return; // A file has one person only, who does not approve what they asked for.
    }
    const CtlRun made = as(u"sue"_s, {u"playbook"_s, u"create"_s, u"Draft"_s, u"--steps"_s, u"-"_s},
                           R"([{"name": "Say so", "action": "comment", "params": {"text": "Looked at."}}])");
    const QString id = QString::number(made.object().value("playbook_id"_L1).toInt());
    QCOMPARE(as(u"worker"_s, {u"agent"_s, u"run"_s}).status, 0);
    const QStringList ask{u"playbook"_s, u"run"_s, u"INC1"_s, u"--playbook"_s, id};
    QVERIFY(as(u"sue"_s, ask).object().value("waits_for_approval"_L1).toBool());
    const QString approver = u"adam"_s;
    QCOMPARE(as(approver, {u"approve"_s, u"INC1"_s}).status, 0);
    QCOMPARE(as(u"sue"_s, {u"playbook"_s, u"steps"_s, id, u"--add"_s, u"-"_s},
                R"([{"name": "More", "action": "comment", "params": {"text": "More."}}])")
                 .status,
             0);
    QCOMPARE(as(u"worker"_s, {u"playbook"_s, u"run"_s, u"INC1"_s}).object().value("events"_L1).toArray(),
             QJsonArray{u"PlaybookCompleted"_s});
    QVERIFY(as(u"sue"_s, ask).object().value("waits_for_approval"_L1).toBool());
    QCOMPARE(as(approver, {u"approve"_s, u"INC1"_s}).status, 0);
    QCOMPARE(as(u"worker"_s, {u"playbook"_s, u"run"_s, u"INC1"_s}).object().value("run"_L1).toString(), u"completed"_s);
  }

  void saysThatAStepFailed() {
    makeTool(u"here"_s, u"https://127.0.0.1/"_s); // Which is refused.
    QVERIFY(!playbook(R"([{"name": "Call", "action": "call_tool", "params": {"tool": "here"}}])").isEmpty());
    const CtlRun failed = as(u"worker"_s, {u"playbook"_s, u"run"_s, u"INC1"_s});
    QCOMPARE(failed.status, 1);
    QCOMPARE(failed.object().value("run"_L1).toString(), u"failed"_s);
    const QJsonObject step = as(u"sue"_s, {u"playbook"_s, u"state"_s, u"INC1"_s}).rows().value(0);
    QCOMPARE(step.value("state"_L1).toString(), u"failed"_s);
    QVERIFY(step.value("error"_L1).toString().contains(u"127.0.0.1"_s));
  }
};

QTEST_GUILESS_MAIN(CtlPlaybookTest)
#include "ctl_playbook_test.moc"

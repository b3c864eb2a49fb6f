// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/playbooks/playbook_condition.h"
#include "app/agents/playbooks/step_params.h"
#include "app/agents/playbooks/step_retry.h"
#include "tests/support/check.h"

#include <QJsonDocument>
#include <QTest>

using namespace sentinai;
using namespace Qt::StringLiterals;

/// What steps and conditions may say, and where the error is shown.
class StepParamsTest : public QObject {
  Q_OBJECT

private:
  [[nodiscard]] static QJsonObject json(const QByteArray& text) { return QJsonDocument::fromJson(text).object(); }

private Q_SLOTS:
  void steps_data() {
    QTest::addColumn<QByteArray>("step");
    QTest::addColumn<QString>("place"); // Empty: it fits.
    const auto row = [](const char* name, const char* step, const char* place) {
      QTest::newRow(name) << QByteArray(step) << QString::fromLatin1(place);
    };
    row("comment", R"({"name": "n", "action": "comment", "params": {"text": "Seen."}})", "");
    row("rule as text", R"({"name": "n", "action": "comment", "params": {"text": {"cat": ["a", "b"]}}})", "");
    row("wrong rule", R"({"name": "n", "action": "comment", "params": {"text": {"shout": ["a"]}}})", "/params/text");
    row("no text", R"({"name": "n", "action": "comment", "params": {}})", "");
    row("unknown", R"({"name": "n", "action": "comment", "params": {"text": "a", "colour": "b"}})", "");
    row("number", R"({"name": "n", "action": "comment", "params": {"text": 1}})", "/params/text");
    row("nobody", R"({"name": "n", "action": "assign", "params": {"owner": null}})", "");
    row("notify", R"({"name": "n", "action": "notify", "params": {"message": "m", "to": "ann", "tool": "mail"}})", "");
    row("tool", R"({"name": "n", "action": "call_tool", "params": {"tool": "t", "arguments": {"a": 1}}})", "");
    row("arguments", R"({"name": "n", "action": "call_tool", "params": {"tool": "t", "arguments": []}})",
        "/params/arguments");
    row("settle", R"({"name": "n", "action": "force_settle", "params": {"reason": "r"}})", "");
    row("escalate", R"({"name": "n", "action": "escalate", "params": {"reason": "r", "owner": "boss"}})", "");
    row("approval", R"({"name": "n", "action": "request_approval", "params": {"text": "May I?"}})", "");
    row("wait", R"({"name": "n", "action": "wait", "params": {"for": "PT1H"}})", "");
    row("wait for it", R"({"name": "n", "action": "wait", "params": {"until": {"==": [1, 1]}, "every": "PT1M"}})", "");
    row("asked every second", R"({"name": "n", "action": "wait", "params": {"until": true, "every": "PT1S"}})", "");
    row("asked all the time", R"({"name": "n", "action": "wait", "params": {"until": true, "every": "PT0S"}})",
        "/params/every");
    row("no duration", R"({"name": "n", "action": "wait", "params": {"for": "1h"}})", "/params/for");
    row("retry", R"({"name": "n", "action": "wait", "params": {"for": "PT1H", "retry": {"times": -1}}})",
        "/params/retry/times");
    row("when", R"({"name": "n", "action": "wait", "params": {"for": "PT1H", "when": {"nope": 1}}})", "/params/when");
    row("two operators", R"({"name": "n", "action": "wait", "params": {"until": {"==": [1, 2], "!=": [1, 1]}}})",
        "/params/until");
    row("no operator", R"({"name": "n", "action": "wait", "params": {"for": "PT1H", "when": {}}})", "/params/when");
    row("action", R"({"name": "n", "action": "dance"})", "/action");
  }
  void steps() {
    QFETCH(QByteArray, step);
    QFETCH(QString, place);
    const Result<PlaybookStep> read = stepFromJson(json(step));
    const QString name = QString::fromLatin1(QTest::currentDataTag());
    if (place.isEmpty() && name != u"no text"_s && name != u"unknown"_s) {
      VERIFY_OK(read);
      return;
    }
    VERIFY_ERROR(read, InvalidInput);
    QVERIFY2(read.error().message.contains(place), qPrintable(read.error().message));
  }

  void saysWhereWhenAndRetryBelong() {
    const auto refused =
        stepFromJson(json(R"({"name": "n", "action": "comment", "params": {"text": "a"}, "when": true})"));
    VERIFY_ERROR(refused, InvalidInput);
    const QString message = refused.error().message;
    QVERIFY2(message.contains(u"\"when\" and \"retry\" too, belongs in \"params\""_s), qPrintable(message));
    QVERIFY2(!message.contains(u": :"_s) && !message.startsWith(u':'), qPrintable(message));
  }

  void waitsForOneThingOnly() {
    VERIFY_ERROR(checkStepParams(ActionType::Wait, {}), InvalidInput);
    VERIFY_ERROR(checkStepParams(ActionType::Wait, {{u"for"_s, u"PT1H"_s}, {u"until"_s, true}}), InvalidInput);
  }

  void conditions() {
    const RuleData facts = *RuleData::fromJson(json(R"({"exception": {"type": "A"}})"));
    const auto holds = [&facts](const QByteArray& conditions) {
      return PlaybookCondition::fromJson(json(conditions)).value().holds(facts).value();
    };
    QVERIFY(holds("{}"));
    QVERIFY(holds(R"({"==": [{"var": "exception.type"}, "A"]})"));
    QVERIFY(!holds(R"({"when": {"==": [{"var": "exception.type"}, "B"]}, "priority": 1})"));
    QVERIFY(holds(R"({"priority": 7})"));
    QCOMPARE(PlaybookCondition::fromJson(json(R"({"priority": 7})"))->priority(), 7.0);
    const auto wrong = PlaybookCondition::fromJson(json(R"({"when": {"nope": 1}})"));
    VERIFY_ERROR(wrong, InvalidInput);
    QVERIFY2(wrong.error().message.contains(u"/when"_s), qPrintable(wrong.error().message));
    VERIFY_ERROR(PlaybookCondition::fromJson(json(R"({"when": true, "priority": "high"})")), InvalidInput);
  }

  /// Each of these would hold whatever the exception is.
  void conditionsThatAreNoneAreRefused() {
    for (const auto& [conditions, place] : {std::pair{R"({"when": {"==": [1, 2]}, "prioriy": 1})", "at /prioriy:"},
                                            std::pair{R"({"priority": 5, "==": [1, 2]})", "at /==:"},
                                            std::pair{R"({"==": [1, 2], "in": [1, [2]]})", "at their top:"},
                                            std::pair{R"({"when": {"==": [1, 2], "in": [1, [2]]}})", "at /when:"},
                                            std::pair{R"({"when": {}})", "at /when:"}}) {
      const auto refused = PlaybookCondition::fromJson(json(conditions));
      VERIFY_ERROR(refused, InvalidInput);
      QVERIFY2(refused.error().message.contains(QString::fromLatin1(place)), qPrintable(refused.error().message));
    }
  }

  void pausesGrow() {
    using namespace std::chrono_literals;
    const StepRetry retry = StepRetry::of(json(R"({"retry": {"times": 2, "after": "PT10S"}})"));
    QCOMPARE(retry.times, 2);
    QCOMPARE(retry.pauseAfter(1), 10s);
    QCOMPARE(retry.pauseAfter(3), 40s);
    QCOMPARE(retry.pauseAfter(100), std::chrono::seconds(24h));
  }
};

QTEST_GUILESS_MAIN(StepParamsTest)
#include "step_params_test.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/rules/rule.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <atomic>
#include <thread>

using namespace sentinai;
using namespace Qt::StringLiterals;

namespace {

/// Any JSON value, of its text.
QJsonValue json(const QByteArray& text) {
  QJsonParseError problem;
  const QJsonArray array = QJsonDocument::fromJson('[' + text + ']', &problem).array();
  if (array.size() != 1) {
    qFatal("no JSON value: %s, %s", text.constData(), qPrintable(problem.errorString()));
  }
  return array.at(0);
}

QByteArray text(const QJsonValue& value) {
  return QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact).sliced(1).chopped(1);
}

/// `inner` in `levels` times `before` and `after`.
QByteArray nested(int levels, const QByteArray& before, const QByteArray& inner, const QByteArray& after) {
  return before.repeated(levels) + inner + after.repeated(levels);
}

RuleResult<QJsonValue> evaluate(const QJsonValue& rule, const QJsonValue& data, const RuleLimits& limits = {}) {
  const RuleResult<Rule> compiled = Rule::compile(rule, limits);
  if (!compiled) {
    return tl::unexpected(compiled.error());
  }
  const RuleResult<RuleData> taken = RuleData::fromJson(data, limits);
  if (!taken) {
    return tl::unexpected(taken.error());
  }
  return compiled->evaluate(*taken, limits);
}

} // namespace

Q_DECLARE_METATYPE(RuleError::Kind)

/// JsonLogic: rules.json holds what each operator gives, here stand its errors and bounds.
class RuleTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void givesWhatTheTableSays_data() {
    QTest::addColumn<QJsonValue>("rule");
    QTest::addColumn<QJsonValue>("data");
    QTest::addColumn<QJsonValue>("wanted");
    QFile file(QStringLiteral(SENTINAI_SOURCE_DIR "/tests/agents/rules.json"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QJsonArray sections = QJsonDocument::fromJson(file.readAll()).array();
    QVERIFY(sections.size() > 10);
    for (const QJsonValue& section : sections) {
      for (const QJsonValue& one : section.toObject().value("cases"_L1).toArray()) {
        const QJsonArray triple = one.toArray();
        QCOMPARE(triple.size(), 3);
        const QByteArray name = section.toObject().value("about"_L1).toString().toUtf8() + ": " + text(triple.at(0)) +
                                " on " + text(triple.at(1));
        QTest::newRow(name.constData()) << triple.at(0) << triple.at(1) << triple.at(2);
      }
    }
  }

  void givesWhatTheTableSays() {
    QFETCH(const QJsonValue, rule);
    QFETCH(const QJsonValue, data);
    QFETCH(const QJsonValue, wanted);
    const RuleResult<QJsonValue> result = evaluate(rule, data);
    if (!result) {
      QFAIL(qPrintable(result.error().message()));
    }
    QCOMPARE(text(*result), text(wanted));
  }

  void namesThePlaceOfWhatIsWrong_data() {
    QTest::addColumn<QByteArray>("rule");
    QTest::addColumn<RuleError::Kind>("kind");
    QTest::addColumn<QString>("path");
    const auto add = [](const char* rule, RuleError::Kind kind, const char* path) {
      QTest::newRow(rule) << QByteArray(rule) << kind << QString::fromLatin1(path);
    };
    constexpr auto unknown = RuleError::Kind::UnknownOperator;
    constexpr auto argument = RuleError::Kind::InvalidArgument;
    add(R"({"equals": [1, 1]})", unknown, "");
    add(R"({"VAR": "a"})", unknown, "");
    add(R"({"": "a"})", unknown, "");
    add(R"({"Constant": 1})", unknown, "");
    add(R"({"if": [true, {"and": [1, {"near": 2}]}]})", unknown, "/if/1/and/1");
    add(R"({"!": {"near": 2}})", unknown, "/!");
    add(R"({"?:": [1, [2, {"near": 2}]]})", unknown, "/?:/1/1");
    add(R"([1, {"/": [4, {"near": 2}]}])", unknown, "/1/~1/1");
    add(R"({"var": ["a", {"near": 2}]})", unknown, "/var/1");
    add(R"({"map": [[1], {"near": 2}]})", unknown, "/map/1");
    add(R"({"*": []})", argument, "");
    add(R"({"map": [[1], {"+": [1, {"*": []}]}]})", argument, "/map/1/+/1");
    add(R"({"or": [0, {"missing_some": [1]}]})", argument, "/or/1");
    add(R"({"missing_some": [1, {"var": "none"}]})", argument, "");
  }

  void namesThePlaceOfWhatIsWrong() {
    QFETCH(const QByteArray, rule);
    QFETCH(const RuleError::Kind, kind);
    QFETCH(const QString, path);
    const RuleResult<QJsonValue> result = evaluate(json(rule), QJsonValue());
    QVERIFY(!result);
    QCOMPARE(result.error().kind, kind);
    QCOMPARE(result.error().path, path);
    QVERIFY(!result.error().reason.isEmpty());
    QVERIFY(result.error().message().contains(path));
  }

  void rulesAndDataAreNestedOnlySoDeep() {
    constexpr int fits = 250;
    QCOMPARE(*evaluate(json(nested(fits, R"({"!":)", "1", "}")), QJsonValue()), QJsonValue(true));
    const auto rule = evaluate(json(nested(300, R"({"!":)", "1", "}")), QJsonValue());
    QCOMPARE(rule.error().kind, RuleError::Kind::TooDeep);
    QCOMPARE(rule.error().path.count(u'/'), 257);
    QCOMPARE(evaluate(json(nested(300, "[", "1", "]")), QJsonValue()).error().kind, RuleError::Kind::TooDeep);
    QCOMPARE(evaluate(json(nested(300, R"({"a":1,"b":)", "1", "}")), QJsonValue()).error().kind,
             RuleError::Kind::TooDeep);
    const auto data = evaluate(QJsonValue(1), json(nested(300, "[", "1", "]")));
    QCOMPARE(data.error().kind, RuleError::Kind::TooDeep);
    QVERIFY(data.error().message().contains(u"data"_s));
  }

  void valuesGrowOnlySoDeep() {
    const QJsonValue data = QJsonArray::fromVariantList(QVariantList(1'000, 1));
    const auto result = evaluate(json(R"({"cat": {"reduce": [{"var": ""}, [{"var": "accumulator"}], 0]}})"), data);
    QCOMPARE(result.error().kind, RuleError::Kind::TooDeep);
  }

  void workIsBounded_data() {
    QTest::addColumn<QByteArray>("rule");
    const auto add = [](const char* rule) { QTest::newRow(rule) << QByteArray(rule); };
    add(R"({"map": [{"var": "n"}, {"map": [{"var": "n"}, 1]}]})");
    add(R"({"all": [{"var": "n"}, {"all": [{"var": "n"}, 1]}]})");
    add(R"({"reduce": [{"var": "n"}, {"reduce": [{"var": "current.n"}, 1]}]})");
    add(R"({"map": [{"var": "n"}, {"in": [-1, {"var": "n"}]}]})");
    add(R"({"map": [{"var": "n"}, {"in": ["xyz", {"var": "t"}]}]})");
    add(R"({"map": [{"var": "n"}, {"==": [{"var": "t"}, 1]}]})");
    add(R"({"map": [{"var": "n"}, {"+": [{"var": "t"}]}]})");
    add(R"({"map": [{"var": "n"}, {"<": [{"var": "t"}, {"var": "t"}]}]})");
    add(R"({"map": [{"var": "n"}, {"missing": {"var": "n"}}]})");
  }

  void workIsBounded() {
    QFETCH(const QByteArray, rule);
    // Within each of a few elements there is some work to do; only all of it together is too much.
    constexpr int count = 3'000;
    const QJsonObject element{{u"n"_s, QJsonArray::fromVariantList(QVariantList(count, 1))},
                              {u"t"_s, QString(100'000, u' ')}};
    const QJsonObject data{
        {u"n"_s, QJsonArray{element, element, element, element, element, element, element, element}}};
    RuleLimits limits;
    limits.steps = 10'000;
    const auto result = evaluate(json(rule), data, limits);
    QVERIFY(!result);
    QCOMPARE(result.error().kind, RuleError::Kind::TooManySteps);
    QVERIFY(result.error().path.startsWith(u'/'));
  }

  void memoryIsBounded_data() {
    QTest::addColumn<QByteArray>("rule");
    const auto add = [](const char* rule) { QTest::newRow(rule) << QByteArray(rule); };
    add(R"({"reduce": [{"var": ""}, {"cat": [{"var": "accumulator"}, {"var": "accumulator"}]}, "xx"]})");
    add(R"({"reduce": [{"var": ""}, {"merge": [{"var": "accumulator"}, {"var": "accumulator"}]}, [1, 2]]})");
    add(R"({"cat": {"reduce": [{"var": ""}, [{"var": "accumulator"}, {"var": "accumulator"}], "xx"]}})");
    // A result shares its parts until it is written out.
    add(R"({"reduce": [{"var": ""}, [{"var": "accumulator"}, {"var": "accumulator"}], "xx"]})");
  }

  void memoryIsBounded() {
    QFETCH(const QByteArray, rule);
    RuleLimits limits;
    limits.memory = 1'000'000;
    limits.steps = 1'000'000'000;
    const QJsonValue data = QJsonArray::fromVariantList(QVariantList(60, 1));
    const auto result = evaluate(json(rule), data, limits);
    QVERIFY(!result);
    QCOMPARE(result.error().kind, RuleError::Kind::TooMuchMemory);
  }

  void largeRulesAndDataAreRefused() {
    RuleLimits limits;
    limits.memory = 100'000;
    const QJsonValue many = QJsonArray::fromVariantList(QVariantList(10'000, 1));
    QCOMPARE(evaluate(many, QJsonValue(), limits).error().kind, RuleError::Kind::TooMuchMemory);
    QCOMPARE(evaluate(QJsonObject{{u"max"_s, many}}, QJsonValue(), limits).error().kind,
             RuleError::Kind::TooMuchMemory);
    QCOMPARE(evaluate(QString(100'000, u'x'), QJsonValue(), limits).error().kind, RuleError::Kind::TooMuchMemory);
    QCOMPARE(evaluate(1, QString(100'000, u'x'), limits).error().kind, RuleError::Kind::TooMuchMemory);
  }

  void longTextsAreSearched() {
    const QString part(600, u'x');
    const QJsonObject data{{u"text"_s, u"y"_s + part + u"z"_s}, {u"part"_s, part}, {u"other"_s, part + u"y"_s}};
    QCOMPARE(*evaluate(json(R"({"in": [{"var": "part"}, {"var": "text"}]})"), data), QJsonValue(true));
    QCOMPARE(*evaluate(json(R"({"in": [{"var": "other"}, {"var": "text"}]})"), data), QJsonValue(false));
  }

  void objectsOfManyMembersAreSearched() {
    QJsonObject data;
    for (int i = 0; i < 1'000; ++i) {
      data.insert(u"k%1"_s.arg(i), i);
    }
    QCOMPARE(*evaluate(json(R"([{"var": "k0"}, {"var": "k567"}, {"var": "k999"}, {"var": "l"}])"), data),
             json("[0,567,999,null]"));
  }

  void logHandsOutWhatItIsGiven() {
    const Rule rule = *Rule::compile(json(R"({"+": [{"log": {"var": "a"}}, {"log": [[1, {"var": "a"}]]}]})"));
    QJsonArray logged;
    const auto result = rule.evaluate(*RuleData::fromJson(json(R"({"a": 5})")), {},
                                      [&logged](const QJsonValue& value) { logged.append(value); });
    QCOMPARE(*result, QJsonValue(6));
    QCOMPARE(logged, json("[5,[1,5]]").toArray());
  }

  void strictlyANumberIsOne() {
    const auto strictly = [](const char* rule) {
      return Rule::compile(json(rule))->evaluateStrictly(*RuleData::fromJson(QJsonValue()));
    };
    QCOMPARE(*strictly(R"({"/": [1, 4]})"), QJsonValue(0.25));
    QCOMPARE(*strictly("null"), QJsonValue());
    for (const char* rule : {R"({"/": [1, 0]})", R"({"/": ["1,000", 4]})"}) {
      QCOMPARE(strictly(rule).error().kind, RuleError::Kind::NoNumber);
    }
  }

  void holdsSaysWhetherTheResultIsTruthy() {
    const Rule rule = *Rule::compile(json(R"({"var": "a"})"));
    QVERIFY(*rule.holds(*RuleData::fromJson(json(R"({"a": "0"})"))));
    QVERIFY(!*rule.holds(*RuleData::fromJson(json(R"({"a": []})"))));
    QVERIFY(!Rule::compile(json(R"({"*": []})"))->holds(*RuleData::fromJson(QJsonValue())));
  }

  void conditionsAreOneOperation_data() {
    QTest::addColumn<QByteArray>("condition");
    QTest::addColumn<QString>("path"); // Null: it is one.
    const auto add = [](const char* condition, const QString& path) {
      QTest::newRow(condition) << QByteArray(condition) << path;
    };
    add("true", {});
    add("false", {});
    add(R"({"in": [1, [{"a": 1, "b": 2}]]})", {});
    add(R"({"!!": {"var": ["a", {"a": 1, "b": 2}]}})", {});
    add("{}", u""_s);
    add("1", u""_s);
    add(R"("no")", u""_s);
    add("null", u""_s);
    add(R"([{"==": [1, 2]}])", u""_s);
    add(R"({"==": [1, 2], "in": [1, [2]]})", u""_s);
    add(R"({"!": {"==": [1, 2], "in": [1, [2]]}})", u"/!"_s);
    add(R"({"and": [true, {"or": [{"!!": [{}]}]}]})", u"/and/1/or/0/!!/0"_s);
    add(R"({"if": [{"a": 1, "b": 2}, true]})", u"/if/0"_s);
  }

  void conditionsAreOneOperation() {
    QFETCH(const QByteArray, condition);
    QFETCH(const QString, path);
    const RuleResult<Rule> compiled = Rule::compileCondition(json(condition));
    QCOMPARE(compiled.has_value(), path.isNull());
    QVERIFY(compiled || compiled.error().kind == RuleError::Kind::InvalidArgument);
    QVERIFY(compiled || compiled.error().path == path);
    QVERIFY(Rule::compile(json(condition))); // Elsewhere it stands for itself.
  }

  void tellsWhichPathsItReads() {
    const Rule rule = *Rule::compile(json(R"({"and": [
      {"in": [{"var": "exception.type"}, ["a"]]}, {"var": ["exception.amount", {"var": "pack.amount"}]},
      {"some": [{"var": "event.tags"}, {"==": [{"var": "name"}, "x"]}]}, {"missing": ["now"]},
      {"missing_some": [1, ["exception.owner", "exception.type"]]}, {"var": ""}]})"));
    QCOMPARE(rule.paths(), (QStringList{u"event.tags"_s, u"exception.amount"_s, u"exception.owner"_s,
                                        u"exception.type"_s, u"now"_s, u"pack.amount"_s}));
  }

  void manyThreadsEvaluateOneRule() {
    const Rule rule = *Rule::compile(json(R"({"reduce": [{"var": "n"}, {"cat": [{"var": "accumulator"},
      {"substr": [{"var": "current"}, -1]}]}, ""]})"));
    const RuleData data = *RuleData::fromJson(json(R"({"n": [12, 23, 34]})"));
    std::atomic<int> wrong = 0;
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        for (int round = 0; round < 2'000; ++round) {
          const RuleResult<QJsonValue> result = rule.evaluate(data);
          wrong += result && *result == QJsonValue(u"234"_s) ? 0 : 1;
        }
      });
    }
    threads.clear();
    QCOMPARE(wrong.load(), 0);
  }
};

QTEST_GUILESS_MAIN(RuleTest)
#include "rule_test.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/rules/rule.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <random>

using namespace sentinai;
using namespace Qt::StringLiterals;

namespace {

/// Puts parts of known rules and data together anew, the same each run.
class Mutator {
public:
  Mutator() {
    QFile file(QStringLiteral(SENTINAI_SOURCE_DIR "/tests/agents/rules.json"));
    if (!file.open(QIODevice::ReadOnly)) {
      qFatal("rules.json cannot be read");
    }
    for (const QJsonValue& section : QJsonDocument::fromJson(file.readAll()).array()) {
      for (const QJsonValue& one : section.toObject().value("cases"_L1).toArray()) {
        collect(one);
      }
    }
  }

  [[nodiscard]] QJsonValue part() { return m_parts[below(m_parts.size())]; }

  /// A part in which others stand in the places of some of its values.
  [[nodiscard]] QJsonValue mutant(int depth) {
    const QJsonValue base = part();
    return depth == 0 ? base : replaced(base, depth);
  }

  [[nodiscard]] std::size_t below(std::size_t bound) { return m_random() % bound; }

private:
  std::mt19937 m_random{20'260'301};
  std::vector<QJsonValue> m_parts;

  void collect(const QJsonValue& value) {
    m_parts.push_back(value);
    for (const QJsonValue& element : value.toArray()) {
      collect(element);
    }
    for (const QJsonValue& member : value.toObject()) {
      collect(member);
    }
  }

  QJsonValue replaced(const QJsonValue& value, int depth) {
    if (below(6) == 0) {
      return mutant(depth - 1);
    }
    if (value.isArray()) {
      QJsonArray array;
      for (const QJsonValue& element : value.toArray()) {
        array.append(replaced(element, depth));
      }
      if (below(8) == 0) {
        array.append(mutant(depth - 1));
      }
      return array;
    }
    if (value.isObject()) {
      QJsonObject object = value.toObject();
      for (const QString& key : object.keys()) {
        object.insert(key, replaced(object.value(key), depth));
      }
      return object;
    }
    return value;
  }
};

} // namespace

/// Rules nobody would write: each ends within its bounds, with a value or an error that has a place in the rule.
class RuleMutationTest : public QObject {
  Q_OBJECT

  /// Whether the JSON Pointer leads to something in the rule.
  static bool leadsSomewhere(const QString& path, QJsonValue node) {
    for (const QString& token : path.split(u'/').sliced(1)) {
      const QString name = QString(token).replace("~1"_L1, "/"_L1).replace("~0"_L1, "~"_L1);
      node = node.isArray() ? node.toArray().at(name.toInt()) : node.toObject().value(name);
    }
    return !node.isUndefined();
  }

private Q_SLOTS:
  void everyRuleEnds() {
    constexpr int rounds = 40'000;
    Mutator mutator;
    RuleLimits limits;
    limits.depth = 40;
    limits.steps = 5'000;
    limits.memory = 200'000;
    int values = 0;
    std::map<RuleError::Kind, int> errors;
    for (int round = 0; round < rounds; ++round) {
      const QJsonValue logic = mutator.mutant(4);
      const QJsonValue data = mutator.mutant(2);
      const RuleResult<Rule> rule = Rule::compile(logic, limits);
      const RuleResult<RuleData> taken = RuleData::fromJson(data, limits);
      if (!taken) {
        ++errors[taken.error().kind];
        continue;
      }
      const RuleResult<QJsonValue> result =
          rule ? rule->evaluate(*taken, limits) : RuleResult<QJsonValue>(tl::unexpected(rule.error()));
      if (result) {
        ++values;
        QCOMPARE(*rule->evaluate(*taken, limits), *result);
      } else {
        ++errors[result.error().kind];
        QVERIFY2(leadsSomewhere(result.error().path, logic), qPrintable(result.error().message()));
      }
    }
    QVERIFY(values > rounds / 4);
    QVERIFY(errors[RuleError::Kind::UnknownOperator] > 0);
    QVERIFY(errors[RuleError::Kind::InvalidArgument] > 0);
  }
};

QTEST_GUILESS_MAIN(RuleMutationTest)
#include "rule_mutation_test.moc"

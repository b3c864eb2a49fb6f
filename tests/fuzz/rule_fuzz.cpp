// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/rules/rule.h"
#include "tests/fuzz/fuzz_log.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace sentinai;

/// `[rule, data]` as JSON. Whatever it is, it is evaluated within its limits, to the same each time.
extern "C" int LLVMFuzzerTestOneInput(const quint8* data, std::size_t size) {
  const QByteArray bytes(reinterpret_cast<const char*>(data), static_cast<qsizetype>(size));
  const QJsonArray both = QJsonDocument::fromJson(bytes).array();
  // Small, so that one is reached soon.
  const RuleLimits limits{32, 20'000, qint64{1024} * 1024};
  const RuleResult<Rule> rule = Rule::compile(both.at(0), limits);
  if (!rule) {
    mustHold(!rule.error().message().isEmpty(), "a refusal has words");
    return 0;
  }
  const RuleResult<RuleData> facts = RuleData::fromJson(both.at(1), limits);
  if (!facts) {
    mustHold(!facts.error().message().isEmpty(), "a refusal has words");
    return 0;
  }
  const RuleResult<QJsonValue> result = rule->evaluate(*facts, limits);
  mustHold(result || !result.error().message().isEmpty(), "an error has words");
  const RuleResult<QJsonValue> again = rule->evaluate(*facts, limits);
  mustHold(result.has_value() == again.has_value() && (!result || *result == *again), "the result is the same again");
  mustHold(rule->holds(*facts, limits).has_value() || !result, "what has a result is true or not");
  return 0;
}

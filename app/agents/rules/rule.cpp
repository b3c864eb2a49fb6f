// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/rules/rule.h"

#include "app/agents/rules/rule_compiler.h"
#include "app/agents/rules/rule_conversion.h"
#include "app/agents/rules/rule_evaluator.h"
#include "app/agents/rules/rule_json.h"

#include <array>
#include <cmath>

namespace sentinai {

RuleResult<Rule> Rule::compile(const QJsonValue& logic, const RuleLimits& limits) {
  return RuleCompiler(limits).compile(logic);
}

RuleResult<Rule> Rule::compileCondition(const QJsonValue& logic, const RuleLimits& limits) {
  return RuleCompiler(limits).compileCondition(logic);
}

template <typename Use>
auto Rule::use(const RuleData& data, const RuleLimits& limits, const Log& log, Use result) const
    -> RuleResult<std::invoke_result_t<Use, RuleValue, RuleWorkspace&>> {
  // Enough for what most rules make, so that they allocate nothing.
  std::array<std::byte, 2048> buffer;
  RuleWorkspace workspace(limits, buffer);
  RuleEvaluator evaluator(*m_nodes, workspace, log);
  try {
    return result(evaluator.evaluate(data.root()), workspace);
  } catch (const RuleFault& fault) {
    return tl::unexpected(RuleError{fault.kind, rulePath(*m_nodes, evaluator.current()), fault.reason});
  }
}

RuleResult<QJsonValue> Rule::evaluate(const RuleData& data, const RuleLimits& limits, const Log& log) const {
  return use(data, limits, log,
             [](const RuleValue& value, RuleWorkspace& workspace) { return jsonOf(value, workspace); });
}

RuleResult<QJsonValue> Rule::evaluateStrictly(const RuleData& data, const RuleLimits& limits) const {
  return use(data, limits, Log(), [](const RuleValue& value, RuleWorkspace& workspace) {
    if (value.is(RuleValue::Kind::Number) && !std::isfinite(value.toNumber())) {
      throw RuleFault{RuleError::Kind::NoNumber, QStringLiteral("The rule gives no number.")};
    }
    return jsonOf(value, workspace);
  });
}

RuleResult<bool> Rule::holds(const RuleData& data, const RuleLimits& limits) const {
  return use(data, limits, Log(), [](const RuleValue& value, RuleWorkspace&) { return isTruthy(value); });
}

} // namespace sentinai

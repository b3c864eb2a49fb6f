// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/agents/rules/rule_data.h"
#include "app/agents/rules/rule_node.h"

#include <QJsonValue>
#include <QStringList>
#include <functional>
#include <memory>
#include <vector>

namespace sentinai {

/// A condition or computation in JsonLogic (docs/rules.md), compiled once and evaluated any number of times. Immutable:
/// copies share what they hold, and any threads may evaluate it at once.
class Rule {
public:
  /// Takes what `log` is given, as JSON.
  using Log = std::function<void(const QJsonValue&)>;

  /// An error names the place of what is wrong.
  [[nodiscard]] static RuleResult<Rule> compile(const QJsonValue& logic, const RuleLimits& limits = {});

  /// The same of a condition, which must be an operation, or true or false: any other value would hold, or fail to,
  /// whatever the data says. So would an object of several members where `and`, `or`, `!`, `!!` or `if` read one.
  [[nodiscard]] static RuleResult<Rule> compileCondition(const QJsonValue& logic, const RuleLimits& limits = {});

  /// The result, as JSON.stringify would write it. An error names the place where it arose.
  [[nodiscard]] RuleResult<QJsonValue> evaluate(const RuleData& data, const RuleLimits& limits = {},
                                                const Log& log = {}) const;

  /// The same, but NoNumber where evaluate() would make null of a number.
  [[nodiscard]] RuleResult<QJsonValue> evaluateStrictly(const RuleData& data, const RuleLimits& limits = {}) const;

  /// Whether the result is truthy.
  [[nodiscard]] RuleResult<bool> holds(const RuleData& data, const RuleLimits& limits = {}) const;

  /// The paths of the data that it names, sorted; not those within the elements of `map` and its like, nor those that
  /// are computed.
  [[nodiscard]] const QStringList& paths() const { return m_paths; }

private:
  friend class RuleCompiler;

  Rule() = default;

  template <typename Use>
  [[nodiscard]] auto use(const RuleData& data, const RuleLimits& limits, const Log& log, Use result) const
      -> RuleResult<std::invoke_result_t<Use, RuleValue, RuleWorkspace&>>;

  std::shared_ptr<const RuleWorkspace> m_workspace; ///< Holds the constants.
  std::shared_ptr<const std::vector<RuleNode>> m_nodes;
  QStringList m_paths;
};

} // namespace sentinai

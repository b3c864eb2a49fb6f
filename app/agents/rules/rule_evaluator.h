// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/agents/rules/rule.h"

namespace sentinai {

/// One evaluation of a compiled rule. Recurses no deeper than the rule is nested, which RuleLimits::depth bounds.
class RuleEvaluator {
public:
  /// All of these must outlive it.
  RuleEvaluator(const std::vector<RuleNode>& nodes, RuleWorkspace& workspace, const Rule::Log& log);

  /// Throws RuleFault.
  [[nodiscard]] RuleValue evaluate(const RuleValue& data) { return evaluate(0, data); }

  /// The node that evaluation was at, after a fault.
  [[nodiscard]] quint32 current() const { return m_current; }

private:
  using Arguments = std::span<const RuleValue>;

  [[nodiscard]] RuleValue evaluate(quint32 index, const RuleValue& data);
  [[nodiscard]] RuleValue operate(const RuleNode& node, const RuleValue& data);

  // These decide by themselves which of their arguments are evaluated, and on what.
  [[nodiscard]] RuleValue choose(const RuleNode& node, const RuleValue& data);
  [[nodiscard]] RuleValue firstThatIs(bool truthy, const RuleNode& node, const RuleValue& data);
  [[nodiscard]] RuleValue path(const RuleNode& node, const RuleValue& data);
  [[nodiscard]] RuleValue map(const RuleNode& node, const RuleValue& data);
  [[nodiscard]] RuleValue filter(const RuleNode& node, const RuleValue& data);
  [[nodiscard]] RuleValue reduce(const RuleNode& node, const RuleValue& data);
  [[nodiscard]] RuleValue quantify(const RuleNode& node, const RuleValue& data);

  /// The node's argument at that position, evaluated; Undefined where it has none.
  [[nodiscard]] RuleValue argument(const RuleNode& node, quint32 position, const RuleValue& data);

  // These have all of their arguments evaluated before.
  [[nodiscard]] RuleValue apply(RuleOperator op, Arguments arguments, const RuleValue& data);
  [[nodiscard]] RuleValue variable(const RuleValue& path, const RuleValue& fallback, const RuleValue& data);
  [[nodiscard]] RuleValue missing(Arguments arguments, const RuleValue& data);
  [[nodiscard]] RuleValue missingSome(const RuleValue& needed, const RuleValue& options, const RuleValue& data);
  [[nodiscard]] bool isOrdered(RuleOperator op, Arguments arguments);
  [[nodiscard]] RuleValue extreme(RuleOperator op, Arguments arguments);
  [[nodiscard]] RuleValue arithmetic(RuleOperator op, Arguments arguments);
  [[nodiscard]] RuleValue merge(Arguments arguments);
  [[nodiscard]] bool isIn(const RuleValue& needle, const RuleValue& haystack);
  [[nodiscard]] RuleValue concatenate(Arguments arguments);
  [[nodiscard]] RuleValue substring(const RuleValue& source, const RuleValue& start, const RuleValue& end);

  const std::vector<RuleNode>& m_nodes;
  RuleWorkspace& m_workspace;
  const Rule::Log& m_log;
  std::vector<RuleValue> m_stack; ///< Arguments and elements not yet used, of all operations under way.
  quint32 m_current = 0;
};

} // namespace sentinai

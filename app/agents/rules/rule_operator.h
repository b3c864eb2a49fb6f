// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringView>
#include <QtGlobal>
#include <optional>

namespace sentinai {

/// What a node of a compiled rule does: the operators of JsonLogic, and the three that rules do not name.
enum class RuleOperator : quint8 {
  Constant, ///< A value that stands in the rule.
  List,     ///< An array of which some elements are rules.
  Path,     ///< `var` of a path known beforehand.
  Var,
  Missing,
  MissingSome,
  If,
  Ternary, ///< Another name of If.
  And,
  Or,
  Not,
  Truthy,
  Equal,
  StrictlyEqual,
  NotEqual,
  StrictlyNotEqual,
  Less,
  LessOrEqual,
  Greater,
  GreaterOrEqual,
  Min,
  Max,
  Add,
  Subtract,
  Multiply,
  Divide,
  Modulo,
  Map,
  Filter,
  Reduce,
  All,
  None,
  Some,
  Merge,
  In,
  Cat,
  Substr,
  Log
};

/// Empty where JsonLogic has no operator of that name.
[[nodiscard]] std::optional<RuleOperator> ruleOperatorOf(QStringView name);

/// How rules spell it; empty for those that they do not name.
[[nodiscard]] QString ruleOperatorName(RuleOperator op);

/// All names, for messages: `var, missing, …`.
[[nodiscard]] QString ruleOperatorNames();

} // namespace sentinai

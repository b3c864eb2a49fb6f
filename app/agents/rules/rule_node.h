// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/agents/rules/rule_operator.h"
#include "app/agents/rules/rule_value.h"

#include <QString>
#include <vector>

namespace sentinai {

/// One node of a compiled rule. Its arguments stand side by side among the rule's nodes.
struct RuleNode {
  /// The only argument, not written as an array.
  static constexpr quint32 kNoPosition = 0xFFFFFFFF;

  RuleOperator op = RuleOperator::Constant;
  quint32 first = 0; ///< The first argument's index.
  quint32 count = 0; ///< How many arguments; for Path, 1 with a default, else 0.
  quint32 parent = 0;
  quint32 position = kNoPosition; ///< Among the parent's arguments, as they are written.
  RuleValue constant;             ///< Constant: the value. Path: an array of the path's names.
};

/// JSON Pointer (RFC 6901) to the node in the rule as it was written.
[[nodiscard]] QString rulePath(const std::vector<RuleNode>& nodes, quint32 index);

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/rules/rule_node.h"

namespace sentinai {

QString rulePath(const std::vector<RuleNode>& nodes, quint32 index) {
  QString path;
  while (index != 0) {
    const RuleNode& node = nodes[index];
    const RuleOperator parent = nodes[node.parent].op;
    if (node.position != RuleNode::kNoPosition) {
      path.prepend(QLatin1Char('/') + QString::number(node.position));
    }
    if (parent != RuleOperator::List) {
      const QString name = parent == RuleOperator::Path ? QStringLiteral("var") : ruleOperatorName(parent);
      path.prepend(QLatin1Char('/') + QString(name).replace(QLatin1Char('/'), QLatin1String("~1")));
    }
    index = node.parent;
  }
  return path;
}

} // namespace sentinai

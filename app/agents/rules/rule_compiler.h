// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/agents/rules/rule.h"

#include <QJsonArray>
#include <set>

namespace sentinai {

/// Turns the JSON of one rule into nodes. For one rule.
class RuleCompiler {
public:
  explicit RuleCompiler(const RuleLimits& limits);

  [[nodiscard]] RuleResult<Rule> compile(const QJsonValue& logic);
  [[nodiscard]] RuleResult<Rule> compileCondition(const QJsonValue& logic);

private:
  /// What a node stands in.
  struct Place {
    int level = 0;
    bool isScoped = false;    ///< Its data is an element of an array.
    bool isCondition = false; ///< Only whether it is truthy counts.
  };

  [[nodiscard]] RuleResult<Rule> compile(const QJsonValue& logic, Place place);

  void fill(quint32 index, const QJsonValue& logic, Place place);
  void fillOperation(quint32 index, RuleOperator op, const QJsonValue& values, Place place);

  /// Whether the arguments of `var` say a path beforehand; then the node is made a Path.
  [[nodiscard]] bool fillPath(quint32 index, const QJsonArray& values, Place place);

  /// Adds `count` nodes as arguments of the one at `index`; the first argument's index.
  [[nodiscard]] quint32 addArguments(quint32 index, qsizetype count);

  /// A list of constants is a constant.
  void foldList(quint32 index);

  void notePaths(const QJsonArray& paths);

  std::shared_ptr<RuleWorkspace> m_workspace;
  std::vector<RuleNode> m_nodes;
  std::set<QString> m_paths;
  quint32 m_current = 0; ///< The node being filled: where a fault arises.
};

} // namespace sentinai

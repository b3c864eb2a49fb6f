// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/agents/rules/rule_workspace.h"

#include <QJsonValue>
#include <memory>

namespace sentinai {

/// What rules are evaluated on, taken in once for any number of rules. Immutable, and so for any thread.
class RuleData {
public:
  /// Beyond the limits' depth or memory an error.
  [[nodiscard]] static RuleResult<RuleData> fromJson(const QJsonValue& json, const RuleLimits& limits = {});

  [[nodiscard]] const RuleValue& root() const { return m_root; }

private:
  RuleData(std::unique_ptr<RuleWorkspace> workspace, const RuleValue& root)
      : m_workspace(std::move(workspace))
      , m_root(root) {}

  std::unique_ptr<RuleWorkspace> m_workspace;
  RuleValue m_root;
};

} // namespace sentinai

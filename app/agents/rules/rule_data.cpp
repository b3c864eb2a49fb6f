// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/rules/rule_data.h"

#include "app/agents/rules/rule_json.h"

namespace sentinai {

RuleResult<RuleData> RuleData::fromJson(const QJsonValue& json, const RuleLimits& limits) {
  auto workspace = std::make_unique<RuleWorkspace>(limits);
  try {
    const RuleValue root = ruleValueOf(json, *workspace);
    return RuleData(std::move(workspace), root);
  } catch (const RuleFault& fault) {
    return tl::unexpected(RuleError{fault.kind, QString(), QStringLiteral("The rule's data: ") + fault.reason});
  }
}

} // namespace sentinai

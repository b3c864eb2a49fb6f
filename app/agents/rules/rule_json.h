// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/agents/rules/rule_workspace.h"

#include <QJsonValue>

namespace sentinai {

/// The JSON as a value within the workspace. Throws RuleFault beyond the workspace's limits.
[[nodiscard]] RuleValue ruleValueOf(const QJsonValue& json, RuleWorkspace& workspace, int level = 0);

/// As JSON.stringify: numbers that JSON cannot express, and undefined, become null; undefined members are left out.
/// What values share is written out each time, so this too throws RuleFault beyond the workspace's limits.
[[nodiscard]] QJsonValue jsonOf(const RuleValue& value, RuleWorkspace& workspace);

} // namespace sentinai

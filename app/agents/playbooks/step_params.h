// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/agents/rules/rule_data.h"
#include "repositories/database/result.h"
#include "repositories/records/playbook.h"

namespace sentinai {

/// Whether a step of that action may have these parameters: they fit resources/schemas/playbook_step.schema.json, and
/// rules in them can be compiled. InvalidInput names the place as a JSON Pointer, and the reason. Any thread.
[[nodiscard]] Result<Done> checkStepParams(ActionType action, const QJsonObject& params);

/// Reads a step from {"name", "action", "params"}. InvalidInput names the place of what does not fit.
[[nodiscard]] Result<PlaybookStep> stepFromJson(const QJsonObject& json);

/// The parameter `name` as text: as it is, or what the rule that it is gives. Null where the parameter is left out or
/// is null. InvalidInput where the rule cannot be evaluated or gives no text.
[[nodiscard]] Result<QString> wordsOf(const QJsonObject& params, const char* name, const RuleData& facts);

/// Whether the parameter `name`, a rule, holds. InvalidInput where it cannot be evaluated.
[[nodiscard]] Result<bool> holdsParam(const QJsonObject& params, const char* name, const RuleData& facts);

/// The parameter `name`, a duration; absent where it is left out or none.
[[nodiscard]] std::optional<std::chrono::seconds> durationOf(const QJsonObject& params, const char* name);

} // namespace sentinai

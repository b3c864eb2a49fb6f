// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/agents/rules/rule_workspace.h"

#include <compare>

namespace sentinai {

// How JavaScript turns values into others and compares them, which is what JsonLogic means by its operators. New texts
// are kept in the workspace, which pays for the work too. Any thread.

/// JsonLogic's own: as in JavaScript, but an empty array is false.
[[nodiscard]] bool isTruthy(const RuleValue& value);

/// String(value): the shortest digits that read back as the same number; an array's elements joined by commas.
[[nodiscard]] QStringView textOf(const RuleValue& value, RuleWorkspace& workspace);

/// Number(value): NaN where a text is no number as a whole; 0 for null and blank text.
[[nodiscard]] double numberOf(const RuleValue& value, RuleWorkspace& workspace);

/// parseFloat(value): the number that the value's text begins with, else NaN.
[[nodiscard]] double leadingNumberOf(const RuleValue& value, RuleWorkspace& workspace);

/// An array or object as text, anything else as it is.
[[nodiscard]] RuleValue primitiveOf(const RuleValue& value, RuleWorkspace& workspace);

/// a === b
[[nodiscard]] bool isStrictlyEqual(const RuleValue& a, const RuleValue& b, RuleWorkspace& workspace);

/// a == b
[[nodiscard]] bool isLooselyEqual(const RuleValue& a, const RuleValue& b, RuleWorkspace& workspace);

/// a < b and its like: two texts by their UTF-16 code units, everything else as numbers; unordered with NaN.
[[nodiscard]] std::partial_ordering compare(const RuleValue& a, const RuleValue& b, RuleWorkspace& workspace);

/// Number.prototype.toString()
[[nodiscard]] QString numberText(double number);

/// Number(text)
[[nodiscard]] double textNumber(QStringView text);

} // namespace sentinai

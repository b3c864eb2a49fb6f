// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace sentinai {

/// What a rule may take, so that no rule and no data can hold up or bring down the program. Each is a RuleError of its
/// own. The defaults are far beyond what rules of packs need.
struct RuleLimits {
  /// Levels of nesting of a rule, of its data and of any value on the way. Evaluation recurses no deeper.
  int depth = 256;

  /// Operations, values and elements looked at in one evaluation, and every 64 characters of text: some 30 ms, and ten
  /// times that where all of it goes into reading texts as numbers.
  qint64 steps = 1'000'000;

  /// Bytes that a rule, its data, or the values made by one evaluation hold, each by itself.
  qint64 memory = qint64{64} * 1024 * 1024;
};

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/agents/copilot/case_facts.h"
#include "app/agents/copilot/view_facts.h"

namespace sentinai {

// Answers without a model: what the record says to the usual questions, told by their words (in English); to any other
// question all of it in short. Each statement cites its sources by number.

/// How it stands, what happened, why this severity, who did what, what is due, what is next, what resolved similar
/// cases, and what else there was with the entity.
[[nodiscard]] QString composedAnswer(const CaseFacts& facts, const QString& question);

/// How many there are, what is due, which are severe, which are old or new, and where they come from.
[[nodiscard]] QString composedAnswer(const ViewFacts& facts, const QString& question);

} // namespace sentinai

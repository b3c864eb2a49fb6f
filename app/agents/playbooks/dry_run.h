// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/agents/playbooks/playbook_planner.h"

namespace sentinai {

/// What running a playbook would do, one of these after the other.
struct DryRunLine {
  int stepOrder = 0; ///< 0: not of a step.
  QString what;      ///< `does`, `calls`, `skips`, `waits`, `asks`, `fails` or `ends`.
  QJsonObject details;

  friend bool operator==(const DryRunLine&, const DryRunLine&) = default;
};

/// Runs the playbook on a copy of the case, from where a run of it is: as if everything were approved, every tool
/// succeeded, and every wait were over. It has neither a database nor tools, so nothing can come of it. InvalidInput
/// where the exception cannot be told to rules.
[[nodiscard]] Result<std::vector<DryRunLine>> dryRun(AgentCase subject, PlaybookDefinition definition,
                                                     const EffectivePack& pack, Instant now);

} // namespace sentinai

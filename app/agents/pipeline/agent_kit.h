// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/agents/packs/effective_pack.h"
#include "app/agents/playbooks/playbook_definition.h"

namespace sentinai {

/// What the agents work a tenant's exceptions of one domain with.
struct AgentKit {
  EffectivePack pack;
  std::vector<PlaybookDefinition> playbooks; ///< The active ones by name.

  /// The active one of that id; null where there is none.
  [[nodiscard]] const PlaybookDefinition* playbook(int playbookId) const;
};

/// The active pack of the domain, and the active playbooks. NotFound where the domain has no active pack. `session`
/// must outlive the call.
[[nodiscard]] Task<AgentKit> agentKit(Session* session, QString domain, CancelToken token);

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/pipeline/agent_kit.h"

#include <algorithm>

namespace sentinai {

const PlaybookDefinition* AgentKit::playbook(int playbookId) const {
  const auto found =
      std::ranges::find(playbooks, playbookId, [](const PlaybookDefinition& one) { return one.playbook.playbookId; });
  return found == playbooks.end() ? nullptr : &*found;
}

Task<AgentKit> agentKit(Session* session, QString domain, CancelToken token) {
  Result<EffectivePack> pack = co_await activePack(session, domain, token);
  if (!pack) {
    co_return failure(pack.error());
  }
  Result<std::vector<PlaybookDefinition>> playbooks = co_await activePlaybooks(session, token);
  if (!playbooks) {
    co_return failure(playbooks.error());
  }
  co_return AgentKit{std::move(*pack), std::move(*playbooks)};
}

} // namespace sentinai

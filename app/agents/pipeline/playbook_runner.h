// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/agents/pipeline/agent_kit.h"
#include "app/agents/playbooks/playbook_planner.h"
#include "app/agents/tools/tool_client.h"

namespace sentinai {

/// Does what PlaybookPlanner says is next for an exception: it calls the tool, if that is it, and gives the events to
/// append. It may be stopped between any two of these: what was not appended is done again, and a tool is then called
/// with the same idempotency key.
class PlaybookRunner {
public:
  struct Step {
    std::vector<NewExceptionEvent> events; ///< To append, together; none: nothing can be done now.
    std::optional<Instant> again;          ///< When something can be done, where that is known.
  };

  /// All must outlive the runner's calls.
  PlaybookRunner(Session* session, const AgentKit* kit, const ToolClient* tools)
      : m_session(session)
      , m_kit(kit)
      , m_tools(tools) {}

  /// `subject` is then as it will be, and must outlive the call. The errors of the repositories; InvalidInput where the
  /// exception cannot be told to rules.
  [[nodiscard]] Task<Step> next(AgentCase* subject, CancelToken token) const;

private:
  Session* m_session;
  const AgentKit* m_kit;
  const ToolClient* m_tools;
};

} // namespace sentinai

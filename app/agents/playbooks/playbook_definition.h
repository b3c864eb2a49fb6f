// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/agents/playbooks/playbook_condition.h"
#include "repositories/database/session.h"

namespace sentinai {

/// A version of a playbook with its steps, and the tools that these call. The steps of one that was ever active never
/// change; tools may.
struct PlaybookDefinition {
  Playbook playbook;
  std::vector<PlaybookStep> steps;   ///< In their order.
  std::vector<ToolDefinition> tools; ///< One of each name that there is: the tenant's own goes before a global one.

  /// Whether it settles by force, so that a person must approve it.
  [[nodiscard]] bool needsPerson() const;

  /// The tool that steps call by that name; null where there is none.
  [[nodiscard]] const ToolDefinition* tool(const QString& name) const;

  /// What steps call and there is none of; sorted.
  [[nodiscard]] QStringList missingTools() const;

  /// SHA-256 in hexadecimal of what it does: its steps, and the tools that they call. An approval is bound to it.
  [[nodiscard]] QString contentHash() const;
};

/// The playbook of that id. NotFound. `session` must outlive the call.
[[nodiscard]] Task<PlaybookDefinition> playbookDefinition(Session* session, int playbookId, CancelToken token);

/// The tenant's active playbooks by name. `session` must outlive the call.
[[nodiscard]] Task<std::vector<PlaybookDefinition>> activePlaybooks(Session* session, CancelToken token);

/// The one of that name; null where there is none.
[[nodiscard]] const PlaybookDefinition* playbookNamed(const std::vector<PlaybookDefinition>& playbooks,
                                                      const QString& name);

/// The first one by priority, then name, whose conditions hold; null where none does. InvalidInput names the one whose
/// conditions cannot be evaluated.
[[nodiscard]] Result<const PlaybookDefinition*> matchingPlaybook(const std::vector<PlaybookDefinition>& playbooks,
                                                                 const RuleData& facts);

} // namespace sentinai

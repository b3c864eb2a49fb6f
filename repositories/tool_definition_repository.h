// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/cancel_token.h"
#include "repositories/database/result.h"
#include "repositories/records/seen.h"
#include "repositories/records/tool_definition.h"

namespace sentinai {

/// Which tools: the tenant's own, the global ones, or both.
enum class ToolScope : quint8 { Tenant, Global, All };

class ToolDefinitionRepository {
public:
  virtual ~ToolDefinitionRepository() = default;

  [[nodiscard]] virtual Task<ToolDefinition> get(int toolId, CancelToken token) = 0; ///< NotFound.
  [[nodiscard]] virtual Task<std::vector<ToolDefinition>> list(ToolScope scope,
                                                               CancelToken token) = 0; ///< By name, id.

  /// `tool.tenantId` empty makes a global tool, for which the login needs sentinai_admin. Conflict if that scope has
  /// the name; InvalidInput for a name as checkName() has it.
  [[nodiscard]] virtual Task<ToolDefinition> create(ToolDefinition tool, CancelToken token) = 0;

  /// Gives `tool.toolId` the name, type and configuration of `tool`, if what is stored still has those of `seen`: else
  /// Conflict, which names both, and nothing changes. NotFound; InvalidInput for a name as checkName() has it.
  [[nodiscard]] virtual Task<ToolDefinition> update(ToolDefinition tool, ToolDefinition seen, CancelToken token) = 0;

  /// NotFound; Conflict as update() has it.
  [[nodiscard]] virtual Task<Done> remove(int toolId, CancelToken token, Seen<ToolDefinition> seen = {}) = 0;
};

} // namespace sentinai

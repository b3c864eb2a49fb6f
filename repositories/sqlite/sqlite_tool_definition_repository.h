// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/sqlite/sqlite_scope.h"
#include "repositories/tool_definition_repository.h"

namespace sentinai {

class SqliteToolDefinitionRepository : public ToolDefinitionRepository {
public:
  explicit SqliteToolDefinitionRepository(SqliteScope scope);

  Task<ToolDefinition> get(int toolId, CancelToken token) override;
  Task<std::vector<ToolDefinition>> list(ToolScope scope, CancelToken token) override;
  Task<ToolDefinition> create(ToolDefinition tool, CancelToken token) override;
  Task<ToolDefinition> update(ToolDefinition tool, ToolDefinition seen, CancelToken token) override;
  Task<Done> remove(int toolId, CancelToken token, Seen<ToolDefinition> seen) override;

private:
  SqliteScope m_scope;
};

} // namespace sentinai

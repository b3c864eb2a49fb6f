// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/postgresql/pg_client.h"
#include "repositories/tool_definition_repository.h"

namespace sentinai {

class PgToolDefinitionRepository : public ToolDefinitionRepository {
public:
  explicit PgToolDefinitionRepository(std::shared_ptr<PgClient> client)
      : m_client(std::move(client)) {}

  Task<ToolDefinition> get(int toolId, CancelToken token) override;
  Task<std::vector<ToolDefinition>> list(ToolScope scope, CancelToken token) override;
  Task<ToolDefinition> create(ToolDefinition tool, CancelToken token) override;
  Task<ToolDefinition> update(ToolDefinition tool, ToolDefinition seen, CancelToken token) override;
  Task<Done> remove(int toolId, CancelToken token, Seen<ToolDefinition> seen) override;

private:
  std::shared_ptr<PgClient> m_client;
};

} // namespace sentinai

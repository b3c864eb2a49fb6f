// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/postgresql/pg_tool_definition_repository.h"

#include "repositories/postgresql/pg_records.h"
#include "repositories/postgresql/pg_write.h"

namespace sentinai {

namespace {

/// `text` with the columns of a row `t` that readTool() reads put in for %1.
QString withColumns(const QString& text) {
  return text.arg(QStringLiteral("t.tool_id, t.name, t.tenant_id, t.type, t.config, t.created_at"));
}

ToolDefinition readTool(PgRow& row) {
  ToolDefinition tool;
  tool.toolId = row.next<int>();
  tool.name = row.next<QString>();
  tool.tenantId = row.next<std::optional<QString>>();
  tool.type = row.next<ToolType>();
  tool.config = row.next<QJsonObject>();
  tool.createdAt = row.next<Instant>();
  return tool;
}

QString missing(int toolId) {
  return QStringLiteral("There is no tool %1 for this tenant.").arg(toolId);
}

SqlStatement byId(int toolId) {
  return {withColumns(QStringLiteral("SELECT %1 FROM sentinai.tool_definition t WHERE t.tool_id = $1")),
          {qint64{toolId}}};
}

SqlValue orNull(const std::optional<QString>& text) {
  return text ? SqlValue(*text) : SqlValue();
}

} // namespace

Task<ToolDefinition> PgToolDefinitionRepository::get(int toolId, CancelToken token) {
  return m_client->one<ToolDefinition>(PgIntent::Read, byId(toolId), readTool, missing(toolId), std::move(token));
}

Task<std::vector<ToolDefinition>> PgToolDefinitionRepository::list(ToolScope scope, CancelToken token) {
  const bool own = scope != ToolScope::Global;
  const bool global = scope != ToolScope::Tenant;
  return m_client->rows<ToolDefinition>({withColumns(QStringLiteral(R"(
    SELECT %1 FROM sentinai.tool_definition t
    WHERE CASE WHEN t.tenant_id IS NULL THEN $2 ELSE $1 END
    ORDER BY t.name, t.tool_id)")),
                                         {own, global}},
                                        readTool, std::move(token));
}

Task<ToolDefinition> PgToolDefinitionRepository::create(ToolDefinition tool, CancelToken token) {
  if (tool.name.trimmed().isEmpty()) {
    return PgClient::refuse<ToolDefinition>(DbError::Kind::InvalidInput, QStringLiteral("A tool needs a name."));
  }
  return m_client->one<ToolDefinition>(PgIntent::Write,
                                       {withColumns(QStringLiteral(R"(
    INSERT INTO sentinai.tool_definition AS t (name, tenant_id, type, config)
    VALUES ($1, $2, $3, $4::jsonb)
    RETURNING %1)")),
                                        {tool.name, orNull(tool.tenantId), toText(tool.type), jsonText(tool.config)}},
                                       readTool, QString(), std::move(token));
}

Task<ToolDefinition> PgToolDefinitionRepository::update(ToolDefinition tool, CancelToken token) {
  if (tool.name.trimmed().isEmpty()) {
    return PgClient::refuse<ToolDefinition>(DbError::Kind::InvalidInput, QStringLiteral("A tool needs a name."));
  }
  return changeVisible<ToolDefinition>(m_client,
                                       {withColumns(QStringLiteral(R"(
    UPDATE sentinai.tool_definition t SET name = $2, type = $3, config = $4::jsonb
    WHERE t.tool_id = $1
    RETURNING %1)")),
                                        {qint64{tool.toolId}, tool.name, toText(tool.type), jsonText(tool.config)}},
                                       byId(tool.toolId), readTool, missing(tool.toolId), std::move(token));
}

Task<Done> PgToolDefinitionRepository::remove(int toolId, CancelToken token) {
  const auto readDone = [](PgRow& row) {
    static_cast<void>(row.next<int>());
    return Done{};
  };
  return changeVisible<Done>(
      m_client,
      {QStringLiteral("SELECT d FROM sentinai.delete_tool($1::integer) AS d WHERE d IS NOT NULL"), {qint64{toolId}}},
      byId(toolId), readDone, missing(toolId), std::move(token));
}

} // namespace sentinai

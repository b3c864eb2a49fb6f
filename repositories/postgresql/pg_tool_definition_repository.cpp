// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/postgresql/pg_tool_definition_repository.h"

#include "repositories/database/name_check.h"
#include "repositories/database/stale_edit.h"
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

/// The Conflict of an editor who did not see the tool as it is, if that is so.
std::function<std::optional<DbError>(const std::vector<ToolDefinition>&)> unlessSeen(ToolDefinition seen) {
  return [seen = std::move(seen)](const std::vector<ToolDefinition>& present) -> std::optional<DbError> {
    if (present.empty() || present.front().hasSameContent(seen)) {
      return std::nullopt;
    }
    return staleTool(present.front(), seen);
  };
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
  if (const Result<Done> fits = checkName(QStringLiteral("tool"), tool.name); !fits) {
    return PgClient::refuse<ToolDefinition>(fits.error());
  }
  return m_client->one<ToolDefinition>(PgIntent::Write,
                                       {withColumns(QStringLiteral(R"(
    INSERT INTO sentinai.tool_definition AS t (name, tenant_id, type, config)
    VALUES ($1, $2, $3, $4::jsonb)
    RETURNING %1)")),
                                        {tool.name, orNull(tool.tenantId), toText(tool.type), jsonText(tool.config)}},
                                       readTool, QString(), std::move(token));
}

Task<ToolDefinition> PgToolDefinitionRepository::update(ToolDefinition tool, ToolDefinition seen, CancelToken token) {
  if (const Result<Done> fits = checkName(QStringLiteral("tool"), tool.name); !fits) {
    return PgClient::refuse<ToolDefinition>(fits.error());
  }
  const SqlStatement look = byId(tool.toolId);
  Task<ToolDefinition> changing =
      changeVisible<ToolDefinition>(m_client,
                                    {withColumns(QStringLiteral(R"(
    UPDATE sentinai.tool_definition t SET name = $2, type = $3, config = $4::jsonb
    WHERE t.tool_id = $1 AND t.name = $5 AND t.type = $6 AND t.config = $7::jsonb
    RETURNING %1)")),
                                     {qint64{tool.toolId}, tool.name, toText(tool.type), jsonText(tool.config),
                                      seen.name, toText(seen.type), jsonText(seen.config)}},
                                    look, readTool, missing(tool.toolId), token);
  const std::function<std::optional<DbError>(const std::vector<ToolDefinition>&)> stale = unlessSeen(std::move(seen));
  return orStale<ToolDefinition, ToolDefinition>(m_client, std::move(changing), look, readTool, stale,
                                                 std::move(token));
}

Task<Done> PgToolDefinitionRepository::remove(int toolId, CancelToken token, Seen<ToolDefinition> seen) {
  const auto readDone = [](PgRow& row) {
    static_cast<void>(row.next<int>());
    return Done{};
  };
  const SqlStatement look = byId(toolId);
  if (!seen.value()) {
    return changeVisible<Done>(
        m_client,
        {QStringLiteral("SELECT d FROM sentinai.delete_tool($1::integer) AS d WHERE d IS NOT NULL"), {qint64{toolId}}},
        look, readDone, missing(toolId), std::move(token));
  }
  Task<Done> changing = changeVisible<Done>(
      m_client,
      {QStringLiteral(R"(
    WITH held AS (
      SELECT t.tool_id FROM sentinai.tool_definition t
      WHERE t.tool_id = $1 AND t.name = $2 AND t.type = $3 AND t.config = $4::jsonb
      FOR UPDATE)
    SELECT d FROM held, sentinai.delete_tool(held.tool_id) AS d WHERE d IS NOT NULL)"),
       {qint64{toolId}, seen.value()->name, toText(seen.value()->type), jsonText(seen.value()->config)}},
      look, readDone, missing(toolId), token);
  const std::function<std::optional<DbError>(const std::vector<ToolDefinition>&)> stale = unlessSeen(*seen.value());
  return orStale<Done, ToolDefinition>(m_client, std::move(changing), look, readTool, stale, std::move(token));
}

} // namespace sentinai

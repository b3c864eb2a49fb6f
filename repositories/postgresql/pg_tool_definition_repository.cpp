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

/// Where nothing was changed, what is there tells why.
Task<ToolDefinition> change(std::shared_ptr<PgClient> client, ToolDefinition tool, ToolDefinition seen,
                            CancelToken token) {
  const SqlStatement statement{withColumns(QStringLiteral(R"(
    UPDATE sentinai.tool_definition t SET name = $2, type = $3, config = $4::jsonb
    WHERE t.tool_id = $1 AND t.name = $5 AND t.type = $6 AND t.config = $7::jsonb
    RETURNING %1)")),
                               {qint64{tool.toolId}, tool.name, toText(tool.type), jsonText(tool.config), seen.name,
                                toText(seen.type), jsonText(seen.config)}};
  const SqlStatement look = byId(tool.toolId);
  const QString notFound = missing(tool.toolId);
  Result<ToolDefinition> changed =
      co_await changeVisible<ToolDefinition>(client, statement, look, readTool, notFound, token);
  if (changed || changed.error().kind != DbError::Kind::PermissionDenied || !changed.error().sqlState.isEmpty()) {
    co_return changed;
  }
  const Result<ToolDefinition> current =
      co_await client->one<ToolDefinition>(PgIntent::Read, look, readTool, notFound, token);
  if (current && !current->hasSameContent(seen)) {
    co_return failure(DbError::Kind::Conflict,
                      QStringLiteral("Tool %1 has changed meanwhile. Read it again, then decide.").arg(tool.toolId));
  }
  co_return changed;
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

Task<ToolDefinition> PgToolDefinitionRepository::update(ToolDefinition tool, ToolDefinition seen, CancelToken token) {
  if (tool.name.trimmed().isEmpty()) {
    return PgClient::refuse<ToolDefinition>(DbError::Kind::InvalidInput, QStringLiteral("A tool needs a name."));
  }
  return change(m_client, std::move(tool), std::move(seen), std::move(token));
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

// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/sqlite/sqlite_tool_definition_repository.h"

#include "repositories/database/name_check.h"
#include "repositories/database/stale_edit.h"
#include "repositories/sqlite/sqlite_rows.h"

namespace sentinai {

namespace {

const QByteArray kSelect = R"sql(
      SELECT tool_id, name, tenant_id, type, config, created_at
      FROM tool_definition
      )sql";

ToolDefinition readTool(const SqliteStatement& row) {
  ToolDefinition tool;
  tool.toolId = static_cast<int>(row.integer(0));
  tool.name = row.text(1);
  tool.tenantId = row.optionalText(2);
  tool.type = row.enumeration<ToolType>(3);
  tool.config = row.json(4);
  tool.createdAt = row.instant(5);
  return tool;
}

ToolDefinition requireTool(SqliteConnection& db, const QString& tenantId, qint64 toolId) {
  SqliteStatement select = db.prepare(kSelect + "WHERE tool_id = ?2 AND (tenant_id = ?1 OR tenant_id IS NULL)");
  select.bind(tenantId, toolId);
  if (!select.step()) {
    refuse(DbError::Kind::NotFound, QStringLiteral("There is no tool %1 in this tenant.").arg(toolId));
  }
  return readTool(select);
}

/// Global tools can be changed whatever the state of the session's tenant.
void requireWritable(SqliteConnection& db, const ToolDefinition& tool, const QString& tenantId) {
  if (!tool.tenantId) {
    return;
  }
  if (*tool.tenantId != tenantId) {
    refuse(DbError::Kind::PermissionDenied,
           QStringLiteral("A tool of %1 can be made in that tenant only, not in %2.").arg(*tool.tenantId, tenantId));
  }
  requireWritableTenant(db, tenantId);
}

void requireFreeName(SqliteConnection& db, const QString& name, const std::optional<QString>& tenantId, int toolId) {
  (void)valueOrRefuse(checkName(QStringLiteral("tool"), name));
  SqliteStatement select = db.prepare(R"sql(
      SELECT 1
      FROM tool_definition
      WHERE name = ?1 AND tenant_id IS ?2 AND tool_id <> ?3)sql");
  select.bind(name, tenantId, toolId);
  if (select.step()) {
    refuse(DbError::Kind::Conflict, QStringLiteral("There is a tool named %1 already.").arg(name));
  }
}

} // namespace

SqliteToolDefinitionRepository::SqliteToolDefinitionRepository(SqliteScope scope)
    : m_scope(std::move(scope)) {}

Task<ToolDefinition> SqliteToolDefinitionRepository::get(int toolId, CancelToken token) {
  return m_scope.read<ToolDefinition>(
      [toolId, tenantId = m_scope.tenantId()](SqliteConnection& db) { return requireTool(db, tenantId, toolId); },
      token);
}

Task<std::vector<ToolDefinition>> SqliteToolDefinitionRepository::list(ToolScope scope, CancelToken token) {
  return m_scope.read<std::vector<ToolDefinition>>(
      [scope, tenantId = m_scope.tenantId()](SqliteConnection& db) {
        SqliteStatement select = db.prepare(kSelect + R"sql(
            WHERE (tenant_id = ?1 AND ?2) OR (tenant_id IS NULL AND ?3)
            ORDER BY name, tool_id)sql");
        select.bind(tenantId, scope != ToolScope::Global, scope != ToolScope::Tenant);
        return readAll(select, readTool);
      },
      token);
}

Task<ToolDefinition> SqliteToolDefinitionRepository::create(ToolDefinition tool, CancelToken token) {
  return m_scope.administer<ToolDefinition>(
      [tool, tenantId = m_scope.tenantId()](SqliteConnection& db) {
        requireWritable(db, tool, tenantId);
        requireFreeName(db, tool.name, tool.tenantId, 0);
        db.prepare(R"sql(
            INSERT INTO tool_definition (name, tenant_id, type, config, created_at)
            VALUES (?1, ?2, ?3, ?4, ?5))sql")
            .bind(tool.name, tool.tenantId, tool.type, tool.config, currentInstant())
            .run();
        return requireTool(db, tenantId, db.lastInsertId());
      },
      token);
}

Task<ToolDefinition> SqliteToolDefinitionRepository::update(ToolDefinition tool, ToolDefinition seen,
                                                            CancelToken token) {
  return m_scope.administer<ToolDefinition>(
      [tool, seen, tenantId = m_scope.tenantId()](SqliteConnection& db) {
        const ToolDefinition before = requireTool(db, tenantId, tool.toolId);
        requireWritable(db, before, tenantId);
        if (!before.hasSameContent(seen)) {
          refuse(staleTool(before, seen));
        }
        requireFreeName(db, tool.name, before.tenantId, tool.toolId);
        db.prepare("UPDATE tool_definition SET name = ?2, type = ?3, config = ?4 WHERE tool_id = ?1")
            .bind(tool.toolId, tool.name, tool.type, tool.config)
            .run();
        return requireTool(db, tenantId, tool.toolId);
      },
      token);
}

Task<Done> SqliteToolDefinitionRepository::remove(int toolId, CancelToken token, Seen<ToolDefinition> seen) {
  return m_scope.administer<Done>(
      [toolId, seen = std::move(seen), tenantId = m_scope.tenantId()](SqliteConnection& db) {
        const ToolDefinition before = requireTool(db, tenantId, toolId);
        requireWritable(db, before, tenantId);
        if (seen.value() && !before.hasSameContent(*seen.value())) {
          refuse(staleTool(before, *seen.value()));
        }
        db.prepare("DELETE FROM tool_definition WHERE tool_id = ?1").bind(toolId).run();
        return Done{};
      },
      token);
}

} // namespace sentinai

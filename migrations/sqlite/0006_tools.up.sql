-- SPDX-License-Identifier: GPL-3.0-or-later
-- Tools that playbooks may call; those without a tenant are global.

CREATE TABLE tool_definition (
  tool_id    INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  name       TEXT    NOT NULL CHECK (name <> ''),
  tenant_id  TEXT    REFERENCES tenant (tenant_id),
  type       TEXT    NOT NULL CHECK (type IN ('webhook', 'rest', 'email', 'workflow')),
  config     TEXT    NOT NULL DEFAULT '{}' CHECK (json_valid(config)),
  created_at INTEGER NOT NULL DEFAULT (CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER) * 1000)
) STRICT;

CREATE UNIQUE INDEX tool_definition_tenant_name ON tool_definition (tenant_id, name);
CREATE UNIQUE INDEX tool_definition_global_name ON tool_definition (name) WHERE tenant_id IS NULL;

PRAGMA user_version = 6;

-- SPDX-License-Identifier: GPL-3.0-or-later
-- Playbooks by name and version, and their ordered steps.

CREATE TABLE playbook (
  playbook_id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  tenant_id   TEXT    NOT NULL REFERENCES tenant (tenant_id),
  name        TEXT    NOT NULL CHECK (name <> ''),
  version     INTEGER NOT NULL DEFAULT 1 CHECK (version >= 1),
  conditions  TEXT    NOT NULL DEFAULT '{}' CHECK (json_valid(conditions)),
  active      INTEGER NOT NULL DEFAULT 0 CHECK (active IN (0, 1)),
  created_at  INTEGER NOT NULL DEFAULT (CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER) * 1000),
  UNIQUE (tenant_id, name, version),
  UNIQUE (tenant_id, playbook_id)
) STRICT;

CREATE UNIQUE INDEX playbook_one_active ON playbook (tenant_id, name) WHERE active = 1;

CREATE TABLE playbook_step (
  step_id     INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  playbook_id INTEGER NOT NULL,
  tenant_id   TEXT    NOT NULL,
  step_order  INTEGER NOT NULL,
  name        TEXT    NOT NULL CHECK (name <> ''),
  action_type TEXT    NOT NULL CHECK (action_type IN ('notify', 'assign', 'comment', 'call_tool', 'force_settle',
                                                      'escalate', 'request_approval', 'wait')),
  params      TEXT    NOT NULL DEFAULT '{}' CHECK (json_valid(params)),
  created_at  INTEGER NOT NULL DEFAULT (CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER) * 1000),
  UNIQUE (tenant_id, playbook_id, step_order),
  FOREIGN KEY (tenant_id, playbook_id) REFERENCES playbook (tenant_id, playbook_id)
) STRICT;

PRAGMA user_version = 5;

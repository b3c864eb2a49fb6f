-- SPDX-License-Identifier: GPL-3.0-or-later
-- Tenants and their members.
--
-- Types in this schema: a time is an INTEGER of microseconds since 1970 in UTC, a UUID and a JSON value are TEXT,
-- a hash is a BLOB. The names and the meaning are those of the PostgreSQL schema.

-- 'SnAI': tells this program's files from other SQLite files.
PRAGMA application_id = 1399734601;

CREATE TABLE tenant (
  tenant_id  TEXT    NOT NULL PRIMARY KEY
             CHECK (length(tenant_id) BETWEEN 1 AND 64 AND tenant_id NOT GLOB '*[^A-Za-z0-9._-]*'),
  name       TEXT    NOT NULL CHECK (name <> ''),
  status     TEXT    NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'suspended', 'archived')),
  created_at INTEGER NOT NULL DEFAULT (CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER) * 1000),
  updated_at INTEGER NOT NULL DEFAULT (CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER) * 1000)
) STRICT, WITHOUT ROWID;

-- There are no logins in a file: members are kept for the day that its content moves to PostgreSQL.
CREATE TABLE tenant_member (
  tenant_id  TEXT    NOT NULL REFERENCES tenant (tenant_id),
  role_name  TEXT    NOT NULL CHECK (length(role_name) BETWEEN 1 AND 63),
  access     TEXT    NOT NULL CHECK (access IN ('analyst', 'supervisor', 'admin', 'agent')),
  created_at INTEGER NOT NULL DEFAULT (CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER) * 1000),
  PRIMARY KEY (tenant_id, role_name)
) STRICT, WITHOUT ROWID;

PRAGMA user_version = 1;

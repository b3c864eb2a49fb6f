-- SPDX-License-Identifier: GPL-3.0-or-later
-- Versions of domain packs (global) and tenant policy packs. Rows are immutable; beside them stands which is active.

CREATE TABLE domain_pack_version (
  id         INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  domain     TEXT    NOT NULL CHECK (domain <> ''),
  version    INTEGER NOT NULL CHECK (version >= 1),
  pack_json  TEXT    NOT NULL CHECK (json_valid(pack_json)),
  created_at INTEGER NOT NULL DEFAULT (CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER) * 1000),
  created_by TEXT    NOT NULL DEFAULT '',
  UNIQUE (domain, version)
) STRICT;

CREATE TABLE domain_pack_active (
  domain       TEXT    NOT NULL PRIMARY KEY,
  version      INTEGER NOT NULL,
  activated_at INTEGER NOT NULL DEFAULT (CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER) * 1000),
  activated_by TEXT    NOT NULL DEFAULT '',
  FOREIGN KEY (domain, version) REFERENCES domain_pack_version (domain, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE tenant_policy_pack_version (
  id         INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  tenant_id  TEXT    NOT NULL REFERENCES tenant (tenant_id),
  version    INTEGER NOT NULL CHECK (version >= 1),
  pack_json  TEXT    NOT NULL CHECK (json_valid(pack_json)),
  created_at INTEGER NOT NULL DEFAULT (CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER) * 1000),
  created_by TEXT    NOT NULL DEFAULT '',
  UNIQUE (tenant_id, version)
) STRICT;

CREATE TABLE tenant_policy_pack_active (
  tenant_id    TEXT    NOT NULL PRIMARY KEY,
  version      INTEGER NOT NULL,
  activated_at INTEGER NOT NULL DEFAULT (CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER) * 1000),
  activated_by TEXT    NOT NULL DEFAULT '',
  FOREIGN KEY (tenant_id, version) REFERENCES tenant_policy_pack_version (tenant_id, version)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER domain_pack_version_no_update BEFORE UPDATE ON domain_pack_version
BEGIN
  SELECT RAISE(ABORT, 'a version of a domain pack is immutable');
END;

CREATE TRIGGER domain_pack_version_no_delete BEFORE DELETE ON domain_pack_version
BEGIN
  SELECT RAISE(ABORT, 'a version of a domain pack is immutable');
END;

CREATE TRIGGER tenant_policy_pack_version_no_update BEFORE UPDATE ON tenant_policy_pack_version
BEGIN
  SELECT RAISE(ABORT, 'a version of a tenant policy pack is immutable');
END;

CREATE TRIGGER tenant_policy_pack_version_no_delete BEFORE DELETE ON tenant_policy_pack_version
BEGIN
  SELECT RAISE(ABORT, 'a version of a tenant policy pack is immutable');
END;

PRAGMA user_version = 4;

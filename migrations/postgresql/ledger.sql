-- SPDX-License-Identifier: GPL-3.0-or-later
-- The record of applied migrations. The runner applies this file before any other where the table is missing.

CREATE SCHEMA IF NOT EXISTS sentinai;

CREATE TABLE IF NOT EXISTS sentinai.schema_migration (
  version integer PRIMARY KEY CHECK (version > 0),
  name text COLLATE "C" NOT NULL,
  checksum text COLLATE "C" NOT NULL CHECK (checksum ~ '^[0-9a-f]{64}$'),
  applied_at timestamptz NOT NULL DEFAULT now(),
  applied_by text COLLATE "C" NOT NULL DEFAULT session_user
);

-- Everyone who may use the schema may ask whether it is up to date.
GRANT SELECT ON sentinai.schema_migration TO PUBLIC;

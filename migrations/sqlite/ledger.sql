-- SPDX-License-Identifier: GPL-3.0-or-later
-- The record of applied migrations. The runner applies this file before any other where the table is missing.

CREATE TABLE IF NOT EXISTS schema_migration (
  version    INTEGER NOT NULL PRIMARY KEY CHECK (version > 0),
  name       TEXT    NOT NULL,
  checksum   TEXT    NOT NULL CHECK (length(checksum) = 64),
  applied_at INTEGER NOT NULL,
  applied_by TEXT    NOT NULL
) STRICT;

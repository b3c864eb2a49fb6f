-- SPDX-License-Identifier: GPL-3.0-or-later
-- Checkpoints: what the heads of all chains of a tenant were at some moment.

CREATE TABLE checkpoint (
  tenant_id  TEXT    NOT NULL REFERENCES tenant,
  number     INTEGER NOT NULL CHECK (number > 0),
  at         INTEGER NOT NULL, -- events recorded until then are in it
  exceptions INTEGER NOT NULL CHECK (exceptions >= 0),
  events     INTEGER NOT NULL CHECK (events >= 0),
  root       BLOB    NOT NULL CHECK (length(root) = 32),
  created_at INTEGER NOT NULL,
  created_by TEXT    NOT NULL,
  PRIMARY KEY (tenant_id, number)
) STRICT;

CREATE TRIGGER checkpoint_update BEFORE UPDATE ON checkpoint
BEGIN
  SELECT RAISE(ABORT, 'checkpoint is append-only');
END;
CREATE TRIGGER checkpoint_delete BEFORE DELETE ON checkpoint
BEGIN
  SELECT RAISE(ABORT, 'checkpoint is append-only');
END;

PRAGMA user_version = 12;

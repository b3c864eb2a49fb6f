-- SPDX-License-Identifier: GPL-3.0-or-later
-- What agents still have to look at: at most one row per exception, made by the program with the events that call for it
-- (SqliteEventAppender). docs/agents.md explains it.

CREATE TABLE work_item (
  tenant_id    TEXT    NOT NULL REFERENCES tenant (tenant_id),
  exception_id TEXT    NOT NULL,
  domain       TEXT    NOT NULL, -- the exception's; without an active pack for it nobody takes the item
  state        TEXT    NOT NULL DEFAULT 'ready' CHECK (state IN ('ready', 'dead')),
  due_at       INTEGER NOT NULL,
  calls        INTEGER NOT NULL DEFAULT 1, -- events that have called for it so far …
  calls_taken  INTEGER,                    -- … and as many as there were when it was taken
  lease_id     TEXT,                       -- whoever names it holds the item …
  lease_owner  TEXT CHECK (length(lease_owner) BETWEEN 1 AND 256),
  lease_until  INTEGER,                    -- … up to then, or until somebody else takes it
  attempts     INTEGER NOT NULL DEFAULT 0, -- that failed since the last call
  lost         INTEGER NOT NULL DEFAULT 0, -- leases that ended without a word since the last call
  error_class  TEXT CHECK (error_class IN ('TRANSIENT', 'PERMANENT')),
  error        TEXT CHECK (length(error) <= 4000),
  note         TEXT    NOT NULL DEFAULT '' CHECK (length(note) <= 4000),
  created_at   INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, exception_id),
  FOREIGN KEY (tenant_id, exception_id) REFERENCES exception (tenant_id, exception_id),
  CHECK ((lease_id IS NULL) = (lease_owner IS NULL) AND (lease_id IS NULL) = (lease_until IS NULL)),
  CHECK (state = 'ready' OR lease_id IS NULL AND error_class IS NOT NULL)
) STRICT, WITHOUT ROWID;
CREATE INDEX work_item_due ON work_item (tenant_id, domain, due_at) WHERE state = 'ready';
CREATE INDEX work_item_lease ON work_item (tenant_id, lease_id) WHERE lease_id IS NOT NULL;

-- What is there already and not over.
INSERT INTO work_item (tenant_id, exception_id, domain, due_at, created_at)
SELECT tenant_id, exception_id, domain, unixepoch() * 1000000, unixepoch() * 1000000 FROM exception
WHERE status <> 'resolved';

-- Similar cases that had been resolved, newest first, however many came since that have not.
CREATE INDEX exception_alike ON exception (tenant_id, domain, type, created_at DESC, exception_id)
  WHERE status = 'resolved';

PRAGMA user_version = 15;

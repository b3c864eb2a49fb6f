-- SPDX-License-Identifier: GPL-3.0-or-later
-- The append-only timeline of every exception.

CREATE TABLE exception_event (
  event_id     TEXT    NOT NULL CHECK (length(event_id) = 36),
  exception_id TEXT    NOT NULL,
  tenant_id    TEXT    NOT NULL,
  seq          INTEGER NOT NULL CHECK (seq >= 1),
  event_type   TEXT    NOT NULL CHECK (event_type <> ''),
  actor_type   TEXT    NOT NULL CHECK (actor_type IN ('agent', 'user', 'system')),
  actor_id     TEXT,
  payload      TEXT    NOT NULL CHECK (json_valid(payload)),
  created_at   INTEGER NOT NULL,
  recorded_at  INTEGER NOT NULL,
  prev_hash    BLOB    NOT NULL CHECK (length(prev_hash) = 32),
  hash         BLOB    NOT NULL CHECK (length(hash) = 32),
  PRIMARY KEY (tenant_id, exception_id, seq),
  FOREIGN KEY (tenant_id, exception_id) REFERENCES exception (tenant_id, exception_id)
) STRICT, WITHOUT ROWID;

-- The table's key is appended to every index: so the latter two end with seq.
CREATE UNIQUE INDEX exception_event_id ON exception_event (tenant_id, event_id);
CREATE INDEX exception_event_created   ON exception_event (tenant_id, created_at, exception_id);
CREATE INDEX exception_event_timeline  ON exception_event (tenant_id, exception_id, created_at);

CREATE TRIGGER exception_event_no_update BEFORE UPDATE ON exception_event
BEGIN
  SELECT RAISE(ABORT, 'exception_event is append-only');
END;

CREATE TRIGGER exception_event_no_delete BEFORE DELETE ON exception_event
BEGIN
  SELECT RAISE(ABORT, 'exception_event is append-only');
END;

-- INSERT OR REPLACE deletes without a delete trigger.
CREATE TRIGGER exception_event_no_replace BEFORE INSERT ON exception_event
WHEN EXISTS (SELECT 1 FROM exception_event WHERE tenant_id = NEW.tenant_id AND event_id = NEW.event_id)
  OR EXISTS (SELECT 1 FROM exception_event
             WHERE tenant_id = NEW.tenant_id AND exception_id = NEW.exception_id AND seq = NEW.seq)
BEGIN
  SELECT RAISE(ABORT, 'exception_event is append-only');
END;

PRAGMA user_version = 3;

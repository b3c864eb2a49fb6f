-- SPDX-License-Identifier: GPL-3.0-or-later
-- Which exceptions the latest events belong to, in the order of their commits, for whoever watches the file. Numbers
-- have no gaps, so a reader whose next one is gone knows that it has missed something.

CREATE TABLE change_log (
  change_id    INTEGER NOT NULL PRIMARY KEY,
  tenant_id    TEXT    NOT NULL,
  exception_id TEXT    NOT NULL,
  created      INTEGER NOT NULL CHECK (created IN (0, 1)) -- the event is the exception's creation
) STRICT;

CREATE TRIGGER exception_event_change AFTER INSERT ON exception_event
BEGIN
  INSERT INTO change_log (tenant_id, exception_id, created)
  VALUES (NEW.tenant_id, NEW.exception_id, NEW.event_type = 'ExceptionCreated');
  DELETE FROM change_log WHERE change_id <= last_insert_rowid() - 5000;
END;

PRAGMA user_version = 9;

-- SPDX-License-Identifier: GPL-3.0-or-later
-- What the programs refuse to write, the file refuses as well: control characters and lengths of names, and the size of
-- payloads. (How deep a payload is nested is left to the programs: whoever holds the file may write anything anyway.)

CREATE TRIGGER exception_event_limits BEFORE INSERT ON exception_event
WHEN length(NEW.event_type) > 256 OR length(NEW.actor_id) > 512
  OR NEW.event_type GLOB '*[' || char(1) || '-' || char(31) || char(127) || '-' || char(159) || ']*'
  OR NEW.actor_id GLOB '*[' || char(1) || '-' || char(31) || char(127) || '-' || char(159) || ']*'
  OR length(CAST(NEW.payload AS BLOB)) > 1048576
BEGIN
  SELECT RAISE(ABORT, 'an event''s texts are too long, or hold control characters');
END;

CREATE TRIGGER exception_limits BEFORE INSERT ON exception
WHEN max(length(NEW.domain), length(NEW.type), length(NEW.source_system), length(NEW.entity),
         length(coalesce(NEW.owner, ''))) > 512
  OR NEW.exception_id || NEW.domain || NEW.type || NEW.source_system || NEW.entity || coalesce(NEW.owner, '')
     GLOB '*[' || char(1) || '-' || char(31) || char(127) || '-' || char(159) || ']*'
BEGIN
  SELECT RAISE(ABORT, 'an exception''s texts are too long, or hold control characters');
END;

-- What was written before stays as it is until it changes.
CREATE TRIGGER exception_change_limits BEFORE UPDATE ON exception
WHEN (NEW.domain, NEW.type, NEW.source_system, NEW.entity, NEW.owner)
     IS NOT (OLD.domain, OLD.type, OLD.source_system, OLD.entity, OLD.owner)
  AND (max(length(NEW.domain), length(NEW.type), length(NEW.source_system), length(NEW.entity),
           length(coalesce(NEW.owner, ''))) > 512
    OR NEW.domain || NEW.type || NEW.source_system || NEW.entity || coalesce(NEW.owner, '')
       GLOB '*[' || char(1) || '-' || char(31) || char(127) || '-' || char(159) || ']*')
BEGIN
  SELECT RAISE(ABORT, 'an exception''s texts are too long, or hold control characters');
END;

PRAGMA user_version = 13;

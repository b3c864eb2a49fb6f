-- SPDX-License-Identifier: GPL-3.0-or-later
-- What has been decided about an exception, and by whom, before anything is done by force. docs/agents.md explains it.

-- ---- Playbooks that were approved stay what they were ---------------------------------------------------------------

ALTER TABLE sentinai.playbook ADD COLUMN activated_at timestamptz; -- when it first became active

CREATE FUNCTION sentinai.note_activation() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  NEW.activated_at := CASE WHEN TG_OP = 'UPDATE' THEN OLD.activated_at END;
  IF NEW.activated_at IS NULL AND (NEW.active OR (TG_OP = 'UPDATE' AND OLD.active)) THEN
    NEW.activated_at := clock_timestamp();
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER note_activation BEFORE INSERT OR UPDATE ON sentinai.playbook
  FOR EACH ROW EXECUTE FUNCTION sentinai.note_activation();

CREATE FUNCTION sentinai.keep_steps() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  was_active boolean;
BEGIN
  -- Locked whatever it is, so that it does not become active before this is committed.
  SELECT p.active OR p.activated_at IS NOT NULL INTO was_active FROM sentinai.playbook p
  WHERE p.tenant_id = NEW.tenant_id AND p.playbook_id = NEW.playbook_id
  FOR SHARE;
  IF was_active THEN
    RAISE EXCEPTION USING ERRCODE = 'SN001', MESSAGE = format(
      'The steps of playbook %s stay as they are, since it has been active: make a new version of it.',
      NEW.playbook_id);
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER keep_steps BEFORE INSERT OR UPDATE ON sentinai.playbook_step
  FOR EACH ROW EXECUTE FUNCTION sentinai.keep_steps();

-- ---- What has been decided ------------------------------------------------------------------------------------------

-- Whether an event changes the exception otherwise than a playbook's run does, or a person who approves: then what was
-- suggested before it has lapsed.
CREATE FUNCTION sentinai.changes_what_was_decided(event_type text, actor_type text, payload jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce($3 -> 'changes', '{}') <> '{}'
  AND NOT ($1 = 'ResolutionApproved' AND $2 = 'user')
  AND NOT (sentinai.event_action($1) = 'run_playbook'
           AND ($3 -> 'changes') - ARRAY['current_playbook_id', 'current_step', 'owner', 'status'] = '{}');

-- Refuses an event that has just been written where it is a decision that may not follow what went before it, or settles
-- by force what no person has approved.
CREATE FUNCTION sentinai.check_decision(tenant text, subject text, at_seq bigint, is_agent boolean) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
  e sentinai.exception_event;
  s sentinai.exception_event; -- the newest suggestion before it
  is_run boolean;
  lapsed boolean;
  rejected boolean;
BEGIN
  SELECT x.* INTO STRICT e FROM sentinai.exception_event x
  WHERE x.tenant_id = tenant AND x.exception_id = subject AND x.seq = at_seq;
  is_run := sentinai.event_action(e.event_type) = 'run_playbook';
  IF e.event_type = 'ResolutionRejected' AND coalesce(e.payload ->> 'reason', '') !~ '\S' THEN
    RAISE EXCEPTION USING ERRCODE = 'SN004', MESSAGE = 'A rejection needs a reason.';
  END IF;
  IF (e.event_type IN ('ResolutionApproved', 'ResolutionRejected')
       OR (is_run OR is_agent) AND e.payload #>> '{changes,status,to}' = 'resolved'
       OR is_run AND e.payload ->> 'action' = 'force_settle'
       OR e.event_type = 'PlaybookStepCompleted' AND e.payload #> '{result,skipped}' IS DISTINCT FROM 'true'
          AND EXISTS (SELECT FROM sentinai.playbook_step p
                      WHERE p.tenant_id = tenant AND p.action_type = 'force_settle'
                        AND to_jsonb(p.playbook_id) = e.payload -> 'playbook_id'
                        AND to_jsonb(p.step_order) = e.payload -> 'step_order')) IS NOT TRUE THEN
    RETURN;
  END IF;

  SELECT x.* INTO s FROM sentinai.exception_event x
  WHERE x.tenant_id = tenant AND x.exception_id = subject AND x.seq < at_seq
    AND x.event_type = 'ResolutionSuggested'
  ORDER BY x.seq DESC LIMIT 1;
  SELECT coalesce(bool_or(sentinai.changes_what_was_decided(x.event_type, x.actor_type, x.payload)), false),
    coalesce(bool_or(x.event_type = 'ResolutionRejected'
                     AND x.payload -> 'suggestion_id' = s.payload -> 'suggestion_id'), false)
  INTO lapsed, rejected
  FROM sentinai.exception_event x
  WHERE x.tenant_id = tenant AND x.exception_id = subject AND x.seq > s.seq AND x.seq < at_seq;

  IF e.event_type IN ('ResolutionApproved', 'ResolutionRejected') THEN
    IF s.seq IS NULL THEN
      RAISE EXCEPTION USING ERRCODE = 'SN001', MESSAGE = format(
        'Nothing has been suggested for %s, so there is nothing to decide.', subject);
    END IF;
    IF e.payload -> 'suggestion_id' IS DISTINCT FROM s.payload -> 'suggestion_id'
       OR e.payload -> 'action_hash' IS DISTINCT FROM s.payload -> 'action_hash' THEN
      RAISE EXCEPTION USING ERRCODE = 'SN001', MESSAGE = format(
        'This is not the newest suggestion for %s. Read that one, then decide.', subject);
    END IF;
    IF e.event_type = 'ResolutionRejected' THEN
      RETURN;
    END IF;
    IF rejected THEN
      RAISE EXCEPTION USING ERRCODE = 'SN001', MESSAGE = format(
        'The suggestion for %s has been rejected. Have another one made.', subject);
    END IF;
    IF lapsed THEN
      RAISE EXCEPTION USING ERRCODE = 'SN001', MESSAGE = format(
        '%s has changed since this was suggested. Have the agents judge it anew, then decide.', subject);
    END IF;
    -- Neither of this, nor of running the same playbook earlier.
    IF EXISTS (SELECT FROM sentinai.exception_event x
               WHERE x.tenant_id = tenant AND x.exception_id = subject AND x.seq < at_seq
                 AND x.event_type = 'ResolutionSuggested'
                 AND (x.actor_type, x.actor_id) IS NOT DISTINCT FROM (e.actor_type, e.actor_id)
                 AND (x.seq = s.seq OR (jsonb_typeof(s.payload -> 'playbook_id') = 'number'
                                        AND x.payload -> 'playbook_id' = s.payload -> 'playbook_id'))) THEN
      RAISE EXCEPTION USING ERRCODE = 'SN003', MESSAGE = format(
        'Nobody approves their own request: ask someone else to approve it for %s.', subject);
    END IF;
    RETURN;
  END IF;

  IF s.seq IS NULL OR lapsed OR rejected OR NOT s.payload ? 'action_hash'
     OR (is_run AND (jsonb_typeof(e.payload -> 'playbook_id') IS DISTINCT FROM 'number'
                     OR e.payload -> 'playbook_id' IS DISTINCT FROM s.payload -> 'playbook_id'))
     OR NOT EXISTS (SELECT FROM sentinai.exception_event x
                    WHERE x.tenant_id = tenant AND x.exception_id = subject AND x.seq > s.seq AND x.seq < at_seq
                      AND x.event_type = 'ResolutionApproved' AND x.actor_type = 'user'
                      AND x.payload -> 'suggestion_id' = s.payload -> 'suggestion_id') THEN
    RAISE EXCEPTION USING ERRCODE = 'SN001', MESSAGE = CASE WHEN is_run
      THEN format('%s is settled by force only after a person has approved this playbook for it as it now is. Ask for '
                  'an approval.', subject)
      ELSE format('An agent resolves %s only after a person has approved that for it as it now is. Ask for an '
                  'approval.', subject) END;
  END IF;
END
$$;
REVOKE ALL ON FUNCTION sentinai.check_decision(text, text, bigint, boolean) FROM PUBLIC;

-- ---- Appending ------------------------------------------------------------------------------------------------------

-- As before, but what is proposed is proposed in one's own name too, or nobody could tell who asked for it.
CREATE OR REPLACE FUNCTION sentinai.forbidden_event(access text, exception_ids text[], event_types text[],
                                                    actor_types text[], actor_ids text[], OUT problem text)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
  decides boolean;
BEGIN
  SELECT min(CASE WHEN NOT forbidden_event.access = ANY (sentinai.access_for(t.action)) THEN format(
           '%s needs access %s; login %s has %s.', t.event_type,
           array_to_string(sentinai.access_for(t.action), ' or '), session_user, forbidden_event.access) END),
    bool_or(t.action IN ('approve', 'reject', 'propose'))
  INTO problem, decides
  FROM (SELECT d.event_type, sentinai.event_action(d.event_type) AS action
        FROM (SELECT DISTINCT u.event_type FROM unnest(event_types) AS u(event_type)) AS d) AS t;
  IF problem IS NULL AND (decides OR access IN ('analyst', 'agent')) THEN
    SELECT e.problem INTO problem
    FROM (
      SELECT u.ord,
        CASE
          WHEN u.action = 'import' THEN NULL
          WHEN forbidden_event.access = 'agent' THEN
            CASE WHEN u.actor_type = 'user'
                 THEN 'An agent''s login writes events of agents and systems, not of users.' END
          WHEN u.actor_type = 'user' AND u.actor_id = session_user::text THEN NULL
          WHEN u.action IN ('approve', 'reject', 'propose') OR forbidden_event.access = 'analyst'
               AND (u.action <> 'assist' OR u.actor_type = 'user') THEN format(
            '%s must be by user %s, who writes it.', u.event_type, session_user) END AS problem
      FROM (SELECT g.*, sentinai.event_action(g.event_type) AS action
            FROM unnest(event_types, actor_types, actor_ids) WITH ORDINALITY AS g(event_type, actor_type, actor_id, ord))
        AS u) AS e
    WHERE e.problem IS NOT NULL
    ORDER BY e.ord LIMIT 1;
  END IF;
  IF problem IS NULL AND NOT access = ANY (sentinai.access_for('bulk_change'))
     AND (SELECT count(DISTINCT id) FROM unnest(exception_ids) AS id) > 1 THEN
    problem := format('Events of several exceptions at once need access %s; login %s has %s.',
                      array_to_string(sentinai.access_for('bulk_change'), ' or '), session_user, access);
  END IF;
END
$$;

-- append_allowed_events(), and what it wrote looked at again: all of it goes, or comes with an error.
CREATE FUNCTION sentinai.append_decided_events(
  tenant text, event_ids uuid[], exception_ids text[], event_types text[], actor_types text[], actor_ids text[],
  payloads text[], created_ats timestamptz[], expected_versions integer[], atomic boolean, is_agent boolean)
RETURNS TABLE (ord integer, seq bigint, appended boolean, error_kind text, error_message text)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  outcome record;
BEGIN
  FOR outcome IN
    SELECT a.*, g.exception_id, g.event_type
    FROM sentinai.append_allowed_events(event_ids, exception_ids, event_types, actor_types, actor_ids, payloads,
                                        created_ats, expected_versions, atomic) AS a
    JOIN unnest(exception_ids, event_types) WITH ORDINALITY AS g(exception_id, event_type, ord) ON g.ord = a.ord
    ORDER BY a.ord
  LOOP
    IF outcome.appended AND sentinai.event_action(outcome.event_type) NOT IN ('create', 'import') THEN
      PERFORM sentinai.check_decision(tenant, outcome.exception_id, outcome.seq, is_agent);
    END IF;
    ord := outcome.ord;
    seq := outcome.seq;
    appended := outcome.appended;
    error_kind := outcome.error_kind;
    error_message := outcome.error_message;
    RETURN NEXT;
  END LOOP;
END
$$;
REVOKE ALL ON FUNCTION sentinai.append_decided_events(text, uuid[], text[], text[], text[], text[], text[],
                                                      timestamptz[], integer[], boolean, boolean) FROM PUBLIC;

-- Appends events to the current tenant's timelines and applies their changes, in the order given; the one way to write
-- either table (see append_allowed_events() for what it returns). Batches without decisions, without events of a
-- playbook's run and without an agent's that resolve are not looked at again.
CREATE OR REPLACE FUNCTION sentinai.append_events(
  event_ids uuid[], exception_ids text[], event_types text[], actor_types text[], actor_ids text[], payloads text[],
  created_ats timestamptz[], expected_versions integer[], atomic boolean)
RETURNS TABLE (ord integer, seq bigint, appended boolean, error_kind text, error_message text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
DECLARE
  tenant constant text := sentinai.require_access('analyst', 'supervisor', 'admin', 'agent');
  access constant text := sentinai.current_access();
  is_agent constant boolean := access = 'agent';
  problem text := sentinai.forbidden_event(access, exception_ids, event_types, actor_types, actor_ids);
  part record;
BEGIN
  IF problem IS NOT NULL THEN
    RAISE EXCEPTION USING ERRCODE = 'SN003', MESSAGE = problem;
  END IF;
  problem := sentinai.unfit_event(exception_ids, event_types, actor_ids, payloads);
  IF problem IS NOT NULL THEN
    RAISE EXCEPTION USING ERRCODE = 'SN004', MESSAGE = problem;
  END IF;
  -- Before the time of recording is taken: what was recorded up to some moment is then complete once every transaction
  -- that had a number at that moment has ended (checkpoint_cut()).
  PERFORM pg_current_xact_id();
  -- A text of JSON may spell any character by its number.
  IF NOT coalesce(event_types && ARRAY['ResolutionApproved', 'ResolutionRejected', 'PlaybookStarted',
                                       'PlaybookStepCompleted', 'PlaybookStepFailed', 'PlaybookCompleted', 'ToolCalled']
                  OR (is_agent AND EXISTS (
                        SELECT FROM unnest(event_types, payloads) AS g(event_type, payload)
                        WHERE g.event_type NOT LIKE '%.%' AND g.event_type <> 'ExceptionCreated'
                          AND (strpos(g.payload, 'resolved') > 0 OR strpos(g.payload, '\u') > 0))), false) THEN
    RETURN QUERY SELECT * FROM sentinai.append_allowed_events(
      event_ids, exception_ids, event_types, actor_types, actor_ids, payloads, created_ats, expected_versions, atomic);
  ELSIF atomic IS NOT FALSE THEN
    RETURN QUERY SELECT * FROM sentinai.append_decided_events(
      tenant, event_ids, exception_ids, event_types, actor_types, actor_ids, payloads, created_ats, expected_versions,
      atomic, is_agent);
  ELSE
    -- Each exception for itself, so that one that is refused leaves no trace.
    FOR part IN
      SELECT array_agg(g.ord::integer ORDER BY g.ord) AS ords, array_agg(g.event_id ORDER BY g.ord) AS event_ids,
        array_agg(g.exception_id ORDER BY g.ord) AS exception_ids,
        array_agg(g.event_type ORDER BY g.ord) AS event_types, array_agg(g.actor_type ORDER BY g.ord) AS actor_types,
        array_agg(g.actor_id ORDER BY g.ord) AS actor_ids, array_agg(g.payload ORDER BY g.ord) AS payloads,
        array_agg(g.created_at ORDER BY g.ord) AS created_ats,
        array_agg(g.expected_version ORDER BY g.ord) AS expected_versions
      FROM unnest(event_ids, exception_ids, event_types, actor_types, actor_ids, payloads, created_ats,
                  expected_versions)
        WITH ORDINALITY AS g(event_id, exception_id, event_type, actor_type, actor_id, payload, created_at,
                             expected_version, ord)
      GROUP BY g.exception_id
      ORDER BY g.exception_id COLLATE "C"
    LOOP
      BEGIN
        RETURN QUERY
        SELECT part.ords[a.ord], a.seq, a.appended, a.error_kind, a.error_message
        FROM sentinai.append_decided_events(
          tenant, part.event_ids, part.exception_ids, part.event_types, part.actor_types, part.actor_ids,
          part.payloads, part.created_ats, part.expected_versions, false, is_agent) AS a;
      EXCEPTION WHEN SQLSTATE 'SN001' OR SQLSTATE 'SN003' OR SQLSTATE 'SN004' THEN
        RETURN QUERY
        SELECT o, NULL::bigint, false, CASE SQLSTATE WHEN 'SN001' THEN 'Conflict' WHEN 'SN003' THEN 'PermissionDenied'
                                                     ELSE 'InvalidInput' END, SQLERRM
        FROM unnest(part.ords) AS o;
      END;
    END LOOP;
  END IF;
END
$$;

-- SPDX-License-Identifier: GPL-3.0-or-later
-- Ways round what people decide, and round what a login may, closed.

-- As before, but what a playbook's run says is said by whoever may have it done.
CREATE OR REPLACE FUNCTION sentinai.access_for(action text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
  WHEN $1 IN ('read', 'create', 'comment', 'change', 'assign', 'propose', 'assist')
    THEN '{analyst,supervisor,admin,agent}'::text[]
  WHEN $1 IN ('run_playbook', 'approve', 'bulk_change', 'import', 'schedule_work') THEN '{supervisor,admin,agent}'::text[]
  WHEN $1 IN ('reject', 'edit_playbooks', 'edit_tools', 'read_audit', 'checkpoint', 'manage_work')
    THEN '{supervisor,admin}'::text[]
  WHEN $1 = 'analyse' THEN '{admin,agent}'::text[]
  WHEN $1 IN ('edit_packs', 'edit_members', 'edit_tenant') THEN '{admin}'::text[]
END;

-- As before, but a step that asks for an approval is over only under one, and an agent's own approval resolves nothing.
CREATE OR REPLACE FUNCTION sentinai.check_decision(tenant text, subject text, at_seq bigint, is_agent boolean) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
  e sentinai.exception_event;
  s sentinai.exception_event; -- the newest suggestion before it
  is_run boolean;
  asks boolean; -- whether it ends a step that asks for an approval
  lapsed boolean;
  rejected boolean;
BEGIN
  SELECT x.* INTO STRICT e FROM sentinai.exception_event x
  WHERE x.tenant_id = tenant AND x.exception_id = subject AND x.seq = at_seq;
  is_run := sentinai.event_action(e.event_type) = 'run_playbook';
  -- Only one with a condition can be skipped.
  asks := e.event_type = 'PlaybookStepCompleted'
    AND EXISTS (SELECT FROM sentinai.playbook_step p
                WHERE p.tenant_id = tenant AND p.action_type = 'request_approval'
                  AND to_jsonb(p.playbook_id) = e.payload -> 'playbook_id'
                  AND to_jsonb(p.step_order) = e.payload -> 'step_order'
                  AND NOT (p.params ? 'when' AND e.payload #> '{result,skipped}' IS NOT DISTINCT FROM 'true'));
  IF e.event_type = 'ResolutionRejected' AND coalesce(e.payload ->> 'reason', '') !~ '\S' THEN
    RAISE EXCEPTION USING ERRCODE = 'SN004', MESSAGE = 'A rejection needs a reason.';
  END IF;
  IF (e.event_type IN ('ResolutionApproved', 'ResolutionRejected')
       OR (is_run OR is_agent) AND e.payload #>> '{changes,status,to}' = 'resolved'
       OR is_run AND e.payload ->> 'action' = 'force_settle'
       OR asks
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
    -- What an agent approves it does not resolve at once: that would be no other way than without an approval.
    IF NOT (is_agent AND coalesce(e.payload #>> '{changes,status,to}' = 'resolved', false)) THEN
      RETURN;
    END IF;
  END IF;

  IF s.seq IS NULL OR lapsed OR rejected OR NOT s.payload ? 'action_hash'
     OR (is_run AND (jsonb_typeof(e.payload -> 'playbook_id') IS DISTINCT FROM 'number'
                     OR e.payload -> 'playbook_id' IS DISTINCT FROM s.payload -> 'playbook_id'))
     OR NOT EXISTS (SELECT FROM sentinai.exception_event x
                    WHERE x.tenant_id = tenant AND x.exception_id = subject AND x.seq > s.seq AND x.seq < at_seq
                      AND x.event_type = 'ResolutionApproved' AND x.actor_type = 'user'
                      AND x.payload -> 'suggestion_id' = s.payload -> 'suggestion_id'
                      -- What asks is answered after it was reached, not by an approval of the whole.
                      AND NOT (asks AND EXISTS (
                        SELECT FROM sentinai.exception_event r
                        WHERE r.tenant_id = tenant AND r.exception_id = subject AND r.seq > x.seq AND r.seq < at_seq
                          AND r.event_type IN ('PlaybookStarted', 'PlaybookStepCompleted')
                          AND r.payload -> 'playbook_id' = e.payload -> 'playbook_id'))) THEN
    RAISE EXCEPTION USING ERRCODE = 'SN001', MESSAGE = CASE WHEN is_run
      THEN format('This playbook may do that to %s only after a person has approved it as it now is. Ask for an '
                  'approval.', subject)
      ELSE format('An agent resolves %s only after a person has approved that for it as it now is. Ask for an '
                  'approval.', subject) END;
  END IF;
END
$$;

-- As before, but what assists is written by whoever writes it, or by the co-pilot.
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
               AND (u.action <> 'assist' OR (u.actor_type, u.actor_id) IS DISTINCT FROM ('agent', 'copilot')) THEN format(
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

-- As before, and what assists changes nothing.
CREATE OR REPLACE FUNCTION sentinai.payload_excess(event_type text, payload text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  body jsonb;
  changes jsonb;
  field text;
BEGIN
  body := payload::jsonb;
  IF jsonb_path_exists(body, 'strict $.**{65}') THEN
    RETURN 'payload is nested deeper than 64 levels';
  END IF;
  IF sentinai.event_action(event_type) = 'assist' AND coalesce(body -> 'changes', '{}') <> '{}' THEN
    RETURN format('%s changes nothing', event_type);
  END IF;
  changes := CASE WHEN event_type = 'ExceptionCreated' THEN body -> 'state' ELSE body -> 'changes' END;
  IF jsonb_typeof(changes) = 'object' THEN
    SELECT c.key INTO field
    FROM jsonb_each(changes) AS c
    WHERE CASE WHEN event_type = 'ExceptionCreated' THEN c.value #>> '{}' ELSE c.value ->> 'to' END
            ~ '[\x01-\x1f\x7f-\x9f]'
    ORDER BY c.key LIMIT 1;
  END IF;
  RETURN field || ' must not contain control characters';
EXCEPTION
  WHEN statement_too_complex THEN
    RETURN 'payload is nested deeper than 64 levels';
  WHEN data_exception OR program_limit_exceeded THEN
    RETURN NULL;
END
$$;

-- As before; what assists is looked at whatever it says.
CREATE OR REPLACE FUNCTION sentinai.unfit_event(exception_ids text[], event_types text[], actor_ids text[], payloads text[])
RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
AS $$
BEGIN
  RETURN (
    SELECT format('Event of %s: %s.', u.exception_id, u.problem)
    FROM (
      SELECT e.exception_id, e.ord,
        CASE
          WHEN e.exception_id || e.event_type || coalesce(e.actor_id, '') ~ '[\x01-\x1f\x7f-\x9f]'
            THEN 'ids and types must not contain control characters'
          WHEN sentinai.event_action(e.event_type) = 'unknown' AND e.event_type ~ '^[A-Za-z][A-Za-z0-9]*$'
            THEN format('%s is neither a standard type nor of the form source.name', e.event_type)
          WHEN octet_length(e.payload) > 1048576 THEN 'payload has more than 1 MiB'
          WHEN sentinai.event_action(e.event_type) = 'assist' OR strpos(e.payload, '\') > 0 OR strpos(e.payload, chr(127)) > 0
               OR (octet_length(e.payload) <> char_length(e.payload) AND e.payload ~ '[\x80-\x9f]')
               OR octet_length(e.payload) - octet_length(replace(replace(e.payload, '{', ''), '[', '')) > 64
            THEN sentinai.payload_excess(e.event_type, e.payload) END AS problem
      FROM unnest(exception_ids, event_types, actor_ids, payloads)
        WITH ORDINALITY AS e(exception_id, event_type, actor_id, payload, ord)) AS u
    WHERE u.problem IS NOT NULL
    ORDER BY u.ord LIMIT 1);
END
$$;

-- As before, but not by what an old snapshot says of the login.
CREATE OR REPLACE FUNCTION sentinai.set_tenant_status(id text, status text) RETURNS sentinai.tenant
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  access constant text := sentinai.access_to(set_tenant_status.id);
  made sentinai.tenant;
BEGIN
  IF access IS NULL THEN
    RAISE EXCEPTION USING ERRCODE = 'SN002', MESSAGE = 'There is no such tenant among those of this login.';
  ELSIF access <> 'admin' THEN
    RAISE EXCEPTION USING ERRCODE = 'SN003', MESSAGE = format(
      'Only administrators of tenant %s change its status; login %s has access %s.', set_tenant_status.id,
      session_user, access);
  ELSIF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION USING ERRCODE = 'SN003',
      MESSAGE = 'Changes are made in transactions of isolation level read committed only.';
  ELSIF set_tenant_status.status IS NULL OR set_tenant_status.status NOT IN ('active', 'suspended', 'archived') THEN
    RAISE EXCEPTION USING ERRCODE = 'SN004', MESSAGE = 'A tenant''s status is active, suspended or archived.';
  END IF;
  UPDATE sentinai.tenant t SET status = set_tenant_status.status, updated_at = now()
  WHERE t.tenant_id = set_tenant_status.id
  RETURNING t.* INTO STRICT made;
  RETURN made;
END
$$;

-- As before, but of the present.
CREATE OR REPLACE FUNCTION sentinai.record_checkpoint(at timestamptz, exceptions bigint, events bigint, root bytea)
RETURNS sentinai.checkpoint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  v_tenant constant text := sentinai.require_access(VARIADIC sentinai.access_for('checkpoint'));
  made sentinai.checkpoint;
BEGIN
  IF (record_checkpoint.at <= clock_timestamp() AND record_checkpoint.exceptions >= 0 AND record_checkpoint.events >= 0
      AND octet_length(record_checkpoint.root) = 32) IS NOT TRUE THEN
    RAISE EXCEPTION USING ERRCODE = 'SN004',
      MESSAGE = 'A checkpoint has a moment that is past, counts, and a root of 32 bytes.';
  END IF;
  -- One after the other, so that two do not take the same number.
  PERFORM pg_advisory_xact_lock(hashtext('sentinai.checkpoint ' || sentinai.channel_of(v_tenant)));
  -- An old moment would stand as the newest, and say nothing of what came since.
  IF record_checkpoint.at < clock_timestamp() - interval '1 day'
     OR record_checkpoint.at < (SELECT max(k.at) - interval '1 hour' FROM sentinai.checkpoint k
                                WHERE k.tenant_id = v_tenant) THEN
    RAISE EXCEPTION USING ERRCODE = 'SN004',
      MESSAGE = 'A checkpoint is of the last day, and not of long before the newest one. Create another.';
  END IF;
  INSERT INTO sentinai.checkpoint AS c (tenant_id, number, at, exceptions, events, root)
  SELECT v_tenant, coalesce(max(k.number), 0) + 1, record_checkpoint.at, record_checkpoint.exceptions,
    record_checkpoint.events, record_checkpoint.root
  FROM sentinai.checkpoint k WHERE k.tenant_id = v_tenant
  RETURNING c.* INTO STRICT made;
  RETURN made;
END
$$;

-- As before, but the lock's number tells nobody of the tenant.
CREATE OR REPLACE FUNCTION sentinai.compact_rollup() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  v_tenant constant text := sentinai.require_access('analyst', 'supervisor', 'admin', 'agent');
  v_gone bigint;
  v_added bigint;
BEGIN
  -- Shard 0 is nobody else's.
  PERFORM pg_advisory_xact_lock(hashtext('sentinai.exception_rollup ' || sentinai.channel_of(v_tenant)), 0);
  WITH gone AS (
    DELETE FROM sentinai.exception_rollup r
    USING (SELECT l.kind, l.bucket, l.value, l.detail, l.domain, l.status, l.severity, l.shard
           FROM sentinai.exception_rollup l
           WHERE l.tenant_id = v_tenant AND (l.shard <> 0 OR l.n = 0) FOR UPDATE SKIP LOCKED) AS idle
    WHERE r.tenant_id = v_tenant AND r.kind = idle.kind AND r.bucket = idle.bucket AND r.value = idle.value
      AND r.detail = idle.detail AND r.domain = idle.domain AND r.status = idle.status
      AND r.severity = idle.severity AND r.shard = idle.shard
    RETURNING r.kind, r.bucket, r.value, r.detail, r.domain, r.status, r.severity, r.shard, r.n
  ), added AS (
    INSERT INTO sentinai.exception_rollup AS r (tenant_id, kind, bucket, value, detail, domain, status, severity, shard,
                                                n)
    SELECT v_tenant, g.kind, g.bucket, g.value, g.detail, g.domain, g.status, g.severity, 0, sum(g.n)
    FROM gone g WHERE g.shard <> 0
    GROUP BY 2, 3, 4, 5, 6, 7, 8 HAVING sum(g.n) <> 0
    ON CONFLICT (tenant_id, kind, bucket, value, detail, domain, status, severity, shard)
    DO UPDATE SET n = r.n + EXCLUDED.n
    RETURNING (r.xmax = 0)::integer AS is_new
  )
  SELECT (SELECT count(*) FROM gone), (SELECT coalesce(sum(a.is_new), 0) FROM added a) INTO v_gone, v_added;
  RETURN v_gone - v_added;
END
$$;

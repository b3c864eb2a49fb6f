-- SPDX-License-Identifier: GPL-3.0-or-later
-- What agents still have to look at: at most one row per exception, made by the events that call for it. docs/agents.md
-- explains it.

CREATE TABLE sentinai.work_item (
  tenant_id text COLLATE "C" NOT NULL,
  exception_id text COLLATE "C" NOT NULL,
  domain text COLLATE "C" NOT NULL, -- the exception's; without an active pack for it nobody takes the item
  state text COLLATE "C" NOT NULL DEFAULT 'ready' CHECK (state IN ('ready', 'dead')),
  due_at timestamptz NOT NULL,
  calls bigint NOT NULL DEFAULT 1,   -- events that have called for it so far …
  calls_taken bigint,                -- … and as many as there were when it was taken
  lease_id uuid,                     -- whoever names it holds the item …
  lease_owner text COLLATE "C" CHECK (char_length(lease_owner) BETWEEN 1 AND 256),
  lease_until timestamptz,           -- … up to then, or until somebody else takes it
  attempts integer NOT NULL DEFAULT 0, -- that failed since the last call
  lost integer NOT NULL DEFAULT 0,     -- leases that ended without a word since the last call
  error_class text COLLATE "C" CHECK (error_class IN ('TRANSIENT', 'PERMANENT')),
  error text COLLATE "C" CHECK (char_length(error) <= 4000),
  note text COLLATE "C" NOT NULL DEFAULT '' CHECK (char_length(note) <= 4000),
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (tenant_id, exception_id),
  FOREIGN KEY (tenant_id, exception_id) REFERENCES sentinai.exception,
  CHECK ((lease_id IS NULL) = (lease_owner IS NULL) AND (lease_id IS NULL) = (lease_until IS NULL)),
  CHECK (state = 'ready' OR lease_id IS NULL AND error_class IS NOT NULL)
);
CREATE INDEX work_item_due_idx ON sentinai.work_item (tenant_id, domain, due_at, exception_id) WHERE state = 'ready';
CREATE INDEX work_item_lease_idx ON sentinai.work_item (tenant_id, lease_id) WHERE lease_id IS NOT NULL;

-- What is there already and not over. Only without FORCE does the owner see every tenant's rows.
ALTER TABLE sentinai.exception NO FORCE ROW LEVEL SECURITY;
INSERT INTO sentinai.work_item (tenant_id, exception_id, domain, due_at)
SELECT e.tenant_id, e.exception_id, e.domain, transaction_timestamp() FROM sentinai.exception e
WHERE e.status <> 'resolved';
ALTER TABLE sentinai.exception FORCE ROW LEVEL SECURITY;

ALTER TABLE sentinai.work_item ENABLE ROW LEVEL SECURITY;
ALTER TABLE sentinai.work_item FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON sentinai.work_item
  USING (tenant_id = (SELECT sentinai.current_tenant()))
  WITH CHECK (tenant_id = (SELECT sentinai.current_tenant()));
-- Not what names a lease: whoever can name it holds the item.
GRANT SELECT (tenant_id, exception_id, domain, state, due_at, calls, lease_owner, lease_until, attempts, lost, error_class,
              error, note, created_at)
  ON sentinai.work_item TO sentinai_analyst, sentinai_agent;

-- ---- Who may do what ------------------------------------------------------------------------------------------------

-- As before, with `schedule_work` and `manage_work`. To work is to `analyse`.
CREATE OR REPLACE FUNCTION sentinai.access_for(action text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
  WHEN $1 IN ('read', 'create', 'comment', 'change', 'assign', 'propose', 'assist', 'run_playbook')
    THEN '{analyst,supervisor,admin,agent}'::text[]
  WHEN $1 IN ('approve', 'bulk_change', 'import', 'schedule_work') THEN '{supervisor,admin,agent}'::text[]
  WHEN $1 IN ('reject', 'edit_playbooks', 'edit_tools', 'read_audit', 'checkpoint', 'manage_work')
    THEN '{supervisor,admin}'::text[]
  WHEN $1 = 'analyse' THEN '{admin,agent}'::text[]
  WHEN $1 IN ('edit_packs', 'edit_members', 'edit_tenant') THEN '{admin}'::text[]
END;

CREATE OR REPLACE FUNCTION sentinai.privileges() RETURNS TABLE (action text, granted_to text[], allowed boolean, reason text)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
  SELECT p.action, p.granted_to, p.reason IS NULL, coalesce(p.reason, '')
  FROM (
    SELECT a.action, sentinai.access_for(a.action) AS granted_to, a.ord,
      CASE
        WHEN me.tenant IS NULL THEN format('Login %s is no member of the chosen tenant.', session_user)
        WHEN NOT me.access = ANY (sentinai.access_for(a.action)) THEN format(
          'This needs access %s to tenant %s; login %s has %s.',
          array_to_string(sentinai.access_for(a.action), ' or '), me.tenant, session_user, me.access)
        WHEN me.writable IS NULL AND a.action NOT IN ('read', 'read_audit', 'edit_tenant') THEN format(
          'Tenant %s is not active and takes no changes.', me.tenant) END AS reason
    FROM unnest(ARRAY['read', 'create', 'comment', 'change', 'assign', 'propose', 'assist', 'run_playbook', 'approve',
                      'reject', 'bulk_change', 'import', 'analyse', 'checkpoint', 'schedule_work', 'manage_work',
                      'read_audit', 'edit_playbooks', 'edit_tools', 'edit_packs', 'edit_members',
                      'edit_tenant']) WITH ORDINALITY AS a(action, ord)
    CROSS JOIN (SELECT sentinai.current_tenant() AS tenant, sentinai.current_access() AS access,
                  sentinai.writable_tenant() AS writable) AS me) AS p
  ORDER BY p.ord
$$;

-- ---- Evidence -------------------------------------------------------------------------------------------------------

-- Similar cases that had been resolved, newest first, however many came since that have not.
CREATE INDEX exception_alike_idx ON sentinai.exception (tenant_id, domain, type, created_at DESC, exception_id)
  WHERE status = 'resolved';

-- ---- Calling for work -----------------------------------------------------------------------------------------------

-- Whether an event makes agents look at its exception: whatever changes it, and what is said about a suggestion. Not what
-- the agents themselves append while they look, or they would call themselves for ever.
CREATE FUNCTION sentinai.calls_for_work(event_type text, actor_type text, actor_id text, payload jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
  WHEN $2 = 'agent' AND coalesce($3, '') IN ('triage', 'policy', 'resolution', 'playbook', 'feedback') THEN false
  WHEN $1 IN ('ExceptionCreated', 'ExceptionNormalized', 'ResolutionSuggested', 'ResolutionApproved',
              'ResolutionRejected') THEN true
  ELSE coalesce($4 -> 'changes', '{}') <> '{}'
END;

-- Of the resolved, nobody has to look at more than that they have been resolved; what a source says of that (a foreign
-- type) does not call, so that importing the past costs nothing here, and ends what nobody has taken yet.
-- Exceptions are found in the order of the unique index, which alone gives it: the statement is planned once a session,
-- perhaps while there is none.
CREATE FUNCTION sentinai.call_for_work() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET enable_nestloop = on
AS $$
BEGIN
  INSERT INTO sentinai.work_item AS w (tenant_id, exception_id, domain, due_at)
  SELECT c.tenant_id, c.exception_id, x.domain, clock_timestamp()
  FROM (
    SELECT a.tenant_id, a.exception_id,
      bool_or(position('.' IN a.event_type) = 0 AND a.payload #>> '{changes,status,to}' = 'resolved') AS resolves
    FROM added a
    WHERE sentinai.calls_for_work(a.event_type, a.actor_type, a.actor_id, a.payload)
    GROUP BY a.tenant_id, a.exception_id) AS c
  CROSS JOIN LATERAL (
    SELECT e.domain, e.status FROM sentinai.exception e
    WHERE e.tenant_id = c.tenant_id AND e.exception_id >= c.exception_id AND e.exception_id <= c.exception_id
    ORDER BY e.exception_id LIMIT 1) AS x
  WHERE x.status <> 'resolved' OR c.resolves
  ORDER BY c.exception_id
  ON CONFLICT ON CONSTRAINT work_item_pkey DO UPDATE SET
    calls = w.calls + 1, domain = excluded.domain, state = 'ready', attempts = 0, lost = 0, error_class = NULL,
    error = NULL, due_at = least(w.due_at, excluded.due_at);
  DELETE FROM sentinai.work_item w
  WHERE w.tenant_id = (SELECT a.tenant_id FROM added a LIMIT 1)
    AND w.exception_id = ANY (ARRAY(
      SELECT a.exception_id FROM added a
      WHERE a.payload #>> '{changes,status,to}' = 'resolved'
      GROUP BY a.exception_id
      HAVING bool_and(position('.' IN a.event_type) > 0)))
    AND w.lease_id IS NULL
    AND (SELECT e.status FROM sentinai.exception e
         WHERE e.tenant_id = w.tenant_id AND e.exception_id >= w.exception_id AND e.exception_id <= w.exception_id
         ORDER BY e.exception_id LIMIT 1) = 'resolved';
  RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION sentinai.call_for_work() FROM PUBLIC;

CREATE TRIGGER call_for_work AFTER INSERT ON sentinai.exception_event
  REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION sentinai.call_for_work();

-- ---- Working --------------------------------------------------------------------------------------------------------

-- Takes up to `most` items that are due, the longest due first, for so many seconds. A worker that ends without a word
-- loses all that it holds, and any of these may have been why: each of them is taken alone from then on. One that has been
-- lost 20 times takes its workers along: nobody gets it any more.
CREATE FUNCTION sentinai.take_work(most integer, seconds double precision, owner text)
RETURNS TABLE (exception_id text, domain text, lease_id uuid, attempts integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
  v_tenant constant text := sentinai.require_access(VARIADIC sentinai.access_for('analyse'));
  v_now constant timestamptz := clock_timestamp();
BEGIN
  IF (take_work.most BETWEEN 1 AND 1000 AND take_work.seconds BETWEEN 0 AND 86400) IS NOT TRUE THEN
    RAISE EXCEPTION USING ERRCODE = 'SN004', MESSAGE = 'Take 1 to 1000 items, for up to 86400 seconds.';
  END IF;
  UPDATE sentinai.work_item w SET
    state = 'dead', error_class = 'TRANSIENT', error = 'Its workers ended without a word 20 times.', lost = w.lost + 1,
    lease_id = NULL, lease_owner = NULL, lease_until = NULL
  FROM (
    SELECT q.exception_id FROM sentinai.work_item q
    WHERE q.tenant_id = v_tenant AND q.lease_id IS NOT NULL AND q.lease_until <= v_now AND q.lost >= 19
    FOR UPDATE SKIP LOCKED) AS d
  WHERE w.tenant_id = v_tenant AND w.exception_id = d.exception_id;
  RETURN QUERY
  UPDATE sentinai.work_item w SET
    lost = d.lost,
    calls_taken = w.calls,
    lease_id = gen_random_uuid(),
    lease_owner = take_work.owner,
    lease_until = v_now + make_interval(secs => take_work.seconds)
  FROM (
    SELECT i.exception_id, i.lost, row_number() OVER due AS nth,
      count(*) FILTER (WHERE i.lost > 0) OVER due AS suspects
    FROM sentinai.domain_pack_active p
    CROSS JOIN LATERAL (
      SELECT q.exception_id, q.due_at, q.lost + (q.lease_id IS NOT NULL)::integer AS lost
      FROM sentinai.work_item q
      WHERE q.tenant_id = v_tenant AND q.domain = p.domain AND q.state = 'ready' AND q.due_at <= v_now
        AND (q.lease_until IS NULL OR q.lease_until <= v_now)
      ORDER BY q.due_at, q.exception_id
      LIMIT take_work.most FOR UPDATE SKIP LOCKED) AS i
    WINDOW due AS (ORDER BY i.due_at, i.exception_id ROWS UNBOUNDED PRECEDING)
    ORDER BY i.due_at, i.exception_id
    LIMIT take_work.most) AS d
  WHERE w.tenant_id = v_tenant AND w.exception_id = d.exception_id AND (d.nth = 1 OR d.suspects = 0)
  RETURNING w.exception_id, w.domain, w.lease_id, w.attempts;
END
$$;

-- Those of the leases that are still held, for so many seconds from now.
CREATE FUNCTION sentinai.extend_work(leases uuid[], seconds double precision) RETURNS SETOF uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  v_tenant constant text := sentinai.require_access(VARIADIC sentinai.access_for('analyse'));
BEGIN
  RETURN QUERY
  UPDATE sentinai.work_item w
  SET lease_until = clock_timestamp() + make_interval(secs => least(greatest(extend_work.seconds, 0), 86400))
  WHERE w.tenant_id = v_tenant AND w.lease_id = ANY (leases)
  RETURNING w.lease_id;
END
$$;

-- The item is done; or done until `next`, if it is to be looked at again then, but not within a second: the worker's clock
-- may be behind. Events that came meanwhile make it due at once. Whether the lease was still held.
CREATE FUNCTION sentinai.finish_work(lease uuid, next timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  v_tenant constant text := sentinai.require_access(VARIADIC sentinai.access_for('analyse'));
BEGIN
  DELETE FROM sentinai.work_item w
  WHERE w.tenant_id = v_tenant AND w.lease_id = lease AND w.calls = w.calls_taken AND finish_work.next IS NULL;
  IF FOUND THEN
    RETURN true;
  END IF;
  UPDATE sentinai.work_item w SET
    due_at = CASE WHEN w.calls = w.calls_taken THEN greatest(finish_work.next, clock_timestamp() + interval '1 second')
                  ELSE clock_timestamp() END,
    attempts = 0, lost = 0, error_class = NULL, error = NULL, lease_id = NULL, lease_owner = NULL, lease_until = NULL
  WHERE w.tenant_id = v_tenant AND w.lease_id = lease;
  RETURN FOUND;
END
$$;

-- The item could not be worked. What may pass is tried again after so many seconds until it has failed as often as that;
-- then, and what will not pass at once, it is for a person. Events that came meanwhile make it due at once.
CREATE FUNCTION sentinai.fail_work(lease uuid, class text, message text, seconds double precision, most_attempts integer)
RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  v_tenant constant text := sentinai.require_access(VARIADIC sentinai.access_for('analyse'));
BEGIN
  UPDATE sentinai.work_item w SET
    state = CASE WHEN w.calls = w.calls_taken AND (class = 'PERMANENT' OR w.attempts + 1 >= most_attempts)
                 THEN 'dead' ELSE 'ready' END,
    attempts = CASE WHEN w.calls = w.calls_taken THEN w.attempts + 1 ELSE 0 END,
    due_at = clock_timestamp()
      + CASE WHEN w.calls = w.calls_taken AND class <> 'PERMANENT'
             THEN make_interval(secs => least(greatest(seconds, 0), 86400)) ELSE interval '0' END,
    lost = 0, error_class = class, error = left(message, 4000), lease_id = NULL, lease_owner = NULL, lease_until = NULL
  WHERE w.tenant_id = v_tenant AND w.lease_id = lease;
  RETURN FOUND;
END
$$;

-- The item cannot be worked at the moment, for a reason that is not its own: it is due again after so many seconds, and no
-- attempt is counted. Events that came meanwhile make it due at once.
CREATE FUNCTION sentinai.postpone_work(lease uuid, seconds double precision, reason text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  v_tenant constant text := sentinai.require_access(VARIADIC sentinai.access_for('analyse'));
BEGIN
  UPDATE sentinai.work_item w SET
    due_at = clock_timestamp()
      + CASE WHEN w.calls = w.calls_taken THEN make_interval(secs => least(greatest(seconds, 0), 86400)) ELSE interval '0' END,
    error_class = 'TRANSIENT', error = left(reason, 4000), lease_id = NULL, lease_owner = NULL, lease_until = NULL
  WHERE w.tenant_id = v_tenant AND w.lease_id = lease;
  RETURN FOUND;
END
$$;

-- Gives items back as they were.
CREATE FUNCTION sentinai.release_work(leases uuid[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  v_tenant constant text := sentinai.require_access(VARIADIC sentinai.access_for('analyse'));
  n bigint;
BEGIN
  UPDATE sentinai.work_item w SET lease_id = NULL, lease_owner = NULL, lease_until = NULL
  WHERE w.tenant_id = v_tenant AND w.lease_id = ANY (leases);
  GET DIAGNOSTICS n = ROW_COUNT;
  RETURN n;
END
$$;

-- Has the exception looked at by `at`, or before if it is due before; one that could not be worked as well.
CREATE FUNCTION sentinai.schedule_work(exception_id text, at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  v_tenant constant text := sentinai.require_access(VARIADIC sentinai.access_for('schedule_work'));
BEGIN
  INSERT INTO sentinai.work_item AS w (tenant_id, exception_id, domain, due_at)
  SELECT x.tenant_id, x.exception_id, x.domain, schedule_work.at FROM sentinai.exception x
  WHERE x.tenant_id = v_tenant AND x.exception_id = schedule_work.exception_id
  ON CONFLICT ON CONSTRAINT work_item_pkey DO UPDATE SET
    calls = w.calls + (w.lease_id IS NOT NULL)::integer, state = 'ready', attempts = 0, lost = 0,
    due_at = least(w.due_at, excluded.due_at);
  IF NOT FOUND THEN
    RAISE EXCEPTION USING ERRCODE = 'SN002', MESSAGE = 'There is no such exception in this tenant.';
  END IF;
END
$$;

-- ---- Managing -------------------------------------------------------------------------------------------------------

-- Makes items due at once, dead ones too, with all attempts before them. Which there were.
CREATE FUNCTION sentinai.retry_work(exception_ids text[]) RETURNS SETOF text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  v_tenant constant text := sentinai.require_access(VARIADIC sentinai.access_for('manage_work'));
BEGIN
  RETURN QUERY
  UPDATE sentinai.work_item w SET
    state = 'ready', due_at = clock_timestamp(), attempts = 0, lost = 0,
    calls = w.calls + (w.lease_id IS NOT NULL)::integer
  WHERE w.tenant_id = v_tenant AND w.exception_id = ANY (exception_ids)
  RETURNING w.exception_id;
END
$$;

-- Changes when an item is due and what people note about it; NULL leaves either as it is. With `retry` it is tried again,
-- then or at once, dead or not, with all attempts before it. Refused while a worker is at it, which says when the item is
-- due next, or takes it away with its note. A worker that is late loses it.
CREATE FUNCTION sentinai.edit_work(exception_id text, due_at timestamptz, note text, retry boolean)
RETURNS SETOF sentinai.work_item
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  v_tenant constant text := sentinai.require_access(VARIADIC sentinai.access_for('manage_work'));
  v_taken boolean;
BEGIN
  IF char_length(edit_work.note) > 4000 THEN
    RAISE EXCEPTION USING ERRCODE = 'SN004', MESSAGE = 'A note has at most 4000 characters.';
  END IF;
  SELECT w.lease_until > clock_timestamp() INTO v_taken FROM sentinai.work_item w
  WHERE w.tenant_id = v_tenant AND w.exception_id = edit_work.exception_id FOR UPDATE;
  IF v_taken THEN
    RAISE EXCEPTION USING ERRCODE = 'SN001',
      MESSAGE = 'A worker is at this item. Change it once that is done with it, or drop it.';
  END IF;
  RETURN QUERY
  UPDATE sentinai.work_item w SET
    due_at = coalesce(edit_work.due_at, CASE WHEN retry THEN clock_timestamp() ELSE w.due_at END),
    note = coalesce(edit_work.note, w.note),
    state = CASE WHEN retry THEN 'ready' ELSE w.state END,
    attempts = CASE WHEN retry THEN 0 ELSE w.attempts END,
    lost = CASE WHEN retry THEN 0 ELSE w.lost + (w.lease_id IS NOT NULL)::integer END,
    lease_id = NULL, lease_owner = NULL, lease_until = NULL
  WHERE w.tenant_id = v_tenant AND w.exception_id = edit_work.exception_id
  RETURNING w.*;
END
$$;

-- Takes items away; the next event that calls for work makes a new one. Which there were.
CREATE FUNCTION sentinai.drop_work(exception_ids text[]) RETURNS SETOF text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  v_tenant constant text := sentinai.require_access(VARIADIC sentinai.access_for('manage_work'));
BEGIN
  RETURN QUERY
  DELETE FROM sentinai.work_item w WHERE w.tenant_id = v_tenant AND w.exception_id = ANY (exception_ids)
  RETURNING w.exception_id;
END
$$;

REVOKE ALL ON FUNCTION sentinai.take_work(integer, double precision, text),
  sentinai.extend_work(uuid[], double precision), sentinai.finish_work(uuid, timestamptz),
  sentinai.fail_work(uuid, text, text, double precision, integer),
  sentinai.postpone_work(uuid, double precision, text), sentinai.release_work(uuid[]),
  sentinai.schedule_work(text, timestamptz), sentinai.retry_work(text[]),
  sentinai.edit_work(text, timestamptz, text, boolean), sentinai.drop_work(text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sentinai.take_work(integer, double precision, text),
  sentinai.extend_work(uuid[], double precision), sentinai.finish_work(uuid, timestamptz),
  sentinai.fail_work(uuid, text, text, double precision, integer),
  sentinai.postpone_work(uuid, double precision, text), sentinai.release_work(uuid[]),
  sentinai.schedule_work(text, timestamptz) TO sentinai_agent, sentinai_tenant_admin;
GRANT EXECUTE ON FUNCTION sentinai.schedule_work(text, timestamptz), sentinai.retry_work(text[]),
  sentinai.edit_work(text, timestamptz, text, boolean), sentinai.drop_work(text[]) TO sentinai_supervisor;

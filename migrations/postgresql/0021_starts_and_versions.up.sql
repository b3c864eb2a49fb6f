-- SPDX-License-Identifier: GPL-3.0-or-later
-- When a playbook may begin, the numbers of versions, and what those who run the system may do.

-- ---- Beginning a playbook -------------------------------------------------------------------------------------------

-- Refuses a PlaybookStarted that has just been written unless it begins what the newest suggestion is about, which is
-- approved as things are: once, and after whatever ran before has ended. What a step asks for begins nothing.
CREATE FUNCTION sentinai.check_start(tenant text, subject text, at_seq bigint) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
  playbook jsonb;
  s sentinai.exception_event; -- the newest suggestion before it
  r sentinai.exception_event; -- the run before it
  stands boolean;
BEGIN
  SELECT x.payload -> 'playbook_id' INTO STRICT playbook FROM sentinai.exception_event x
  WHERE x.tenant_id = tenant AND x.exception_id = subject AND x.seq = at_seq;
  SELECT x.* INTO s FROM sentinai.exception_event x
  WHERE x.tenant_id = tenant AND x.exception_id = subject AND x.seq < at_seq
    AND x.event_type = 'ResolutionSuggested'
  ORDER BY x.seq DESC LIMIT 1;
  SELECT x.* INTO r FROM sentinai.exception_event x
  WHERE x.tenant_id = tenant AND x.exception_id = subject AND x.seq < at_seq AND x.event_type = 'PlaybookStarted'
  ORDER BY x.seq DESC LIMIT 1;
  SELECT bool_or(x.event_type = 'ResolutionApproved' AND x.payload -> 'suggestion_id' = s.payload -> 'suggestion_id')
    AND NOT bool_or(sentinai.changes_what_was_decided(x.event_type, x.actor_type, x.payload))
    AND NOT bool_or(coalesce(
          x.event_type = 'ResolutionRejected' AND x.payload -> 'suggestion_id' = s.payload -> 'suggestion_id'
          OR x.event_type IN ('PlaybookStarted', 'PlaybookCompleted') AND x.payload -> 'playbook_id' = playbook, false))
  INTO stands
  FROM sentinai.exception_event x
  WHERE x.tenant_id = tenant AND x.exception_id = subject AND x.seq > s.seq AND x.seq < at_seq;
  IF (stands AND jsonb_typeof(playbook) = 'number' AND playbook = s.payload -> 'playbook_id'
      AND NOT s.payload ? 'step_order') IS NOT TRUE
     OR (r.seq IS NOT NULL
         AND NOT EXISTS (SELECT FROM sentinai.exception_event x
                         WHERE x.tenant_id = tenant AND x.exception_id = subject AND x.seq > r.seq AND x.seq < at_seq
                           AND x.event_type = 'PlaybookCompleted'
                           AND x.payload -> 'playbook_id' = r.payload -> 'playbook_id')) THEN
    RAISE EXCEPTION USING ERRCODE = 'SN001', MESSAGE = format(
      'This playbook begins for %s only where it is what was suggested last and approved, once, and as the exception now '
      'is. Ask for it.', subject);
  END IF;
END
$$;
REVOKE ALL ON FUNCTION sentinai.check_start(text, text, bigint) FROM PUBLIC;

-- As before, and what begins a playbook is looked at too.
CREATE OR REPLACE FUNCTION sentinai.append_decided_events(
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
      IF outcome.event_type = 'PlaybookStarted' THEN
        PERFORM sentinai.check_start(tenant, outcome.exception_id, outcome.seq);
      END IF;
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

-- ---- Numbers of versions --------------------------------------------------------------------------------------------

-- Refuses a version beyond the next one, after which there might be no other. Its arguments are the columns that name
-- what has versions. One that is there is refused by its key: whoever was overtaken tries again.
CREATE FUNCTION sentinai.keep_numbering() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  expected bigint;
BEGIN
  EXECUTE format('SELECT coalesce(max(v.version), 0)::bigint + 1 FROM sentinai.%I v WHERE ', TG_TABLE_NAME)
    || (SELECT string_agg(format('v.%1$I = ($1).%1$I', c), ' AND ') FROM unnest(TG_ARGV) AS c)
  INTO expected USING NEW;
  IF NEW.version > expected THEN
    RAISE EXCEPTION USING ERRCODE = 'SN004', MESSAGE = format('The next version is %s, not %s.', expected, NEW.version);
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER keep_numbering BEFORE INSERT ON sentinai.domain_pack_version
  FOR EACH ROW EXECUTE FUNCTION sentinai.keep_numbering('domain');
CREATE TRIGGER keep_numbering BEFORE INSERT ON sentinai.tenant_policy_pack_version
  FOR EACH ROW EXECUTE FUNCTION sentinai.keep_numbering('tenant_id');
CREATE TRIGGER keep_numbering BEFORE INSERT ON sentinai.playbook
  FOR EACH ROW EXECUTE FUNCTION sentinai.keep_numbering('tenant_id', 'name');

-- ---- What those who run the system may do ---------------------------------------------------------------------------

-- As before, and what needs an access besides the role.
CREATE OR REPLACE FUNCTION sentinai.access_for(action text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
  WHEN $1 IN ('read', 'create', 'comment', 'change', 'assign', 'propose', 'assist')
    THEN '{analyst,supervisor,admin,agent}'::text[]
  WHEN $1 IN ('run_playbook', 'approve', 'bulk_change', 'import', 'schedule_work') THEN '{supervisor,admin,agent}'::text[]
  WHEN $1 IN ('reject', 'edit_playbooks', 'edit_tools', 'read_audit', 'checkpoint', 'manage_work')
    THEN '{supervisor,admin}'::text[]
  WHEN $1 = 'analyse' THEN '{admin,agent}'::text[]
  WHEN $1 IN ('edit_packs', 'edit_members', 'edit_tenant', 'repair_rollup') THEN '{admin}'::text[]
END;

-- As before, and what only those who run the system do, whichever tenant is chosen.
CREATE OR REPLACE FUNCTION sentinai.privileges() RETURNS TABLE (action text, granted_to text[], allowed boolean, reason text)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
  SELECT p.action, p.granted_to, p.reason IS NULL, coalesce(p.reason, '')
  FROM (
    SELECT a.action, coalesce(sentinai.access_for(a.action), '{}') AS granted_to, a.ord,
      CASE
        WHEN (sentinai.access_for(a.action) IS NULL OR a.action = 'repair_rollup') AND NOT sentinai.is_operator()
          THEN format('Only members of role sentinai_admin do this; login %s is none.', session_user)
        WHEN sentinai.access_for(a.action) IS NULL THEN NULL
        WHEN me.tenant IS NULL THEN format('Login %s is no member of the chosen tenant.', session_user)
        WHEN NOT me.access = ANY (sentinai.access_for(a.action)) THEN format(
          'This needs access %s to tenant %s; login %s has %s.',
          array_to_string(sentinai.access_for(a.action), ' or '), me.tenant, session_user, me.access)
        WHEN me.writable IS NULL AND a.action NOT IN ('read', 'read_audit', 'edit_tenant') THEN format(
          'Tenant %s is not active and takes no changes.', me.tenant) END AS reason
    FROM unnest(ARRAY['read', 'create', 'comment', 'change', 'assign', 'propose', 'assist', 'run_playbook', 'approve',
                      'reject', 'bulk_change', 'import', 'analyse', 'checkpoint', 'schedule_work', 'manage_work',
                      'read_audit', 'edit_playbooks', 'edit_tools', 'edit_packs', 'edit_members', 'edit_tenant',
                      'create_tenants', 'edit_domain_packs', 'edit_global_tools', 'read_global_audit', 'repair_rollup'])
      WITH ORDINALITY AS a(action, ord)
    CROSS JOIN (SELECT sentinai.current_tenant() AS tenant, sentinai.current_access() AS access,
                  sentinai.writable_tenant() AS writable) AS me) AS p
  ORDER BY p.ord
$$;

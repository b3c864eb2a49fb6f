-- SPDX-License-Identifier: GPL-3.0-or-later
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

DROP TRIGGER keep_numbering ON sentinai.playbook;
DROP TRIGGER keep_numbering ON sentinai.tenant_policy_pack_version;
DROP TRIGGER keep_numbering ON sentinai.domain_pack_version;
DROP FUNCTION sentinai.keep_numbering();

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

DROP FUNCTION sentinai.check_start(text, text, bigint);

-- SPDX-License-Identifier: GPL-3.0-or-later
DROP TRIGGER call_for_work ON sentinai.exception_event;
DROP FUNCTION sentinai.take_work(integer, double precision, text), sentinai.extend_work(uuid[], double precision),
  sentinai.finish_work(uuid, timestamptz), sentinai.fail_work(uuid, text, text, double precision, integer),
  sentinai.postpone_work(uuid, double precision, text), sentinai.release_work(uuid[]),
  sentinai.schedule_work(text, timestamptz), sentinai.retry_work(text[]),
  sentinai.edit_work(text, timestamptz, text, boolean), sentinai.drop_work(text[]), sentinai.call_for_work(),
  sentinai.calls_for_work(text, text, text, jsonb);
DROP TABLE sentinai.work_item;
DROP INDEX sentinai.exception_alike_idx;

CREATE OR REPLACE FUNCTION sentinai.access_for(action text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
  WHEN $1 IN ('read', 'create', 'comment', 'change', 'assign', 'propose', 'assist', 'run_playbook')
    THEN '{analyst,supervisor,admin,agent}'::text[]
  WHEN $1 IN ('approve', 'bulk_change', 'import') THEN '{supervisor,admin,agent}'::text[]
  WHEN $1 IN ('reject', 'edit_playbooks', 'edit_tools', 'read_audit', 'checkpoint') THEN '{supervisor,admin}'::text[]
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
                      'reject', 'bulk_change', 'import', 'analyse', 'checkpoint', 'read_audit', 'edit_playbooks',
                      'edit_tools', 'edit_packs', 'edit_members', 'edit_tenant']) WITH ORDINALITY AS a(action, ord)
    CROSS JOIN (SELECT sentinai.current_tenant() AS tenant, sentinai.current_access() AS access,
                  sentinai.writable_tenant() AS writable) AS me) AS p
  ORDER BY p.ord
$$;

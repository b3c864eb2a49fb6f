-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who may do what: one list of it, and the database keeps to it. docs/security.md explains it.

-- ---- Administrators of a tenant, and of the system ------------------------------------------------------------------

-- sentinai_admin is for those who run the system: they create tenants and write what is global. Who administers one
-- tenant needs less.
DO $$
BEGIN
  BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'sentinai_tenant_admin') THEN
      CREATE ROLE sentinai_tenant_admin NOLOGIN;
    END IF;
  EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;
  END;
  IF EXISTS (SELECT FROM pg_catalog.pg_roles
             WHERE rolname = 'sentinai_tenant_admin' AND (rolcanlogin OR rolsuper OR rolbypassrls)) THEN
    RAISE EXCEPTION 'role sentinai_tenant_admin exists but may log in or pass row-level security: rename it or take that away';
  END IF;
  BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_auth_members m
                   WHERE m.roleid = 'sentinai_supervisor'::regrole AND m.member = 'sentinai_tenant_admin'::regrole) THEN
      GRANT sentinai_supervisor TO sentinai_tenant_admin;
    END IF;
  EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;
  END;
  BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_auth_members m
                   WHERE m.roleid = 'sentinai_tenant_admin'::regrole AND m.member = 'sentinai_admin'::regrole) THEN
      GRANT sentinai_tenant_admin TO sentinai_admin;
    END IF;
  EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;
  END;
END
$$;
GRANT USAGE ON SCHEMA sentinai TO sentinai_tenant_admin;

-- Whether the login runs the system.
CREATE FUNCTION sentinai.is_operator() RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
RETURN pg_has_role(session_user, 'sentinai_admin', 'MEMBER');

-- ---- The list -------------------------------------------------------------------------------------------------------

-- Which access to a tenant each action needs. Everything that asks whether someone may do something asks here.
CREATE FUNCTION sentinai.access_for(action text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
  WHEN $1 IN ('read', 'create', 'comment', 'change', 'assign', 'propose', 'assist', 'run_playbook')
    THEN '{analyst,supervisor,admin,agent}'::text[]
  WHEN $1 IN ('approve', 'bulk_change', 'import') THEN '{supervisor,admin,agent}'::text[]
  WHEN $1 IN ('reject', 'edit_playbooks', 'edit_tools', 'read_audit', 'checkpoint') THEN '{supervisor,admin}'::text[]
  WHEN $1 = 'analyse' THEN '{admin,agent}'::text[]
  WHEN $1 IN ('edit_packs', 'edit_members', 'edit_tenant') THEN '{admin}'::text[]
END;

-- What appending an event of that type is. Foreign types are what imports write.
CREATE FUNCTION sentinai.event_action(event_type text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
  WHEN $1 = 'ExceptionCreated' THEN 'create'
  WHEN $1 IN ('StatusChanged', 'SeverityChanged', 'AttributesChanged') THEN 'change'
  WHEN $1 = 'OwnerAssigned' THEN 'assign'
  WHEN $1 IN ('CommentAdded', 'FeedbackCaptured', 'CopilotQuestionAsked') THEN 'comment'
  WHEN $1 IN ('CopilotAnswerGiven', 'LLMDecisionProposed') THEN 'assist'
  WHEN $1 = 'ResolutionSuggested' THEN 'propose'
  WHEN $1 = 'ResolutionApproved' THEN 'approve'
  WHEN $1 = 'ResolutionRejected' THEN 'reject'
  WHEN $1 IN ('PlaybookStarted', 'PlaybookStepCompleted', 'PlaybookStepFailed', 'PlaybookCompleted', 'ToolCalled')
    THEN 'run_playbook'
  WHEN $1 IN ('ExceptionNormalized', 'TriageCompleted', 'PolicyEvaluated', 'SlaBreached') THEN 'analyse'
  ELSE 'import'
END;

-- The list as the login finds it in the current tenant: what it may do, and why not.
CREATE FUNCTION sentinai.privileges() RETURNS TABLE (action text, granted_to text[], allowed boolean, reason text)
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

-- Refuses to go on unless the login has one of these kinds of access to the current tenant, whether active or not.
CREATE FUNCTION sentinai.require_reader(VARIADIC wanted text[]) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  tenant constant text := sentinai.current_tenant();
  access constant text := sentinai.current_access();
BEGIN
  IF tenant IS NULL THEN
    RAISE EXCEPTION USING ERRCODE = 'SN003',
      MESSAGE = format('Login %s is no member of the chosen tenant: ask one of its administrators.', session_user);
  END IF;
  IF NOT access = ANY (wanted) THEN
    RAISE EXCEPTION USING ERRCODE = 'SN003', MESSAGE = format(
      'This needs access %s to tenant %s; login %s has %s.', array_to_string(wanted, ' or '), tenant, session_user,
      access);
  END IF;
  RETURN tenant;
END
$$;

-- As before, but not by memberships of the past: a transaction of a higher isolation level sees them as they were when
-- it began, for as long as it lasts.
CREATE OR REPLACE FUNCTION sentinai.require_access(VARIADIC wanted text[]) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  tenant constant text := sentinai.require_reader(VARIADIC wanted);
BEGIN
  IF sentinai.writable_tenant() IS NULL THEN
    RAISE EXCEPTION USING ERRCODE = 'SN003', MESSAGE = format(
      'Tenant %s is %s and takes no changes: an administrator must activate it first.', tenant,
      (SELECT t.status FROM sentinai.tenant t WHERE t.tenant_id = tenant));
  END IF;
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION USING ERRCODE = 'SN003',
      MESSAGE = 'Changes are made in transactions of isolation level read committed only.';
  END IF;
  RETURN tenant;
END
$$;

-- ---- Members --------------------------------------------------------------------------------------------------------

-- Group roles are the whole cluster's: another database may rest on one that this database no longer needs. So they are
-- given, but not taken back; without an access to the tenant they are of no use.
CREATE OR REPLACE FUNCTION sentinai.grant_member(role_name text, access text) RETURNS sentinai.tenant_member
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  tenant constant text := sentinai.require_access(VARIADIC sentinai.access_for('edit_members'));
  group_role constant text := CASE grant_member.access WHEN 'admin' THEN 'sentinai_tenant_admin'
                                                       ELSE 'sentinai_' || grant_member.access END;
  before text;
  made sentinai.tenant_member;
BEGIN
  IF grant_member.access IS NULL OR grant_member.access NOT IN ('analyst', 'supervisor', 'admin', 'agent') THEN
    RAISE EXCEPTION USING ERRCODE = 'SN004', MESSAGE = 'Access is analyst, supervisor, admin or agent.';
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles r WHERE r.rolname = grant_member.role_name) THEN
    RAISE EXCEPTION USING ERRCODE = 'SN002',
      MESSAGE = 'The server has no such role: an administrator of the server must create the login first.';
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles r WHERE r.rolname = grant_member.role_name AND r.rolcanlogin) THEN
    RAISE EXCEPTION USING ERRCODE = 'SN004', MESSAGE = 'This role cannot log in: name a login.';
  END IF;

  SELECT m.access INTO before FROM sentinai.tenant_member m
  WHERE m.tenant_id = tenant AND m.role_name = grant_member.role_name;
  IF before = 'admin' AND grant_member.access <> 'admin' THEN
    PERFORM sentinai.require_other_admin(tenant, grant_member.role_name);
  END IF;
  INSERT INTO sentinai.tenant_member AS m (tenant_id, role_name, access)
  VALUES (tenant, grant_member.role_name, grant_member.access)
  ON CONFLICT ON CONSTRAINT tenant_member_pkey DO UPDATE SET access = excluded.access
  WHERE m.access <> excluded.access;

  IF NOT EXISTS (SELECT FROM pg_auth_members g
                 JOIN pg_roles held ON held.oid = g.roleid
                 JOIN pg_roles holder ON holder.oid = g.member
                 WHERE held.rolname = group_role AND holder.rolname = grant_member.role_name) THEN
    EXECUTE format('GRANT %I TO %I', group_role, grant_member.role_name);
  END IF;
  SELECT m.* INTO STRICT made FROM sentinai.tenant_member m
  WHERE m.tenant_id = tenant AND m.role_name = grant_member.role_name;
  RETURN made;
END
$$;

CREATE OR REPLACE FUNCTION sentinai.revoke_member(role_name text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  tenant constant text := sentinai.require_access(VARIADIC sentinai.access_for('edit_members'));
  before text;
BEGIN
  SELECT m.access INTO before FROM sentinai.tenant_member m
  WHERE m.tenant_id = tenant AND m.role_name = revoke_member.role_name;
  IF NOT FOUND THEN
    RAISE EXCEPTION USING ERRCODE = 'SN002', MESSAGE = 'This login is no member of the tenant.';
  END IF;
  IF before = 'admin' THEN
    PERFORM sentinai.require_other_admin(tenant, revoke_member.role_name);
  END IF;
  DELETE FROM sentinai.tenant_member m WHERE m.tenant_id = tenant AND m.role_name = revoke_member.role_name;
END
$$;

DROP FUNCTION sentinai.drop_group_role(text, text);
DROP FUNCTION sentinai.holds_access(text, text);

-- Those who are administrators of a tenant now: what grant_member() gave them is exchanged, what an administrator of
-- the server granted stays. Only without FORCE does the owner see every tenant's members.
ALTER TABLE sentinai.tenant_member NO FORCE ROW LEVEL SECURITY;
DO $$
DECLARE
  holder text;
BEGIN
  FOR holder IN SELECT DISTINCT r.rolname FROM sentinai.tenant_member m JOIN pg_catalog.pg_roles r ON r.rolname = m.role_name
                WHERE m.access = 'admin' LOOP
    EXECUTE format('GRANT sentinai_tenant_admin TO %I', holder);
    IF EXISTS (SELECT FROM pg_catalog.pg_auth_members g
               WHERE g.roleid = 'sentinai_admin'::regrole AND g.member = quote_ident(holder)::regrole
                 AND g.grantor = quote_ident(current_user)::regrole) THEN
      EXECUTE format('REVOKE sentinai_admin FROM %I', holder);
    END IF;
  END LOOP;
END
$$;
ALTER TABLE sentinai.tenant_member FORCE ROW LEVEL SECURITY;

-- ---- Tables ---------------------------------------------------------------------------------------------------------

-- Privileges by column: numbers that the database gives, and times, are nobody's to choose, so that nobody learns from a
-- refused number what others have. They give no right to lock a table against others either.
REVOKE INSERT, UPDATE ON sentinai.domain_pack_version, sentinai.domain_pack_active,
  sentinai.tenant_policy_pack_version, sentinai.tenant_policy_pack_active FROM sentinai_admin;
GRANT INSERT (domain, version, pack_json, created_by) ON sentinai.domain_pack_version TO sentinai_admin;
GRANT INSERT (domain, version, activated_by), UPDATE (version, activated_at, activated_by)
  ON sentinai.domain_pack_active TO sentinai_admin;
GRANT INSERT (tenant_id, version, pack_json, created_by) ON sentinai.tenant_policy_pack_version
  TO sentinai_tenant_admin;
GRANT INSERT (tenant_id, version, activated_by), UPDATE (version, activated_at, activated_by)
  ON sentinai.tenant_policy_pack_active TO sentinai_tenant_admin;
REVOKE INSERT ON sentinai.playbook, sentinai.playbook_step FROM sentinai_supervisor;
REVOKE INSERT, DELETE ON sentinai.tool_definition FROM sentinai_supervisor;
GRANT INSERT (tenant_id, name, version, conditions, active) ON sentinai.playbook TO sentinai_supervisor;
GRANT INSERT (tenant_id, playbook_id, step_order, name, action_type, params) ON sentinai.playbook_step
  TO sentinai_supervisor;
GRANT INSERT (tenant_id, name, type, config) ON sentinai.tool_definition TO sentinai_supervisor;

-- The right to delete rows is one to lock the table as well.
CREATE FUNCTION sentinai.delete_tool(tool_id integer) RETURNS integer
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
  DELETE FROM sentinai.tool_definition t WHERE t.tool_id = delete_tool.tool_id RETURNING t.tool_id
$$;
REVOKE ALL ON FUNCTION sentinai.delete_tool(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sentinai.delete_tool(integer) TO sentinai_supervisor;

-- Domain packs are for members, of whichever tenant, and for those who write them.
ALTER TABLE sentinai.domain_pack_version ENABLE ROW LEVEL SECURITY;
ALTER TABLE sentinai.domain_pack_version FORCE ROW LEVEL SECURITY;
CREATE POLICY members_read ON sentinai.domain_pack_version FOR SELECT
  USING ((SELECT sentinai.is_operator() OR EXISTS (SELECT FROM sentinai.my_tenants())));
CREATE POLICY operators_insert ON sentinai.domain_pack_version FOR INSERT
  WITH CHECK ((SELECT sentinai.is_operator()));
ALTER TABLE sentinai.domain_pack_active ENABLE ROW LEVEL SECURITY;
ALTER TABLE sentinai.domain_pack_active FORCE ROW LEVEL SECURITY;
CREATE POLICY members_read ON sentinai.domain_pack_active FOR SELECT
  USING ((SELECT sentinai.is_operator() OR EXISTS (SELECT FROM sentinai.my_tenants())));
CREATE POLICY operators_insert ON sentinai.domain_pack_active FOR INSERT
  WITH CHECK ((SELECT sentinai.is_operator()));
CREATE POLICY operators_update ON sentinai.domain_pack_active FOR UPDATE
  USING ((SELECT sentinai.is_operator())) WITH CHECK ((SELECT sentinai.is_operator()));

-- Global tools likewise.
ALTER POLICY tenant_reads ON sentinai.tool_definition
  USING (tenant_id = (SELECT sentinai.current_tenant())
         OR (tenant_id IS NULL AND (SELECT sentinai.is_operator() OR EXISTS (SELECT FROM sentinai.my_tenants()))));

-- The audit log is for those who answer for a tenant; what it tells of global objects, for those who run the system.
DROP POLICY members_read ON sentinai.audit_log;
CREATE POLICY auditors_read ON sentinai.audit_log FOR SELECT
  USING ((tenant_id = (SELECT sentinai.current_tenant())
          AND (SELECT sentinai.current_access() = ANY (sentinai.access_for('read_audit'))))
         OR (tenant_id IS NULL AND (SELECT sentinai.is_operator())));
REVOKE SELECT ON sentinai.audit_log FROM sentinai_analyst, sentinai_agent;
GRANT SELECT ON sentinai.audit_log TO sentinai_supervisor;

-- ---- Appending ------------------------------------------------------------------------------------------------------

-- The events are judged by append_allowed_events(), which is append_events() as it was; before that, whether the login
-- may write such events at all, in such a name.
ALTER FUNCTION sentinai.append_events(uuid[], text[], text[], text[], text[], text[], timestamptz[], integer[], boolean)
  RENAME TO append_allowed_events;
REVOKE ALL ON FUNCTION sentinai.append_allowed_events(uuid[], text[], text[], text[], text[], text[], timestamptz[],
                                                      integer[], boolean) FROM sentinai_analyst, sentinai_agent;
-- Its comparison of times must not depend on how the caller's session writes them.
ALTER FUNCTION sentinai.append_allowed_events(uuid[], text[], text[], text[], text[], text[], timestamptz[], integer[],
                                              boolean) SET datestyle = 'ISO, YMD';
ALTER FUNCTION sentinai.append_allowed_events(uuid[], text[], text[], text[], text[], text[], timestamptz[], integer[],
                                              boolean) SET timezone = 'UTC';

-- Why a login with this access may not write such a batch; NULL where it may.
--   A person decides in their own name only, and an analyst does everything in it: for programs that assist there the
--   assistant's answers are the exception. Who may import may also write what others did, as a source says.
--   An agent is no person.
-- Most batches are of few types by whoever may write in any name, so names are looked at only where they matter.
CREATE FUNCTION sentinai.forbidden_event(access text, exception_ids text[], event_types text[], actor_types text[],
                                         actor_ids text[], OUT problem text)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
  decides boolean;
BEGIN
  SELECT min(CASE WHEN NOT forbidden_event.access = ANY (sentinai.access_for(t.action)) THEN format(
           '%s needs access %s; login %s has %s.', t.event_type,
           array_to_string(sentinai.access_for(t.action), ' or '), session_user, forbidden_event.access) END),
    bool_or(t.action IN ('approve', 'reject'))
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
          WHEN u.action IN ('approve', 'reject') OR forbidden_event.access = 'analyst'
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
REVOKE ALL ON FUNCTION sentinai.forbidden_event(text, text[], text[], text[], text[]) FROM PUBLIC;

-- Appends events to the current tenant's timelines and applies their changes, in the order given; the one way to write
-- either table (see append_allowed_events() for what it returns).
CREATE FUNCTION sentinai.append_events(
  event_ids uuid[], exception_ids text[], event_types text[], actor_types text[], actor_ids text[], payloads text[],
  created_ats timestamptz[], expected_versions integer[], atomic boolean)
RETURNS TABLE (ord integer, seq bigint, appended boolean, error_kind text, error_message text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
  tenant constant text := sentinai.require_access('analyst', 'supervisor', 'admin', 'agent');
  problem constant text := sentinai.forbidden_event(sentinai.current_access(), exception_ids, event_types, actor_types,
                                                    actor_ids);
BEGIN
  IF problem IS NOT NULL THEN
    RAISE EXCEPTION USING ERRCODE = 'SN003', MESSAGE = problem;
  END IF;
  -- Before the time of recording is taken: what was recorded up to some moment is then complete once every transaction
  -- that had a number at that moment has ended (checkpoint_cut()).
  PERFORM pg_current_xact_id();
  RETURN QUERY SELECT * FROM sentinai.append_allowed_events(event_ids, exception_ids, event_types, actor_types,
                                                            actor_ids, payloads, created_ats, expected_versions, atomic);
END
$$;
REVOKE ALL ON FUNCTION sentinai.append_events(uuid[], text[], text[], text[], text[], text[], timestamptz[], integer[],
                                              boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sentinai.append_events(uuid[], text[], text[], text[], text[], text[], timestamptz[],
                                                 integer[], boolean) TO sentinai_analyst, sentinai_agent;

-- The number that a tenant's writers lock by can be seen in pg_locks, and locked, by every login of the server: so it is
-- made with the key that nobody can read.
CREATE OR REPLACE FUNCTION sentinai.rollup_shard(tenant text) RETURNS smallint
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  shards constant integer := 16;
  key constant integer := hashtext('sentinai.exception_rollup ' || sentinai.channel_of(rollup_shard.tenant));
BEGIN
  FOR i IN 0 .. shards - 1 LOOP
    IF pg_try_advisory_xact_lock(key, 1 + (pg_backend_pid() + i) % shards) THEN
      RETURN 1 + (pg_backend_pid() + i) % shards;
    END IF;
  END LOOP;
  RETURN 1 + pg_backend_pid() % shards;
END
$$;

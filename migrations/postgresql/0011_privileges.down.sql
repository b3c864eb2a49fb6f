-- SPDX-License-Identifier: GPL-3.0-or-later
-- The role stays: it belongs to the whole cluster, and other databases may use it.

CREATE OR REPLACE FUNCTION sentinai.rollup_shard(tenant text) RETURNS smallint
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  shards constant integer := 16;
  key constant integer := hashtext('sentinai.exception_rollup ' || rollup_shard.tenant);
BEGIN
  FOR i IN 0 .. shards - 1 LOOP
    IF pg_try_advisory_xact_lock(key, 1 + (pg_backend_pid() + i) % shards) THEN
      RETURN 1 + (pg_backend_pid() + i) % shards;
    END IF;
  END LOOP;
  RETURN 1 + pg_backend_pid() % shards;
END
$$;

DROP FUNCTION sentinai.append_events(uuid[], text[], text[], text[], text[], text[], timestamptz[], integer[], boolean);
DROP FUNCTION sentinai.forbidden_event(text, text[], text[], text[], text[]);
ALTER FUNCTION sentinai.append_allowed_events(uuid[], text[], text[], text[], text[], text[], timestamptz[], integer[],
                                              boolean) RESET datestyle;
ALTER FUNCTION sentinai.append_allowed_events(uuid[], text[], text[], text[], text[], text[], timestamptz[], integer[],
                                              boolean) RESET timezone;
ALTER FUNCTION sentinai.append_allowed_events(uuid[], text[], text[], text[], text[], text[], timestamptz[], integer[],
                                              boolean) RENAME TO append_events;
GRANT EXECUTE ON FUNCTION sentinai.append_events(uuid[], text[], text[], text[], text[], text[], timestamptz[],
                                                 integer[], boolean) TO sentinai_analyst, sentinai_agent;

REVOKE SELECT ON sentinai.audit_log FROM sentinai_supervisor;
GRANT SELECT ON sentinai.audit_log TO sentinai_analyst, sentinai_agent;
DROP POLICY auditors_read ON sentinai.audit_log;
CREATE POLICY members_read ON sentinai.audit_log FOR SELECT
  USING (tenant_id = (SELECT sentinai.current_tenant())
         OR (tenant_id IS NULL AND (SELECT sentinai.current_tenant()) IS NOT NULL));

ALTER POLICY tenant_reads ON sentinai.tool_definition
  USING (tenant_id = (SELECT sentinai.current_tenant()) OR tenant_id IS NULL);
DROP POLICY operators_update ON sentinai.domain_pack_active;
DROP POLICY operators_insert ON sentinai.domain_pack_active;
DROP POLICY members_read ON sentinai.domain_pack_active;
ALTER TABLE sentinai.domain_pack_active NO FORCE ROW LEVEL SECURITY;
ALTER TABLE sentinai.domain_pack_active DISABLE ROW LEVEL SECURITY;
DROP POLICY operators_insert ON sentinai.domain_pack_version;
DROP POLICY members_read ON sentinai.domain_pack_version;
ALTER TABLE sentinai.domain_pack_version NO FORCE ROW LEVEL SECURITY;
ALTER TABLE sentinai.domain_pack_version DISABLE ROW LEVEL SECURITY;

DROP FUNCTION sentinai.delete_tool(integer);
REVOKE INSERT (tenant_id, name, type, config) ON sentinai.tool_definition FROM sentinai_supervisor;
REVOKE INSERT (tenant_id, playbook_id, step_order, name, action_type, params) ON sentinai.playbook_step
  FROM sentinai_supervisor;
REVOKE INSERT (tenant_id, name, version, conditions, active) ON sentinai.playbook FROM sentinai_supervisor;
REVOKE INSERT (tenant_id, version, activated_by), UPDATE (version, activated_at, activated_by)
  ON sentinai.tenant_policy_pack_active FROM sentinai_tenant_admin;
REVOKE INSERT (tenant_id, version, pack_json, created_by) ON sentinai.tenant_policy_pack_version
  FROM sentinai_tenant_admin;
REVOKE INSERT (domain, version, activated_by), UPDATE (version, activated_at, activated_by)
  ON sentinai.domain_pack_active FROM sentinai_admin;
REVOKE INSERT (domain, version, pack_json, created_by) ON sentinai.domain_pack_version FROM sentinai_admin;
GRANT INSERT, DELETE ON sentinai.tool_definition TO sentinai_supervisor;
GRANT INSERT ON sentinai.playbook, sentinai.playbook_step TO sentinai_supervisor;
GRANT INSERT ON sentinai.domain_pack_version, sentinai.tenant_policy_pack_version TO sentinai_admin;
GRANT INSERT, UPDATE ON sentinai.domain_pack_active, sentinai.tenant_policy_pack_active TO sentinai_admin;

-- ---- Members --------------------------------------------------------------------------------------------------------

CREATE FUNCTION sentinai.holds_access(role_name text, access text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
  SELECT EXISTS (SELECT FROM sentinai.tenant_member m
                 WHERE m.role_name = holds_access.role_name AND m.access = holds_access.access)
$$;
REVOKE ALL ON FUNCTION sentinai.holds_access(text, text) FROM PUBLIC;
SELECT sentinai.give_to_guard('sentinai.holds_access(text, text)');

CREATE FUNCTION sentinai.drop_group_role(role_name text, access text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF EXISTS (SELECT FROM pg_auth_members m
             JOIN pg_roles held ON held.oid = m.roleid
             JOIN pg_roles holder ON holder.oid = m.member
             JOIN pg_roles giver ON giver.oid = m.grantor
             WHERE held.rolname = 'sentinai_' || drop_group_role.access
               AND holder.rolname = drop_group_role.role_name AND giver.rolname = current_user)
     AND NOT sentinai.holds_access(drop_group_role.role_name, drop_group_role.access) THEN
    EXECUTE format('REVOKE %I FROM %I', 'sentinai_' || drop_group_role.access, drop_group_role.role_name);
  END IF;
END
$$;
REVOKE ALL ON FUNCTION sentinai.drop_group_role(text, text) FROM PUBLIC;

CREATE OR REPLACE FUNCTION sentinai.grant_member(role_name text, access text) RETURNS sentinai.tenant_member
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  tenant constant text := sentinai.require_access('admin');
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
  IF grant_member.access = 'admin' AND NOT pg_has_role(session_user, 'sentinai_admin', 'MEMBER') THEN
    RAISE EXCEPTION USING ERRCODE = 'SN003', MESSAGE = format(
      'Only members of role sentinai_admin make others administrators; login %s is none.', session_user);
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
                 WHERE held.rolname = 'sentinai_' || grant_member.access
                   AND holder.rolname = grant_member.role_name) THEN
    EXECUTE format('GRANT %I TO %I', 'sentinai_' || grant_member.access, grant_member.role_name);
  END IF;
  IF before <> grant_member.access THEN
    PERFORM sentinai.drop_group_role(grant_member.role_name, before);
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
  tenant constant text := sentinai.require_access('admin');
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
  PERFORM sentinai.drop_group_role(revoke_member.role_name, before);
END
$$;

ALTER TABLE sentinai.tenant_member NO FORCE ROW LEVEL SECURITY;
DO $$
DECLARE
  holder text;
BEGIN
  FOR holder IN SELECT DISTINCT r.rolname FROM sentinai.tenant_member m JOIN pg_catalog.pg_roles r ON r.rolname = m.role_name
                WHERE m.access = 'admin' AND NOT pg_catalog.pg_has_role(r.oid, 'sentinai_admin', 'MEMBER') LOOP
    EXECUTE format('GRANT sentinai_admin TO %I', holder);
  END LOOP;
END
$$;
ALTER TABLE sentinai.tenant_member FORCE ROW LEVEL SECURITY;

-- ---- Access ---------------------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION sentinai.require_access(VARIADIC wanted text[]) RETURNS text
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
  IF sentinai.writable_tenant() IS NULL THEN
    RAISE EXCEPTION USING ERRCODE = 'SN003', MESSAGE = format(
      'Tenant %s is %s and takes no changes: an administrator must activate it first.', tenant,
      (SELECT t.status FROM sentinai.tenant t WHERE t.tenant_id = tenant));
  END IF;
  IF NOT access = ANY (wanted) THEN
    RAISE EXCEPTION USING ERRCODE = 'SN003', MESSAGE = format(
      'This needs access %s to tenant %s; login %s has %s.', array_to_string(wanted, ' or '), tenant, session_user,
      access);
  END IF;
  RETURN tenant;
END
$$;

DROP FUNCTION sentinai.require_reader(text[]);
DROP FUNCTION sentinai.privileges();
DROP FUNCTION sentinai.event_action(text);
DROP FUNCTION sentinai.access_for(text);
DROP FUNCTION sentinai.is_operator();
REVOKE USAGE ON SCHEMA sentinai FROM sentinai_tenant_admin;

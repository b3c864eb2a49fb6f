-- SPDX-License-Identifier: GPL-3.0-or-later
-- Tenants, their members, and the functions that every row-level security policy rests on.

DO $$
BEGIN
  IF current_setting('server_encoding') <> 'UTF8' THEN
    RAISE EXCEPTION 'the database has encoding %, but SentinAI needs UTF8: create it with ENCODING ''UTF8''',
      current_setting('server_encoding');
  END IF;
END
$$;

CREATE SCHEMA IF NOT EXISTS sentinai;

-- Roles belong to the whole cluster, and another database's migration may be creating them at this moment.
DO $$
DECLARE
  wanted text;
  held record;
BEGIN
  FOREACH wanted IN ARRAY ARRAY['sentinai_guard', 'sentinai_analyst', 'sentinai_supervisor', 'sentinai_admin',
                                'sentinai_agent'] LOOP
    BEGIN
      IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = wanted) THEN
        EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
      END IF;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN
      NULL;
    END;
    IF EXISTS (SELECT FROM pg_catalog.pg_roles
               WHERE rolname = wanted AND (rolcanlogin OR rolsuper OR rolbypassrls)) THEN
      RAISE EXCEPTION 'role % exists but may log in or pass row-level security: rename it or take that away', wanted;
    END IF;
  END LOOP;

  FOR held IN SELECT * FROM (VALUES ('sentinai_analyst', 'sentinai_supervisor'),
                                    ('sentinai_supervisor', 'sentinai_admin')) AS v(lesser, greater) LOOP
    BEGIN
      IF NOT EXISTS (SELECT FROM pg_catalog.pg_auth_members m
                     WHERE m.roleid = held.lesser::regrole AND m.member = held.greater::regrole) THEN
        EXECUTE format('GRANT %I TO %I', held.lesser, held.greater);
      END IF;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN
      NULL;
    END;
  END LOOP;
END
$$;

GRANT USAGE ON SCHEMA sentinai TO sentinai_guard, sentinai_analyst, sentinai_supervisor, sentinai_admin, sentinai_agent;

-- For people with psql, unless the database has a search_path of its own already; no program relies on it.
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_catalog.pg_database d
             WHERE d.datname = current_database() AND pg_catalog.pg_has_role(current_user, d.datdba, 'USAGE')
               AND NOT EXISTS (SELECT FROM pg_catalog.pg_db_role_setting s, unnest(s.setconfig) AS c(setting)
                               WHERE s.setdatabase = d.oid AND s.setrole = 0 AND c.setting LIKE 'search_path=%')) THEN
    EXECUTE format('ALTER DATABASE %I SET search_path = sentinai, public', current_database());
  END IF;
END
$$;

CREATE TABLE sentinai.tenant (
  tenant_id text COLLATE "C" PRIMARY KEY CHECK (tenant_id ~ '^[A-Za-z0-9._-]{1,64}$'),
  name text COLLATE "C" NOT NULL CHECK (char_length(name) BETWEEN 1 AND 256),
  status text COLLATE "C" NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'suspended', 'archived')),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE sentinai.tenant_member (
  tenant_id text COLLATE "C" NOT NULL REFERENCES sentinai.tenant,
  role_name text COLLATE "C" NOT NULL CHECK (octet_length(role_name) BETWEEN 1 AND 63),
  access text COLLATE "C" NOT NULL CHECK (access IN ('analyst', 'supervisor', 'admin', 'agent')),
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, role_name)
);
CREATE INDEX tenant_member_role_idx ON sentinai.tenant_member (role_name, tenant_id);

-- Gives a function to the guard role: the one role that policies let read across tenants. Nobody can log in as it or
-- become it, so it acts only through functions like those below, each of which looks at session_user: that is who
-- logged in, whatever SET ROLE or SECURITY DEFINER say.
CREATE FUNCTION sentinai.give_to_guard(VARIADIC given regprocedure[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  one regprocedure;
  -- From PostgreSQL 16 on, who made a role is a member of it that may grant it, but not act as it.
  was_member constant boolean := pg_has_role(current_user, 'sentinai_guard',
    CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'SET' ELSE 'MEMBER' END);
BEGIN
  IF NOT was_member THEN
    EXECUTE format('GRANT sentinai_guard TO %I', current_user);
  END IF;
  GRANT CREATE ON SCHEMA sentinai TO sentinai_guard;
  FOREACH one IN ARRAY given LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO sentinai_guard', one);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %I', one, current_user);
  END LOOP;
  REVOKE CREATE ON SCHEMA sentinai FROM sentinai_guard;
  IF NOT was_member THEN
    EXECUTE format('REVOKE sentinai_guard FROM %I', current_user);
  END IF;
END
$$;
REVOKE ALL ON FUNCTION sentinai.give_to_guard(regprocedure[]) FROM PUBLIC;

-- The tenant that the setting sentinai.tenant_id names, if the login is a member of it; else NULL, which no row equals.
CREATE FUNCTION sentinai.current_tenant() RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
  SELECT m.tenant_id FROM sentinai.tenant_member m
  WHERE m.tenant_id = current_setting('sentinai.tenant_id', true) AND m.role_name = session_user::text
$$;

-- The login's access to any tenant; NULL where it is no member.
CREATE FUNCTION sentinai.access_to(tenant text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
  SELECT m.access FROM sentinai.tenant_member m
  WHERE m.tenant_id = access_to.tenant AND m.role_name = session_user::text
$$;

-- The login's access to the current tenant.
CREATE FUNCTION sentinai.current_access() RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT sentinai.access_to(current_setting('sentinai.tenant_id', true)) $$;

-- The current tenant, if it is active; else NULL.
CREATE FUNCTION sentinai.writable_tenant() RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
  SELECT t.tenant_id FROM sentinai.tenant t WHERE t.tenant_id = sentinai.current_tenant() AND t.status = 'active'
$$;

-- Every tenant that the login is a member of.
CREATE FUNCTION sentinai.my_tenants() RETURNS SETOF text
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT m.tenant_id FROM sentinai.tenant_member m WHERE m.role_name = session_user::text $$;

-- Whether a login has this access to any tenant. Not for everyone to ask.
CREATE FUNCTION sentinai.holds_access(role_name text, access text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
  SELECT EXISTS (SELECT FROM sentinai.tenant_member m
                 WHERE m.role_name = holds_access.role_name AND m.access = holds_access.access)
$$;
REVOKE ALL ON FUNCTION sentinai.holds_access(text, text) FROM PUBLIC;

SELECT sentinai.give_to_guard('sentinai.current_tenant()', 'sentinai.access_to(text)', 'sentinai.current_access()',
                              'sentinai.writable_tenant()', 'sentinai.my_tenants()',
                              'sentinai.holds_access(text, text)');

-- Refuses to go on unless the current tenant may be written by someone with one of these kinds of access.
CREATE FUNCTION sentinai.require_access(VARIADIC wanted text[]) RETURNS text
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

ALTER TABLE sentinai.tenant ENABLE ROW LEVEL SECURITY;
ALTER TABLE sentinai.tenant FORCE ROW LEVEL SECURITY;
CREATE POLICY guard_reads ON sentinai.tenant FOR SELECT TO sentinai_guard USING (true);
CREATE POLICY members_read ON sentinai.tenant FOR SELECT
  TO CURRENT_ROLE, sentinai_analyst, sentinai_supervisor, sentinai_admin, sentinai_agent
  USING (tenant_id = ANY (ARRAY(SELECT sentinai.my_tenants())));
CREATE POLICY founders_insert ON sentinai.tenant FOR INSERT TO CURRENT_ROLE
  WITH CHECK (pg_has_role(session_user, 'sentinai_admin', 'MEMBER'));
CREATE POLICY admins_update ON sentinai.tenant FOR UPDATE TO CURRENT_ROLE
  USING (sentinai.access_to(tenant_id) = 'admin');

ALTER TABLE sentinai.tenant_member ENABLE ROW LEVEL SECURITY;
ALTER TABLE sentinai.tenant_member FORCE ROW LEVEL SECURITY;
CREATE POLICY guard_reads ON sentinai.tenant_member FOR SELECT TO sentinai_guard USING (true);
CREATE POLICY members_read ON sentinai.tenant_member FOR SELECT
  TO CURRENT_ROLE, sentinai_analyst, sentinai_supervisor, sentinai_admin, sentinai_agent
  USING (tenant_id = (SELECT sentinai.current_tenant()) OR role_name = session_user::text);
CREATE POLICY founders_insert ON sentinai.tenant_member FOR INSERT TO CURRENT_ROLE
  WITH CHECK (role_name = session_user::text AND access = 'admin'
              AND pg_has_role(session_user, 'sentinai_admin', 'MEMBER'));
CREATE POLICY admins_write ON sentinai.tenant_member FOR ALL TO CURRENT_ROLE
  USING (tenant_id = (SELECT sentinai.writable_tenant()) AND (SELECT sentinai.current_access()) = 'admin');

GRANT SELECT (tenant_id, status) ON sentinai.tenant TO sentinai_guard;
GRANT SELECT (tenant_id, role_name, access) ON sentinai.tenant_member TO sentinai_guard;
GRANT SELECT ON sentinai.tenant, sentinai.tenant_member TO sentinai_analyst, sentinai_agent;

-- A new tenant, with the login as its first administrator.
CREATE FUNCTION sentinai.create_tenant(id text, name text) RETURNS sentinai.tenant
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  made sentinai.tenant;
BEGIN
  IF NOT pg_has_role(session_user, 'sentinai_admin', 'MEMBER') THEN
    RAISE EXCEPTION USING ERRCODE = 'SN003', MESSAGE = format(
      'Only members of role sentinai_admin create tenants; login %s is none.', session_user);
  END IF;
  IF create_tenant.id IS NULL OR create_tenant.id !~ '^[A-Za-z0-9._-]{1,64}$' THEN
    RAISE EXCEPTION USING ERRCODE = 'SN004',
      MESSAGE = 'A tenant id has 1 to 64 of the characters A-Z a-z 0-9 . _ and -.';
  END IF;
  IF create_tenant.name IS NULL OR char_length(create_tenant.name) NOT BETWEEN 1 AND 256 THEN
    RAISE EXCEPTION USING ERRCODE = 'SN004', MESSAGE = 'A tenant''s name has 1 to 256 characters.';
  END IF;
  BEGIN
    INSERT INTO sentinai.tenant (tenant_id, name) VALUES (create_tenant.id, create_tenant.name);
  EXCEPTION WHEN unique_violation THEN
    RAISE EXCEPTION USING ERRCODE = 'SN001', MESSAGE = 'This tenant id is taken: choose another.';
  END;
  INSERT INTO sentinai.tenant_member (tenant_id, role_name, access)
  VALUES (create_tenant.id, session_user::text, 'admin');
  SELECT t.* INTO STRICT made FROM sentinai.tenant t WHERE t.tenant_id = create_tenant.id;
  RETURN made;
END
$$;

CREATE FUNCTION sentinai.set_tenant_status(id text, status text) RETURNS sentinai.tenant
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
  ELSIF set_tenant_status.status IS NULL OR set_tenant_status.status NOT IN ('active', 'suspended', 'archived') THEN
    RAISE EXCEPTION USING ERRCODE = 'SN004', MESSAGE = 'A tenant''s status is active, suspended or archived.';
  END IF;
  UPDATE sentinai.tenant t SET status = set_tenant_status.status, updated_at = now()
  WHERE t.tenant_id = set_tenant_status.id
  RETURNING t.* INTO STRICT made;
  RETURN made;
END
$$;

-- Takes back the group role of an access that the login holds nowhere in this database any more, if grant_member()
-- gave it: what an administrator of the server granted stays.
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

-- Keeps a tenant from losing its last administrator; locks the administrators against one another until the end of the
-- transaction.
CREATE FUNCTION sentinai.require_other_admin(tenant text, role_name text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  admins text[];
BEGIN
  SELECT array_agg(locked.role_name) INTO admins
  FROM (SELECT m.role_name FROM sentinai.tenant_member m
        WHERE m.tenant_id = require_other_admin.tenant AND m.access = 'admin'
        ORDER BY m.role_name FOR UPDATE) AS locked;
  IF admins = ARRAY[require_other_admin.role_name] THEN
    RAISE EXCEPTION USING ERRCODE = 'SN001',
      MESSAGE = 'This is the tenant''s last administrator: make another login one first.';
  END IF;
END
$$;
REVOKE ALL ON FUNCTION sentinai.require_other_admin(text, text) FROM PUBLIC;

-- Makes a login a member of the current tenant, or changes its access, and gives it the group role of that access.
CREATE FUNCTION sentinai.grant_member(role_name text, access text) RETURNS sentinai.tenant_member
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

-- Ends a login's membership of the current tenant.
CREATE FUNCTION sentinai.revoke_member(role_name text) RETURNS void
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

REVOKE ALL ON FUNCTION sentinai.create_tenant(text, text), sentinai.set_tenant_status(text, text),
  sentinai.grant_member(text, text), sentinai.revoke_member(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sentinai.create_tenant(text, text) TO sentinai_admin;
GRANT EXECUTE ON FUNCTION sentinai.set_tenant_status(text, text), sentinai.grant_member(text, text),
  sentinai.revoke_member(text) TO sentinai_analyst, sentinai_agent;

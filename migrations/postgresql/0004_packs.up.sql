-- SPDX-License-Identifier: GPL-3.0-or-later
-- Versions of domain packs (global) and of tenants' policy packs. Versions are immutable; which one is active is said
-- besides.

-- Refuses a row that the login may not write, and says why; the policies are the same rule once more. Its arguments
-- are the kinds of access to the tenant of which one is needed; rows without a tenant are for sentinai_admin.
CREATE FUNCTION sentinai.check_write() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  tenants text[] := ARRAY[]::text[];
  tenant text;
BEGIN
  IF TG_OP <> 'INSERT' THEN
    tenants := tenants || OLD.tenant_id;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    tenants := tenants || NEW.tenant_id;
  END IF;
  FOREACH tenant IN ARRAY tenants LOOP
    IF tenant IS NULL THEN
      IF NOT pg_has_role(session_user, 'sentinai_admin', 'MEMBER') THEN
        RAISE EXCEPTION USING ERRCODE = 'SN003', MESSAGE = format(
          'Only members of role sentinai_admin change what is global; login %s is none.', session_user);
      END IF;
    ELSIF tenant <> sentinai.require_access(VARIADIC TG_ARGV) THEN
      RAISE EXCEPTION USING ERRCODE = 'SN003', MESSAGE = 'This belongs to another tenant than the chosen one.';
    END IF;
  END LOOP;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END
$$;

CREATE TABLE sentinai.domain_pack_version (
  id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  domain text COLLATE "C" NOT NULL CHECK (char_length(domain) BETWEEN 1 AND 512),
  version integer NOT NULL CHECK (version > 0),
  pack_json jsonb NOT NULL CHECK (jsonb_typeof(pack_json) = 'object'),
  created_at timestamptz NOT NULL DEFAULT now(),
  created_by text COLLATE "C" NOT NULL DEFAULT session_user,
  PRIMARY KEY (domain, version)
);

CREATE TABLE sentinai.domain_pack_active (
  domain text COLLATE "C" PRIMARY KEY,
  version integer NOT NULL,
  activated_at timestamptz NOT NULL DEFAULT now(),
  activated_by text COLLATE "C" NOT NULL DEFAULT session_user,
  FOREIGN KEY (domain, version) REFERENCES sentinai.domain_pack_version
);

CREATE TABLE sentinai.tenant_policy_pack_version (
  id bigint GENERATED ALWAYS AS IDENTITY,
  tenant_id text COLLATE "C" NOT NULL REFERENCES sentinai.tenant,
  version integer NOT NULL CHECK (version > 0),
  pack_json jsonb NOT NULL CHECK (jsonb_typeof(pack_json) = 'object'),
  created_at timestamptz NOT NULL DEFAULT now(),
  created_by text COLLATE "C" NOT NULL DEFAULT session_user,
  PRIMARY KEY (tenant_id, version),
  UNIQUE (tenant_id, id)
);

CREATE TABLE sentinai.tenant_policy_pack_active (
  tenant_id text COLLATE "C" PRIMARY KEY,
  version integer NOT NULL,
  activated_at timestamptz NOT NULL DEFAULT now(),
  activated_by text COLLATE "C" NOT NULL DEFAULT session_user,
  FOREIGN KEY (tenant_id, version) REFERENCES sentinai.tenant_policy_pack_version
);

-- Whoever writes a version or activates it, the row says so.
CREATE FUNCTION sentinai.stamp_author() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  NEW.created_at := now();
  NEW.created_by := session_user;
  RETURN NEW;
END
$$;
CREATE FUNCTION sentinai.stamp_activation() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  NEW.activated_at := now();
  NEW.activated_by := session_user;
  RETURN NEW;
END
$$;
CREATE TRIGGER stamp BEFORE INSERT ON sentinai.domain_pack_version
  FOR EACH ROW EXECUTE FUNCTION sentinai.stamp_author();
CREATE TRIGGER stamp BEFORE INSERT ON sentinai.tenant_policy_pack_version
  FOR EACH ROW EXECUTE FUNCTION sentinai.stamp_author();
CREATE TRIGGER stamp BEFORE INSERT OR UPDATE ON sentinai.domain_pack_active
  FOR EACH ROW EXECUTE FUNCTION sentinai.stamp_activation();
CREATE TRIGGER stamp BEFORE INSERT OR UPDATE ON sentinai.tenant_policy_pack_active
  FOR EACH ROW EXECUTE FUNCTION sentinai.stamp_activation();

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON sentinai.domain_pack_version
  FOR EACH STATEMENT EXECUTE FUNCTION sentinai.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON sentinai.tenant_policy_pack_version
  FOR EACH STATEMENT EXECUTE FUNCTION sentinai.refuse_change();
CREATE TRIGGER check_write BEFORE INSERT ON sentinai.tenant_policy_pack_version
  FOR EACH ROW EXECUTE FUNCTION sentinai.check_write('admin');
CREATE TRIGGER check_write BEFORE INSERT OR UPDATE OR DELETE ON sentinai.tenant_policy_pack_active
  FOR EACH ROW EXECUTE FUNCTION sentinai.check_write('admin');

ALTER TABLE sentinai.tenant_policy_pack_version ENABLE ROW LEVEL SECURITY;
ALTER TABLE sentinai.tenant_policy_pack_version FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_reads ON sentinai.tenant_policy_pack_version FOR SELECT
  USING (tenant_id = (SELECT sentinai.current_tenant()));
CREATE POLICY admins_insert ON sentinai.tenant_policy_pack_version FOR INSERT
  WITH CHECK (tenant_id = (SELECT sentinai.writable_tenant()) AND (SELECT sentinai.current_access()) = 'admin');

ALTER TABLE sentinai.tenant_policy_pack_active ENABLE ROW LEVEL SECURITY;
ALTER TABLE sentinai.tenant_policy_pack_active FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_reads ON sentinai.tenant_policy_pack_active FOR SELECT
  USING (tenant_id = (SELECT sentinai.current_tenant()));
CREATE POLICY admins_insert ON sentinai.tenant_policy_pack_active FOR INSERT
  WITH CHECK (tenant_id = (SELECT sentinai.writable_tenant()) AND (SELECT sentinai.current_access()) = 'admin');
CREATE POLICY admins_update ON sentinai.tenant_policy_pack_active FOR UPDATE
  USING (tenant_id = (SELECT sentinai.current_tenant()))
  WITH CHECK (tenant_id = (SELECT sentinai.writable_tenant()) AND (SELECT sentinai.current_access()) = 'admin');

GRANT SELECT ON sentinai.domain_pack_version, sentinai.domain_pack_active, sentinai.tenant_policy_pack_version,
  sentinai.tenant_policy_pack_active TO sentinai_analyst, sentinai_agent;
GRANT INSERT ON sentinai.domain_pack_version, sentinai.tenant_policy_pack_version TO sentinai_admin;
GRANT INSERT, UPDATE ON sentinai.domain_pack_active, sentinai.tenant_policy_pack_active TO sentinai_admin;

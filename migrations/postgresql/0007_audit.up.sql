-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who changed which tenant, member, pack, playbook, step and tool. Written by triggers only, append-only.

CREATE TABLE sentinai.audit_log (
  audit_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  login text COLLATE "C" NOT NULL DEFAULT session_user,
  tenant_id text COLLATE "C", -- none for a global object; no reference, so that the log outlives what it tells of
  action text COLLATE "C" NOT NULL CHECK (action IN ('insert', 'update', 'delete')),
  object_type text COLLATE "C" NOT NULL,
  object_id text COLLATE "C" NOT NULL,
  before jsonb,
  after jsonb,
  client_address text COLLATE "C" NOT NULL DEFAULT coalesce(host(inet_client_addr()), ''),
  application text COLLATE "C" NOT NULL DEFAULT coalesce(current_setting('application_name', true), '')
);
CREATE INDEX audit_log_tenant_idx ON sentinai.audit_log (tenant_id, audit_id);

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON sentinai.audit_log
  FOR EACH STATEMENT EXECUTE FUNCTION sentinai.refuse_change();

ALTER TABLE sentinai.audit_log ENABLE ROW LEVEL SECURITY;
ALTER TABLE sentinai.audit_log FORCE ROW LEVEL SECURITY;
CREATE POLICY members_read ON sentinai.audit_log FOR SELECT
  USING (tenant_id = (SELECT sentinai.current_tenant())
         OR (tenant_id IS NULL AND (SELECT sentinai.current_tenant()) IS NOT NULL));
CREATE POLICY triggers_insert ON sentinai.audit_log FOR INSERT TO CURRENT_ROLE WITH CHECK (true);
GRANT SELECT ON sentinai.audit_log TO sentinai_analyst, sentinai_agent;

-- Its arguments are the columns that make up the object's id.
CREATE FUNCTION sentinai.audit() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  before constant jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
  after constant jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
  present constant jsonb := coalesce(after, before);
BEGIN
  IF before IS NOT DISTINCT FROM after THEN
    RETURN NULL;
  END IF;
  INSERT INTO sentinai.audit_log (tenant_id, action, object_type, object_id, before, after)
  VALUES (present ->> 'tenant_id', lower(TG_OP), TG_TABLE_NAME,
          (SELECT string_agg(present ->> c, '/' ORDER BY i) FROM unnest(TG_ARGV) WITH ORDINALITY AS u(c, i)),
          before, after);
  RETURN NULL;
END
$$;
-- Else anyone could hang it on a table of their own and write what they like.
REVOKE ALL ON FUNCTION sentinai.audit() FROM PUBLIC;

CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON sentinai.tenant
  FOR EACH ROW EXECUTE FUNCTION sentinai.audit('tenant_id');
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON sentinai.tenant_member
  FOR EACH ROW EXECUTE FUNCTION sentinai.audit('role_name');
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON sentinai.domain_pack_version
  FOR EACH ROW EXECUTE FUNCTION sentinai.audit('domain', 'version');
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON sentinai.domain_pack_active
  FOR EACH ROW EXECUTE FUNCTION sentinai.audit('domain');
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON sentinai.tenant_policy_pack_version
  FOR EACH ROW EXECUTE FUNCTION sentinai.audit('tenant_id', 'version');
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON sentinai.tenant_policy_pack_active
  FOR EACH ROW EXECUTE FUNCTION sentinai.audit('tenant_id');
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON sentinai.playbook
  FOR EACH ROW EXECUTE FUNCTION sentinai.audit('playbook_id');
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON sentinai.playbook_step
  FOR EACH ROW EXECUTE FUNCTION sentinai.audit('step_id');
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON sentinai.tool_definition
  FOR EACH ROW EXECUTE FUNCTION sentinai.audit('tool_id');

-- SPDX-License-Identifier: GPL-3.0-or-later
-- Tools that playbooks may call: a tenant's own, and global ones, which have no tenant.

CREATE TABLE sentinai.tool_definition (
  tool_id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text COLLATE "C" NOT NULL CHECK (char_length(name) BETWEEN 1 AND 512),
  tenant_id text COLLATE "C" REFERENCES sentinai.tenant,
  type text COLLATE "C" NOT NULL CHECK (type IN ('webhook', 'rest', 'email', 'workflow')),
  config jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(config) = 'object'),
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT tool_definition_tenant_name_key UNIQUE (tenant_id, name)
);
CREATE UNIQUE INDEX tool_definition_global_name_key ON sentinai.tool_definition (name) WHERE tenant_id IS NULL;

CREATE TRIGGER check_write BEFORE INSERT OR UPDATE OR DELETE ON sentinai.tool_definition
  FOR EACH ROW EXECUTE FUNCTION sentinai.check_write('supervisor', 'admin');

ALTER TABLE sentinai.tool_definition ENABLE ROW LEVEL SECURITY;
ALTER TABLE sentinai.tool_definition FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_reads ON sentinai.tool_definition FOR SELECT
  USING (tenant_id = (SELECT sentinai.current_tenant()) OR tenant_id IS NULL);
CREATE POLICY supervisors_insert ON sentinai.tool_definition FOR INSERT
  WITH CHECK (CASE WHEN tenant_id IS NULL THEN (SELECT pg_has_role(session_user, 'sentinai_admin', 'MEMBER'))
              ELSE tenant_id = (SELECT sentinai.writable_tenant())
                   AND (SELECT sentinai.current_access()) IN ('supervisor', 'admin') END);
CREATE POLICY supervisors_update ON sentinai.tool_definition FOR UPDATE
  USING (tenant_id = (SELECT sentinai.current_tenant()) OR tenant_id IS NULL)
  WITH CHECK (CASE WHEN tenant_id IS NULL THEN (SELECT pg_has_role(session_user, 'sentinai_admin', 'MEMBER'))
              ELSE tenant_id = (SELECT sentinai.writable_tenant())
                   AND (SELECT sentinai.current_access()) IN ('supervisor', 'admin') END);
-- Seen by the policy but refused by check_write, so that whoever may not hears why.
CREATE POLICY supervisors_delete ON sentinai.tool_definition FOR DELETE
  USING (tenant_id = (SELECT sentinai.current_tenant()) OR tenant_id IS NULL);

GRANT SELECT ON sentinai.tool_definition TO sentinai_analyst, sentinai_agent;
GRANT INSERT, UPDATE (name, type, config), DELETE ON sentinai.tool_definition TO sentinai_supervisor;

-- SPDX-License-Identifier: GPL-3.0-or-later
-- Playbooks by name and version, and their steps in order.

CREATE TABLE sentinai.playbook (
  playbook_id integer GENERATED ALWAYS AS IDENTITY,
  tenant_id text COLLATE "C" NOT NULL REFERENCES sentinai.tenant,
  name text COLLATE "C" NOT NULL CHECK (char_length(name) BETWEEN 1 AND 512),
  version integer NOT NULL DEFAULT 1 CHECK (version > 0),
  conditions jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(conditions) = 'object'),
  active boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, playbook_id),
  UNIQUE (tenant_id, name, version),
  -- A unique index would be checked row by row, so that one statement could not hand over from version to version.
  CONSTRAINT playbook_one_active EXCLUDE USING btree (tenant_id WITH =, name WITH =) WHERE (active)
    DEFERRABLE INITIALLY IMMEDIATE
);

CREATE TABLE sentinai.playbook_step (
  step_id integer GENERATED ALWAYS AS IDENTITY,
  playbook_id integer NOT NULL,
  tenant_id text COLLATE "C" NOT NULL,
  step_order integer NOT NULL CHECK (step_order > 0),
  name text COLLATE "C" NOT NULL CHECK (char_length(name) BETWEEN 1 AND 512),
  action_type text COLLATE "C" NOT NULL CHECK (action_type IN (
    'notify', 'assign', 'comment', 'call_tool', 'force_settle', 'escalate', 'request_approval', 'wait')),
  params jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(params) = 'object'),
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, step_id),
  FOREIGN KEY (tenant_id, playbook_id) REFERENCES sentinai.playbook,
  -- Deferrable, so that one statement can put the steps into another order.
  UNIQUE (tenant_id, playbook_id, step_order) DEFERRABLE INITIALLY IMMEDIATE
);

CREATE TRIGGER check_write BEFORE INSERT OR UPDATE OR DELETE ON sentinai.playbook
  FOR EACH ROW EXECUTE FUNCTION sentinai.check_write('supervisor', 'admin');
CREATE TRIGGER check_write BEFORE INSERT OR UPDATE OR DELETE ON sentinai.playbook_step
  FOR EACH ROW EXECUTE FUNCTION sentinai.check_write('supervisor', 'admin');

ALTER TABLE sentinai.playbook ENABLE ROW LEVEL SECURITY;
ALTER TABLE sentinai.playbook FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_reads ON sentinai.playbook FOR SELECT
  USING (tenant_id = (SELECT sentinai.current_tenant()));
CREATE POLICY supervisors_insert ON sentinai.playbook FOR INSERT
  WITH CHECK (tenant_id = (SELECT sentinai.writable_tenant())
              AND (SELECT sentinai.current_access()) IN ('supervisor', 'admin'));
CREATE POLICY supervisors_update ON sentinai.playbook FOR UPDATE
  USING (tenant_id = (SELECT sentinai.current_tenant()))
  WITH CHECK (tenant_id = (SELECT sentinai.writable_tenant())
              AND (SELECT sentinai.current_access()) IN ('supervisor', 'admin'));

ALTER TABLE sentinai.playbook_step ENABLE ROW LEVEL SECURITY;
ALTER TABLE sentinai.playbook_step FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_reads ON sentinai.playbook_step FOR SELECT
  USING (tenant_id = (SELECT sentinai.current_tenant()));
CREATE POLICY supervisors_insert ON sentinai.playbook_step FOR INSERT
  WITH CHECK (tenant_id = (SELECT sentinai.writable_tenant())
              AND (SELECT sentinai.current_access()) IN ('supervisor', 'admin'));
CREATE POLICY supervisors_update ON sentinai.playbook_step FOR UPDATE
  USING (tenant_id = (SELECT sentinai.current_tenant()))
  WITH CHECK (tenant_id = (SELECT sentinai.writable_tenant())
              AND (SELECT sentinai.current_access()) IN ('supervisor', 'admin'));

-- A version's content does not change: only whether it is active, and the steps' order.
GRANT SELECT ON sentinai.playbook, sentinai.playbook_step TO sentinai_analyst, sentinai_agent;
GRANT INSERT, UPDATE (active) ON sentinai.playbook TO sentinai_supervisor;
GRANT INSERT, UPDATE (step_order) ON sentinai.playbook_step TO sentinai_supervisor;

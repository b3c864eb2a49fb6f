-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who changed which tenant, member, pack, playbook, step and tool. Written by triggers only, append-only.

-- Who makes the changes of the transaction under way, as the program says: a file has no logins. The one row is blank
-- except within a transaction of the program, so what plain sqlite3 changes is logged without a name.
CREATE TABLE audit_context (
  id             INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  login          TEXT    NOT NULL DEFAULT '',
  client_address TEXT    NOT NULL DEFAULT '',
  application    TEXT    NOT NULL DEFAULT ''
) STRICT;
INSERT INTO audit_context (id) VALUES (1);

CREATE TABLE audit_log (
  audit_id       INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  at             INTEGER NOT NULL DEFAULT (CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER) * 1000),
  login          TEXT    NOT NULL,
  tenant_id      TEXT,
  action         TEXT    NOT NULL CHECK (action IN ('insert', 'update', 'delete')),
  object_type    TEXT    NOT NULL,
  object_id      TEXT    NOT NULL,
  before         TEXT    CHECK (before IS NULL OR json_valid(before)),
  after          TEXT    CHECK (after IS NULL OR json_valid(after)),
  client_address TEXT    NOT NULL,
  application    TEXT    NOT NULL
) STRICT;

CREATE INDEX audit_log_tenant ON audit_log (tenant_id, audit_id);

CREATE TRIGGER audit_log_no_update BEFORE UPDATE ON audit_log
BEGIN
  SELECT RAISE(ABORT, 'audit_log is append-only');
END;

CREATE TRIGGER audit_log_no_delete BEFORE DELETE ON audit_log
BEGIN
  SELECT RAISE(ABORT, 'audit_log is append-only');
END;

-- INSERT OR REPLACE deletes without a delete trigger.
CREATE TRIGGER audit_log_no_replace BEFORE INSERT ON audit_log
WHEN EXISTS (SELECT 1 FROM audit_log WHERE audit_id = NEW.audit_id)
BEGIN
  SELECT RAISE(ABORT, 'audit_log is append-only');
END;

CREATE TRIGGER tenant_audit_insert AFTER INSERT ON tenant
BEGIN
  INSERT INTO audit_log (login, tenant_id, action, object_type, object_id, before, after, client_address, application)
  SELECT login, NEW.tenant_id, 'insert', 'tenant', NEW.tenant_id,
         NULL,
         json_object('tenant_id', NEW.tenant_id, 'name', NEW.name, 'status', NEW.status),
         client_address, application
  FROM audit_context;
END;

CREATE TRIGGER tenant_audit_update AFTER UPDATE ON tenant
BEGIN
  INSERT INTO audit_log (login, tenant_id, action, object_type, object_id, before, after, client_address, application)
  SELECT login, NEW.tenant_id, 'update', 'tenant', NEW.tenant_id,
         json_object('tenant_id', OLD.tenant_id, 'name', OLD.name, 'status', OLD.status),
         json_object('tenant_id', NEW.tenant_id, 'name', NEW.name, 'status', NEW.status),
         client_address, application
  FROM audit_context;
END;

CREATE TRIGGER tenant_audit_delete AFTER DELETE ON tenant
BEGIN
  INSERT INTO audit_log (login, tenant_id, action, object_type, object_id, before, after, client_address, application)
  SELECT login, OLD.tenant_id, 'delete', 'tenant', OLD.tenant_id,
         json_object('tenant_id', OLD.tenant_id, 'name', OLD.name, 'status', OLD.status),
         NULL,
         client_address, application
  FROM audit_context;
END;

CREATE TRIGGER tenant_member_audit_insert AFTER INSERT ON tenant_member
BEGIN
  INSERT INTO audit_log (login, tenant_id, action, object_type, object_id, before, after, client_address, application)
  SELECT login, NEW.tenant_id, 'insert', 'tenant_member', NEW.role_name,
         NULL,
         json_object('role_name', NEW.role_name, 'access', NEW.access),
         client_address, application
  FROM audit_context;
END;

CREATE TRIGGER tenant_member_audit_update AFTER UPDATE ON tenant_member
BEGIN
  INSERT INTO audit_log (login, tenant_id, action, object_type, object_id, before, after, client_address, application)
  SELECT login, NEW.tenant_id, 'update', 'tenant_member', NEW.role_name,
         json_object('role_name', OLD.role_name, 'access', OLD.access),
         json_object('role_name', NEW.role_name, 'access', NEW.access),
         client_address, application
  FROM audit_context;
END;

CREATE TRIGGER tenant_member_audit_delete AFTER DELETE ON tenant_member
BEGIN
  INSERT INTO audit_log (login, tenant_id, action, object_type, object_id, before, after, client_address, application)
  SELECT login, OLD.tenant_id, 'delete', 'tenant_member', OLD.role_name,
         json_object('role_name', OLD.role_name, 'access', OLD.access),
         NULL,
         client_address, application
  FROM audit_context;
END;

CREATE TRIGGER domain_pack_version_audit_insert AFTER INSERT ON domain_pack_version
BEGIN
  INSERT INTO audit_log (login, tenant_id, action, object_type, object_id, before, after, client_address, application)
  SELECT login, NULL, 'insert', 'domain_pack_version', NEW.domain || '/' || NEW.version,
         NULL,
         json_object('domain', NEW.domain, 'version', NEW.version, 'created_by', NEW.created_by,
                     'pack_json', json(NEW.pack_json)),
         client_address, application
  FROM audit_context;
END;

CREATE TRIGGER domain_pack_active_audit_insert AFTER INSERT ON domain_pack_active
BEGIN
  INSERT INTO audit_log (login, tenant_id, action, object_type, object_id, before, after, client_address, application)
  SELECT login, NULL, 'insert', 'domain_pack_active', NEW.domain,
         NULL,
         json_object('domain', NEW.domain, 'version', NEW.version, 'activated_by', NEW.activated_by),
         client_address, application
  FROM audit_context;
END;

CREATE TRIGGER domain_pack_active_audit_update AFTER UPDATE ON domain_pack_active
BEGIN
  INSERT INTO audit_log (login, tenant_id, action, object_type, object_id, before, after, client_address, application)
  SELECT login, NULL, 'update', 'domain_pack_active', NEW.domain,
         json_object('domain', OLD.domain, 'version', OLD.version, 'activated_by', OLD.activated_by),
         json_object('domain', NEW.domain, 'version', NEW.version, 'activated_by', NEW.activated_by),
         client_address, application
  FROM audit_context;
END;

CREATE TRIGGER domain_pack_active_audit_delete AFTER DELETE ON domain_pack_active
BEGIN
  INSERT INTO audit_log (login, tenant_id, action, object_type, object_id, before, after, client_address, application)
  SELECT login, NULL, 'delete', 'domain_pack_active', OLD.domain,
         json_object('domain', OLD.domain, 'version', OLD.version, 'activated_by', OLD.activated_by),
         NULL,
         client_address, application
  FROM audit_context;
END;

CREATE TRIGGER tenant_policy_pack_version_audit_insert AFTER INSERT ON tenant_policy_pack_version
BEGIN
  INSERT INTO audit_log (login, tenant_id, action, object_type, object_id, before, after, client_address, application)
  SELECT login, NEW.tenant_id, 'insert', 'tenant_policy_pack_version', NEW.tenant_id || '/' || NEW.version,
         NULL,
         json_object('version', NEW.version, 'created_by', NEW.created_by, 'pack_json', json(NEW.pack_json)),
         client_address, application
  FROM audit_context;
END;

CREATE TRIGGER tenant_policy_pack_active_audit_insert AFTER INSERT ON tenant_policy_pack_active
BEGIN
  INSERT INTO audit_log (login, tenant_id, action, object_type, object_id, before, after, client_address, application)
  SELECT login, NEW.tenant_id, 'insert', 'tenant_policy_pack_active', NEW.tenant_id,
         NULL,
         json_object('version', NEW.version, 'activated_by', NEW.activated_by),
         client_address, application
  FROM audit_context;
END;

CREATE TRIGGER tenant_policy_pack_active_audit_update AFTER UPDATE ON tenant_policy_pack_active
BEGIN
  INSERT INTO audit_log (login, tenant_id, action, object_type, object_id, before, after, client_address, application)
  SELECT login, NEW.tenant_id, 'update', 'tenant_policy_pack_active', NEW.tenant_id,
         json_object('version', OLD.version, 'activated_by', OLD.activated_by),
         json_object('version', NEW.version, 'activated_by', NEW.activated_by),
         client_address, application
  FROM audit_context;
END;

CREATE TRIGGER tenant_policy_pack_active_audit_delete AFTER DELETE ON tenant_policy_pack_active
BEGIN
  INSERT INTO audit_log (login, tenant_id, action, object_type, object_id, before, after, client_address, application)
  SELECT login, OLD.tenant_id, 'delete', 'tenant_policy_pack_active', OLD.tenant_id,
         json_object('version', OLD.version, 'activated_by', OLD.activated_by),
         NULL,
         client_address, application
  FROM audit_context;
END;

CREATE TRIGGER playbook_audit_insert AFTER INSERT ON playbook
BEGIN
  INSERT INTO audit_log (login, tenant_id, action, object_type, object_id, before, after, client_address, application)
  SELECT login, NEW.tenant_id, 'insert', 'playbook', NEW.playbook_id,
         NULL,
         json_object('playbook_id', NEW.playbook_id, 'name', NEW.name, 'version', NEW.version,
                     'active', json(iif(NEW.active, 'true', 'false')), 'conditions', json(NEW.conditions)),
         client_address, application
  FROM audit_context;
END;

CREATE TRIGGER playbook_audit_update AFTER UPDATE ON playbook
BEGIN
  INSERT INTO audit_log (login, tenant_id, action, object_type, object_id, before, after, client_address, application)
  SELECT login, NEW.tenant_id, 'update', 'playbook', NEW.playbook_id,
         json_object('playbook_id', OLD.playbook_id, 'name', OLD.name, 'version', OLD.version,
                     'active', json(iif(OLD.active, 'true', 'false')), 'conditions', json(OLD.conditions)),
         json_object('playbook_id', NEW.playbook_id, 'name', NEW.name, 'version', NEW.version,
                     'active', json(iif(NEW.active, 'true', 'false')), 'conditions', json(NEW.conditions)),
         client_address, application
  FROM audit_context;
END;

CREATE TRIGGER playbook_audit_delete AFTER DELETE ON playbook
BEGIN
  INSERT INTO audit_log (login, tenant_id, action, object_type, object_id, before, after, client_address, application)
  SELECT login, OLD.tenant_id, 'delete', 'playbook', OLD.playbook_id,
         json_object('playbook_id', OLD.playbook_id, 'name', OLD.name, 'version', OLD.version,
                     'active', json(iif(OLD.active, 'true', 'false')), 'conditions', json(OLD.conditions)),
         NULL,
         client_address, application
  FROM audit_context;
END;

CREATE TRIGGER playbook_step_audit_insert AFTER INSERT ON playbook_step
BEGIN
  INSERT INTO audit_log (login, tenant_id, action, object_type, object_id, before, after, client_address, application)
  SELECT login, NEW.tenant_id, 'insert', 'playbook_step', NEW.step_id,
         NULL,
         json_object('step_id', NEW.step_id, 'playbook_id', NEW.playbook_id, 'step_order', NEW.step_order,
                     'name', NEW.name, 'action_type', NEW.action_type, 'params', json(NEW.params)),
         client_address, application
  FROM audit_context;
END;

-- While steps are put in a new order, each steps aside to the negative of its place; that is no change yet.
CREATE TRIGGER playbook_step_audit_update AFTER UPDATE ON playbook_step
WHEN NEW.step_order > 0
BEGIN
  INSERT INTO audit_log (login, tenant_id, action, object_type, object_id, before, after, client_address, application)
  SELECT login, NEW.tenant_id, 'update', 'playbook_step', NEW.step_id,
         json_object('step_id', OLD.step_id, 'playbook_id', OLD.playbook_id, 'step_order', abs(OLD.step_order),
                     'name', OLD.name, 'action_type', OLD.action_type, 'params', json(OLD.params)),
         json_object('step_id', NEW.step_id, 'playbook_id', NEW.playbook_id, 'step_order', NEW.step_order,
                     'name', NEW.name, 'action_type', NEW.action_type, 'params', json(NEW.params)),
         client_address, application
  FROM audit_context;
END;

CREATE TRIGGER playbook_step_audit_delete AFTER DELETE ON playbook_step
BEGIN
  INSERT INTO audit_log (login, tenant_id, action, object_type, object_id, before, after, client_address, application)
  SELECT login, OLD.tenant_id, 'delete', 'playbook_step', OLD.step_id,
         json_object('step_id', OLD.step_id, 'playbook_id', OLD.playbook_id, 'step_order', OLD.step_order,
                     'name', OLD.name, 'action_type', OLD.action_type, 'params', json(OLD.params)),
         NULL,
         client_address, application
  FROM audit_context;
END;

CREATE TRIGGER tool_definition_audit_insert AFTER INSERT ON tool_definition
BEGIN
  INSERT INTO audit_log (login, tenant_id, action, object_type, object_id, before, after, client_address, application)
  SELECT login, NEW.tenant_id, 'insert', 'tool_definition', NEW.tool_id,
         NULL,
         json_object('tool_id', NEW.tool_id, 'name', NEW.name, 'tenant_id', NEW.tenant_id, 'type', NEW.type,
                     'config', json(NEW.config)),
         client_address, application
  FROM audit_context;
END;

CREATE TRIGGER tool_definition_audit_update AFTER UPDATE ON tool_definition
BEGIN
  INSERT INTO audit_log (login, tenant_id, action, object_type, object_id, before, after, client_address, application)
  SELECT login, NEW.tenant_id, 'update', 'tool_definition', NEW.tool_id,
         json_object('tool_id', OLD.tool_id, 'name', OLD.name, 'tenant_id', OLD.tenant_id, 'type', OLD.type,
                     'config', json(OLD.config)),
         json_object('tool_id', NEW.tool_id, 'name', NEW.name, 'tenant_id', NEW.tenant_id, 'type', NEW.type,
                     'config', json(NEW.config)),
         client_address, application
  FROM audit_context;
END;

CREATE TRIGGER tool_definition_audit_delete AFTER DELETE ON tool_definition
BEGIN
  INSERT INTO audit_log (login, tenant_id, action, object_type, object_id, before, after, client_address, application)
  SELECT login, OLD.tenant_id, 'delete', 'tool_definition', OLD.tool_id,
         json_object('tool_id', OLD.tool_id, 'name', OLD.name, 'tenant_id', OLD.tenant_id, 'type', OLD.type,
                     'config', json(OLD.config)),
         NULL,
         client_address, application
  FROM audit_context;
END;

PRAGMA user_version = 7;

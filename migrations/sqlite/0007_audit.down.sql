-- SPDX-License-Identifier: GPL-3.0-or-later
DROP TRIGGER tool_definition_audit_delete;
DROP TRIGGER tool_definition_audit_update;
DROP TRIGGER tool_definition_audit_insert;
DROP TRIGGER playbook_step_audit_delete;
DROP TRIGGER playbook_step_audit_update;
DROP TRIGGER playbook_step_audit_insert;
DROP TRIGGER playbook_audit_delete;
DROP TRIGGER playbook_audit_update;
DROP TRIGGER playbook_audit_insert;
DROP TRIGGER tenant_policy_pack_active_audit_delete;
DROP TRIGGER tenant_policy_pack_active_audit_update;
DROP TRIGGER tenant_policy_pack_active_audit_insert;
DROP TRIGGER tenant_policy_pack_version_audit_insert;
DROP TRIGGER domain_pack_active_audit_delete;
DROP TRIGGER domain_pack_active_audit_update;
DROP TRIGGER domain_pack_active_audit_insert;
DROP TRIGGER domain_pack_version_audit_insert;
DROP TRIGGER tenant_member_audit_delete;
DROP TRIGGER tenant_member_audit_update;
DROP TRIGGER tenant_member_audit_insert;
DROP TRIGGER tenant_audit_delete;
DROP TRIGGER tenant_audit_update;
DROP TRIGGER tenant_audit_insert;
DROP TABLE audit_log;
DROP TABLE audit_context;

PRAGMA user_version = 6;

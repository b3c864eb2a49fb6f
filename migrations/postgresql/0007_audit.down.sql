-- SPDX-License-Identifier: GPL-3.0-or-later
DROP TRIGGER audit ON sentinai.tool_definition;
DROP TRIGGER audit ON sentinai.playbook_step;
DROP TRIGGER audit ON sentinai.playbook;
DROP TRIGGER audit ON sentinai.tenant_policy_pack_active;
DROP TRIGGER audit ON sentinai.tenant_policy_pack_version;
DROP TRIGGER audit ON sentinai.domain_pack_active;
DROP TRIGGER audit ON sentinai.domain_pack_version;
DROP TRIGGER audit ON sentinai.tenant_member;
DROP TRIGGER audit ON sentinai.tenant;
DROP FUNCTION sentinai.audit();
DROP TABLE sentinai.audit_log;

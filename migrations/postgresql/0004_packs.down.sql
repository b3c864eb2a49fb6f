-- SPDX-License-Identifier: GPL-3.0-or-later
DROP TABLE sentinai.tenant_policy_pack_active;
DROP TABLE sentinai.tenant_policy_pack_version;
DROP TABLE sentinai.domain_pack_active;
DROP TABLE sentinai.domain_pack_version;
DROP FUNCTION sentinai.stamp_activation();
DROP FUNCTION sentinai.stamp_author();
DROP FUNCTION sentinai.check_write();

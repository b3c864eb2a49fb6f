-- SPDX-License-Identifier: GPL-3.0-or-later
DROP TABLE tenant_policy_pack_active;
DROP TABLE tenant_policy_pack_version;
DROP TABLE domain_pack_active;
DROP TABLE domain_pack_version;

PRAGMA user_version = 3;

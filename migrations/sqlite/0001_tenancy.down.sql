-- SPDX-License-Identifier: GPL-3.0-or-later
DROP TABLE tenant_member;
DROP TABLE tenant;

PRAGMA user_version = 0;
PRAGMA application_id = 0;

-- SPDX-License-Identifier: GPL-3.0-or-later
DROP TABLE tool_definition;

PRAGMA user_version = 5;

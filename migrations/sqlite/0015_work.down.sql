-- SPDX-License-Identifier: GPL-3.0-or-later
DROP TABLE work_item;
DROP INDEX exception_alike;
PRAGMA user_version = 14;

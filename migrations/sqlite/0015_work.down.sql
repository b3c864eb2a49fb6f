-- SPDX-License-Identifier: GPL-3.0-or-later
DROP TABLE work_item;
PRAGMA user_version = 14;

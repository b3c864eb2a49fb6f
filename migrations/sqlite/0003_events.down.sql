-- SPDX-License-Identifier: GPL-3.0-or-later
DROP TABLE exception_event;

PRAGMA user_version = 2;

-- SPDX-License-Identifier: GPL-3.0-or-later
DROP TABLE exception;

PRAGMA user_version = 1;

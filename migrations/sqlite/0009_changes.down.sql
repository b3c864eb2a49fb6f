-- SPDX-License-Identifier: GPL-3.0-or-later
DROP TRIGGER exception_event_change;
DROP TABLE change_log;
PRAGMA user_version = 8;

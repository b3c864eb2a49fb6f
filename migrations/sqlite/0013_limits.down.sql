-- SPDX-License-Identifier: GPL-3.0-or-later
DROP TRIGGER exception_change_limits;
DROP TRIGGER exception_limits;
DROP TRIGGER exception_event_limits;

PRAGMA user_version = 12;

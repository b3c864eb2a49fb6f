-- SPDX-License-Identifier: GPL-3.0-or-later
-- Nothing but the version: here the program appends, by statements that it keeps prepared.
PRAGMA user_version = 10;

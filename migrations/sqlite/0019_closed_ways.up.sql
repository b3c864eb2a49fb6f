-- SPDX-License-Identifier: GPL-3.0-or-later
-- Nothing but the version: here there are no logins, and the program holds to the rest.
PRAGMA user_version = 19;

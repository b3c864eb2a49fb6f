-- SPDX-License-Identifier: GPL-3.0-or-later
-- Nothing but the version: here the program holds to it.
PRAGMA user_version = 19;

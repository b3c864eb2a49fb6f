-- SPDX-License-Identifier: GPL-3.0-or-later
-- Nothing but the version: the program refuses what cannot be read in one way only.
PRAGMA user_version = 22;

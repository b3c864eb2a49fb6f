-- SPDX-License-Identifier: GPL-3.0-or-later
-- Nothing but the version: whoever has the file has everything in it.
PRAGMA user_version = 11;

-- SPDX-License-Identifier: GPL-3.0-or-later
-- Nothing but the version: here the program says which types there are.
PRAGMA user_version = 17;

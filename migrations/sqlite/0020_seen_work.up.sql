-- SPDX-License-Identifier: GPL-3.0-or-later
-- What people saw of an item of work is compared by the program.
PRAGMA user_version = 20;

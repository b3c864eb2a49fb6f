-- SPDX-License-Identifier: GPL-3.0-or-later
DROP TABLE checkpoint;
PRAGMA user_version = 11;

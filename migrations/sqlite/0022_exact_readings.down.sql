-- SPDX-License-Identifier: GPL-3.0-or-later
PRAGMA user_version = 21;

-- SPDX-License-Identifier: GPL-3.0-or-later
-- Nothing but the version: events are appended in C++ here.
PRAGMA user_version = 16;

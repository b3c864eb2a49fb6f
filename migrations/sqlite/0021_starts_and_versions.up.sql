-- SPDX-License-Identifier: GPL-3.0-or-later
-- Nothing but the version: the program holds to when a playbook may begin, and numbers versions itself.
PRAGMA user_version = 21;

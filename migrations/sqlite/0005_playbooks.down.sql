-- SPDX-License-Identifier: GPL-3.0-or-later
DROP TABLE playbook_step;
DROP TABLE playbook;

PRAGMA user_version = 4;

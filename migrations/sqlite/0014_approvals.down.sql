-- SPDX-License-Identifier: GPL-3.0-or-later
ALTER TABLE playbook DROP COLUMN activated_at;

PRAGMA user_version = 13;

-- SPDX-License-Identifier: GPL-3.0-or-later
-- The steps of a playbook stay as they are once it has been active.

ALTER TABLE playbook ADD COLUMN activated_at INTEGER; -- when it first became active

PRAGMA user_version = 14;

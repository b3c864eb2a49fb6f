-- SPDX-License-Identifier: GPL-3.0-or-later
DROP TABLE sentinai.playbook_step;
DROP TABLE sentinai.playbook;

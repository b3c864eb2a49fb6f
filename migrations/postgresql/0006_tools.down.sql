-- SPDX-License-Identifier: GPL-3.0-or-later
DROP TABLE sentinai.tool_definition;

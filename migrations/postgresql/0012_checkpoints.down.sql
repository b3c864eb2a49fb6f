-- SPDX-License-Identifier: GPL-3.0-or-later
DROP FUNCTION sentinai.record_checkpoint(timestamptz, bigint, bigint, bytea);
DROP FUNCTION sentinai.checkpoint_cut();
DROP TABLE sentinai.checkpoint;

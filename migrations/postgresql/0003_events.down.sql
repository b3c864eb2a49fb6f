-- SPDX-License-Identifier: GPL-3.0-or-later
DROP FUNCTION sentinai.append_events(uuid[], text[], text[], text[], text[], text[], timestamptz[], integer[], boolean);
DROP FUNCTION sentinai.payload_problem(text);
DROP FUNCTION sentinai.value_problem(text, jsonb);
DROP AGGREGATE sentinai.chain_hash(bytea, bytea);
DROP FUNCTION sentinai.chain_step(bytea, bytea, bytea);
DROP FUNCTION sentinai.event_hash(bytea, text, text, bigint, uuid, text, text, text, timestamptz, timestamptz, text);
DROP FUNCTION sentinai.event_canonical(text, text, bigint, uuid, text, text, text, timestamptz, timestamptz, text);
DROP TABLE sentinai.exception_event;
DROP FUNCTION sentinai.refuse_change();

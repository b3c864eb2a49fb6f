-- SPDX-License-Identifier: GPL-3.0-or-later
DROP FUNCTION sentinai.search_exceptions(text[], bigint);
DROP FUNCTION sentinai.compact_rollup();
DROP FUNCTION sentinai.rebuild_rollup();
DROP FUNCTION sentinai.recount_rollup(text);
DROP FUNCTION sentinai.rollup_differences();
DROP FUNCTION sentinai.recounted_rollup(text);
DROP TRIGGER roll_up_insert ON sentinai.exception_event;
DROP FUNCTION sentinai.roll_up_events();
DROP TRIGGER roll_up_delete ON sentinai.exception;
DROP TRIGGER roll_up_update ON sentinai.exception;
DROP TRIGGER roll_up_insert ON sentinai.exception;
DROP FUNCTION sentinai.roll_up_exceptions();
DROP FUNCTION sentinai.rollup_shard(text);
DROP FUNCTION sentinai.rollup_groups(text, text, text, text, text, timestamptz, timestamptz, timestamptz, bigint);
DROP FUNCTION sentinai.duration_bin_start(integer);
DROP FUNCTION sentinai.duration_bin(bigint);
DROP TABLE sentinai.exception_rollup;

DROP INDEX sentinai.exception_resolve_seconds_idx, sentinai.exception_resolved_idx,
  sentinai.exception_group_id_idx, sentinai.exception_group_created_idx, sentinai.exception_group_updated_idx, sentinai.exception_group_amount_idx,
  sentinai.exception_group_sla_idx, sentinai.exception_group_entity_idx, sentinai.exception_group_owner_idx;
ALTER TABLE sentinai.exception DROP COLUMN resolve_seconds;
CREATE INDEX exception_domain_idx ON sentinai.exception (tenant_id, domain, exception_id);
CREATE INDEX exception_type_idx ON sentinai.exception (tenant_id, type, exception_id);
CREATE INDEX exception_severity_idx ON sentinai.exception (tenant_id, severity_rank, exception_id);
CREATE INDEX exception_status_idx ON sentinai.exception (tenant_id, status, exception_id);
CREATE INDEX exception_source_idx ON sentinai.exception (tenant_id, source_system, exception_id);
CREATE INDEX exception_entity_idx ON sentinai.exception (tenant_id, entity, exception_id);
CREATE INDEX exception_owner_idx ON sentinai.exception (tenant_id, owner, exception_id);
CREATE INDEX exception_domain_status_created_idx
  ON sentinai.exception (tenant_id, domain, status, created_at, exception_id);
CREATE INDEX exception_status_created_idx ON sentinai.exception (tenant_id, status, created_at, exception_id);
CREATE INDEX exception_severity_created_idx ON sentinai.exception (tenant_id, severity, created_at, exception_id);
CREATE INDEX exception_resolved_idx ON sentinai.exception (tenant_id, resolved_at) WHERE resolved_at IS NOT NULL;

-- SPDX-License-Identifier: GPL-3.0-or-later
DROP INDEX exception_severity_created;
DROP INDEX exception_domain_created;
CREATE INDEX exception_domain           ON exception (tenant_id, domain);
CREATE INDEX exception_type             ON exception (tenant_id, type);
CREATE INDEX exception_severity_rank    ON exception (tenant_id, severity_rank);
CREATE INDEX exception_status           ON exception (tenant_id, status);
CREATE INDEX exception_source           ON exception (tenant_id, source_system);
CREATE INDEX exception_entity           ON exception (tenant_id, entity);
CREATE INDEX exception_owner            ON exception (tenant_id, owner);
CREATE INDEX exception_severity_created ON exception (tenant_id, severity, created_at);

PRAGMA user_version = 7;

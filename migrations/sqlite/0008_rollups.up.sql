-- SPDX-License-Identifier: GPL-3.0-or-later
-- The indexes that lists are read by. (PostgreSQL also keeps counts; a file's exceptions are counted when asked for.)
--
-- Lists order by a column that many rows share the value of, then by created_at and exception_id; so one index serves
-- both the sort by such a column and the filter by it in the usual order, newest first.

DROP INDEX exception_domain;
DROP INDEX exception_type;
DROP INDEX exception_severity_rank;
DROP INDEX exception_status;
DROP INDEX exception_source;
DROP INDEX exception_entity;
DROP INDEX exception_owner;
DROP INDEX exception_severity_created;
CREATE INDEX exception_domain_created   ON exception (tenant_id, domain, created_at);
CREATE INDEX exception_severity_created ON exception (tenant_id, severity_rank, created_at);

PRAGMA user_version = 8;

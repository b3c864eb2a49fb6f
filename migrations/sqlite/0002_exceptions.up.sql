-- SPDX-License-Identifier: GPL-3.0-or-later
-- The present state of every exception. It changes only together with an event (0003_events).

CREATE TABLE exception (
  tenant_id           TEXT    NOT NULL REFERENCES tenant (tenant_id),
  exception_id        TEXT    NOT NULL CHECK (length(exception_id) BETWEEN 1 AND 128),
  domain              TEXT    NOT NULL,
  type                TEXT    NOT NULL,
  severity            TEXT    NOT NULL CHECK (severity IN ('low', 'medium', 'high', 'critical')),
  severity_rank       INTEGER NOT NULL GENERATED ALWAYS AS
                      (CASE severity WHEN 'low' THEN 1 WHEN 'medium' THEN 2 WHEN 'high' THEN 3 ELSE 4 END) STORED,
  status              TEXT    NOT NULL CHECK (status IN ('open', 'analyzing', 'resolved', 'escalated')),
  source_system       TEXT    NOT NULL,
  entity              TEXT    NOT NULL DEFAULT '',
  amount              TEXT,    -- decimal text without exponent, so that it stays exact
  amount_sort         REAL,    -- the nearest double of amount, for sorting and ranges
  currency            TEXT,
  sla_deadline        INTEGER,
  owner               TEXT,
  current_playbook_id INTEGER,
  current_step        INTEGER,
  version             INTEGER NOT NULL DEFAULT 1 CHECK (version >= 1),
  created_at          INTEGER NOT NULL,
  updated_at          INTEGER NOT NULL,
  resolved_at         INTEGER,
  PRIMARY KEY (tenant_id, exception_id),
  CHECK ((amount IS NULL) = (amount_sort IS NULL)),
  CHECK ((status = 'resolved') = (resolved_at IS NOT NULL))
) STRICT, WITHOUT ROWID;

-- The table's key is appended to every index of a table WITHOUT ROWID, so each of these ends with exception_id.
--
-- One for each sort of the table (ties are broken by exception_id) …
CREATE INDEX exception_created       ON exception (tenant_id, created_at);
CREATE INDEX exception_updated       ON exception (tenant_id, updated_at);
CREATE INDEX exception_domain        ON exception (tenant_id, domain);
CREATE INDEX exception_type          ON exception (tenant_id, type);
CREATE INDEX exception_severity_rank ON exception (tenant_id, severity_rank);
CREATE INDEX exception_status        ON exception (tenant_id, status);
CREATE INDEX exception_source        ON exception (tenant_id, source_system);
CREATE INDEX exception_entity        ON exception (tenant_id, entity);
CREATE INDEX exception_amount        ON exception (tenant_id, amount_sort);
CREATE INDEX exception_sla           ON exception (tenant_id, sla_deadline);
CREATE INDEX exception_owner         ON exception (tenant_id, owner);
-- … and for filters in the table's usual order, newest first, so that a filter which matches little is as quick as one
-- which matches much.
CREATE INDEX exception_domain_status_created ON exception (tenant_id, domain, status, created_at);
CREATE INDEX exception_type_created          ON exception (tenant_id, type, created_at);
CREATE INDEX exception_status_created        ON exception (tenant_id, status, created_at);
CREATE INDEX exception_severity_created      ON exception (tenant_id, severity, created_at);
CREATE INDEX exception_source_created        ON exception (tenant_id, source_system, created_at);
CREATE INDEX exception_entity_created        ON exception (tenant_id, entity, created_at);
CREATE INDEX exception_owner_created         ON exception (tenant_id, owner, created_at);
CREATE INDEX exception_resolved              ON exception (tenant_id, resolved_at) WHERE resolved_at IS NOT NULL;

PRAGMA user_version = 2;

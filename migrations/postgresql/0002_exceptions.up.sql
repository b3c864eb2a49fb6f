-- SPDX-License-Identifier: GPL-3.0-or-later
-- The current state of every exception. Rows change only by events, through sentinai.append_events() (0003).

-- Word search below row-level security needs an index of trigrams. The extension may be there already, in any schema.
CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA sentinai;

-- Text as search compares it: without regard to case, in any script. Upper case first, because some letters have no
-- single lower-case form (ß, ς).
CREATE FUNCTION sentinai.fold(text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN replace(lower(upper($1 COLLATE "und-x-icu") COLLATE "und-x-icu"), U&'\03C2', U&'\03C3') COLLATE "C";

CREATE TABLE sentinai.exception (
  tenant_id text COLLATE "C" NOT NULL REFERENCES sentinai.tenant,
  exception_id text COLLATE "C" NOT NULL
    CHECK (char_length(exception_id) BETWEEN 1 AND 128 AND exception_id !~ '[\x01-\x1f\x7f]'),
  domain text COLLATE "C" NOT NULL CHECK (char_length(domain) BETWEEN 1 AND 512),
  type text COLLATE "C" NOT NULL CHECK (char_length(type) BETWEEN 1 AND 512),
  severity text COLLATE "C" NOT NULL CHECK (severity IN ('low', 'medium', 'high', 'critical')),
  status text COLLATE "C" NOT NULL CHECK (status IN ('open', 'analyzing', 'resolved', 'escalated')),
  source_system text COLLATE "C" NOT NULL CHECK (char_length(source_system) BETWEEN 1 AND 512),
  entity text COLLATE "C" NOT NULL DEFAULT '' CHECK (char_length(entity) <= 512),
  amount numeric CHECK (abs(amount) < 1e30 AND scale(amount) <= 15),
  currency text COLLATE "C" CHECK (currency ~ '^[A-Z]{3}$'),
  sla_deadline timestamptz CHECK (sla_deadline >= '0001-01-01 00:00Z' AND sla_deadline < '10000-01-01 00:00Z'),
  owner text COLLATE "C" CHECK (char_length(owner) BETWEEN 1 AND 512),
  current_playbook_id integer CHECK (current_playbook_id >= 0),
  current_step integer CHECK (current_step >= 0),
  version integer NOT NULL CHECK (version > 0),
  created_at timestamptz NOT NULL CHECK (created_at >= '0001-01-01 00:00Z' AND created_at < '10000-01-01 00:00Z'),
  updated_at timestamptz NOT NULL CHECK (updated_at >= created_at),
  resolved_at timestamptz CHECK ((resolved_at IS NOT NULL) = (status = 'resolved')),
  severity_rank smallint NOT NULL GENERATED ALWAYS AS (
    CASE severity WHEN 'low' THEN 1::smallint WHEN 'medium' THEN 2::smallint WHEN 'high' THEN 3::smallint
                  ELSE 4::smallint END) STORED,
  -- Comparing numeric is not leakproof, so no index on it would serve below the policy.
  amount_sort double precision GENERATED ALWAYS AS (amount::double precision) STORED,
  search_text text COLLATE "C" NOT NULL GENERATED ALWAYS AS (
    sentinai.fold(exception_id || E'\n' || type || E'\n' || entity || E'\n' || source_system || E'\n'
                  || coalesce(owner, ''))) STORED,
  PRIMARY KEY (tenant_id, exception_id)
);

-- One for each sort of the table (ties are broken by exception_id) …
CREATE INDEX exception_created_idx ON sentinai.exception (tenant_id, created_at, exception_id);
CREATE INDEX exception_updated_idx ON sentinai.exception (tenant_id, updated_at, exception_id);
CREATE INDEX exception_domain_idx ON sentinai.exception (tenant_id, domain, exception_id);
CREATE INDEX exception_type_idx ON sentinai.exception (tenant_id, type, exception_id);
CREATE INDEX exception_severity_idx ON sentinai.exception (tenant_id, severity_rank, exception_id);
CREATE INDEX exception_status_idx ON sentinai.exception (tenant_id, status, exception_id);
CREATE INDEX exception_source_idx ON sentinai.exception (tenant_id, source_system, exception_id);
CREATE INDEX exception_entity_idx ON sentinai.exception (tenant_id, entity, exception_id);
CREATE INDEX exception_amount_idx ON sentinai.exception (tenant_id, amount_sort, exception_id);
CREATE INDEX exception_sla_idx ON sentinai.exception (tenant_id, sla_deadline, exception_id);
CREATE INDEX exception_owner_idx ON sentinai.exception (tenant_id, owner, exception_id);
-- … and for filters in the table's usual order, newest first, so that a filter which matches little is as quick as one
-- which matches much.
CREATE INDEX exception_domain_status_created_idx
  ON sentinai.exception (tenant_id, domain, status, created_at, exception_id);
CREATE INDEX exception_type_created_idx ON sentinai.exception (tenant_id, type, created_at, exception_id);
CREATE INDEX exception_status_created_idx ON sentinai.exception (tenant_id, status, created_at, exception_id);
CREATE INDEX exception_severity_created_idx ON sentinai.exception (tenant_id, severity, created_at, exception_id);
CREATE INDEX exception_source_created_idx ON sentinai.exception (tenant_id, source_system, created_at, exception_id);
CREATE INDEX exception_entity_created_idx ON sentinai.exception (tenant_id, entity, created_at, exception_id);
CREATE INDEX exception_owner_created_idx ON sentinai.exception (tenant_id, owner, created_at, exception_id);
-- (An index gives its order behind owner = …, but not behind owner IS NULL.)
CREATE INDEX exception_unowned_created_idx ON sentinai.exception (tenant_id, created_at, exception_id)
  WHERE owner IS NULL;
CREATE INDEX exception_resolved_idx ON sentinai.exception (tenant_id, resolved_at) WHERE resolved_at IS NOT NULL;

DO $$
BEGIN
  EXECUTE format('CREATE INDEX exception_search_idx ON sentinai.exception USING gin (search_text %I.gin_trgm_ops)',
    (SELECT n.nspname FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
     WHERE e.extname = 'pg_trgm'));
END
$$;

ALTER TABLE sentinai.exception ENABLE ROW LEVEL SECURITY;
ALTER TABLE sentinai.exception FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON sentinai.exception
  USING (tenant_id = (SELECT sentinai.current_tenant()))
  WITH CHECK (tenant_id = (SELECT sentinai.current_tenant()));
CREATE POLICY guard_reads ON sentinai.exception FOR SELECT TO sentinai_guard USING (true);

GRANT SELECT ON sentinai.exception TO sentinai_analyst, sentinai_agent;
GRANT SELECT (tenant_id, exception_id, search_text) ON sentinai.exception TO sentinai_guard;

-- The ids of the current tenant's exceptions whose text contains every word, case folded.
--
-- LIKE is not leakproof: below the policy it could use no index. So this runs as the guard, which no policy holds back,
-- and applies the tenant itself; it says nothing about rows of others, not even by an error.
CREATE FUNCTION sentinai.search_exceptions(words text[]) RETURNS SETOF text
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER ROWS 200 SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  tenant constant text := sentinai.current_tenant();
  patterns constant text[] := ARRAY(
    SELECT '%' || replace(replace(replace(sentinai.fold(w), '\', '\\'), '%', '\%'), '_', '\_') || '%'
    FROM unnest(words) AS w WHERE w <> '');
  conditions constant text := (
    SELECT string_agg(format('e.search_text LIKE $2[%s]', i), ' AND ') FROM generate_subscripts(patterns, 1) AS i);
BEGIN
  RETURN QUERY EXECUTE
    'SELECT e.exception_id FROM sentinai.exception e WHERE e.tenant_id = $1 AND ' || coalesce(conditions, 'true')
    USING tenant, patterns;
END
$$;
REVOKE ALL ON FUNCTION sentinai.search_exceptions(text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sentinai.search_exceptions(text[]) TO sentinai_analyst, sentinai_agent;
SELECT sentinai.give_to_guard('sentinai.search_exceptions(text[])');

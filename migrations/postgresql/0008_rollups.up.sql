-- SPDX-License-Identifier: GPL-3.0-or-later
-- Counts of exceptions that are kept, not counted when asked for; and the indexes that lists are read by.

-- ---- Indexes --------------------------------------------------------------------------------------------------------

-- Lists order by a column that many rows share the value of, then by created_at and exception_id; so one index serves
-- both the sort by such a column and the filter by it in the usual order, newest first.
DROP INDEX sentinai.exception_domain_idx, sentinai.exception_type_idx, sentinai.exception_severity_idx,
  sentinai.exception_status_idx, sentinai.exception_source_idx, sentinai.exception_entity_idx,
  sentinai.exception_owner_idx, sentinai.exception_domain_status_created_idx,
  sentinai.exception_status_created_idx, sentinai.exception_severity_created_idx, sentinai.exception_resolved_idx;

-- Domain, status and severity have few combinations. In each, rows stand in the order of a sort here: a list filtered by
-- any of the three, or sorted by one, is merged from the combinations that there are (PgExceptionList). A filter that
-- matches little, or rows far down in the sort, is then as quick as any other.
CREATE INDEX exception_group_id_idx ON sentinai.exception (tenant_id, domain, status, severity_rank, exception_id);
CREATE INDEX exception_group_created_idx
  ON sentinai.exception (tenant_id, domain, status, severity_rank, created_at, exception_id);
CREATE INDEX exception_group_updated_idx
  ON sentinai.exception (tenant_id, domain, status, severity_rank, updated_at, exception_id);
CREATE INDEX exception_group_amount_idx
  ON sentinai.exception (tenant_id, domain, status, severity_rank, amount_sort, exception_id);
CREATE INDEX exception_group_sla_idx
  ON sentinai.exception (tenant_id, domain, status, severity_rank, sla_deadline, exception_id);
CREATE INDEX exception_group_entity_idx
  ON sentinai.exception (tenant_id, domain, status, severity_rank, entity, created_at, exception_id);
CREATE INDEX exception_group_owner_idx
  ON sentinai.exception (tenant_id, domain, status, severity_rank, owner, created_at, exception_id);

-- How long it took to resolve, in whole seconds.
ALTER TABLE sentinai.exception ADD COLUMN resolve_seconds bigint
  GENERATED ALWAYS AS (floor(extract(epoch FROM resolved_at - created_at))::bigint) STORED;
CREATE INDEX exception_resolved_idx ON sentinai.exception (tenant_id, resolved_at)
  INCLUDE (domain, severity, resolve_seconds) WHERE resolved_at IS NOT NULL;
CREATE INDEX exception_resolve_seconds_idx ON sentinai.exception (tenant_id, resolve_seconds)
  INCLUDE (domain, severity) WHERE resolve_seconds IS NOT NULL;

-- ---- The rollup -----------------------------------------------------------------------------------------------------

-- How many of a tenant's exceptions are of each kind of group:
--   hour, day, month  created in that hour, day or month (UTC)
--   facet             of that type (value) and source system (detail)
--   resolved, resolved_day   resolved in that hour or day
--   duration          resolved, by how long it took: value is sentinai.duration_bin() in four digits
--   due               unresolved, with a deadline
--   deadline          unresolved, with the deadline in that hour
--   entity, owner     with that entity or owner (value; empty: none)
-- each by domain, status and severity; and
--   event             how many events the tenant has.
-- A group's count is the sum over its shards: who writes at the same time writes to different shards, so that nobody
-- waits for anybody's commit. Shard 0 holds what compact_rollups() has added up.
CREATE TABLE sentinai.exception_rollup (
  tenant_id text COLLATE "C" NOT NULL REFERENCES sentinai.tenant,
  kind text COLLATE "C" NOT NULL CHECK (kind IN ('hour', 'day', 'month', 'facet', 'resolved', 'resolved_day',
                                                 'duration', 'due', 'deadline', 'entity', 'owner', 'event')),
  bucket timestamptz NOT NULL DEFAULT '-infinity', -- when the hour, day or month begins
  value text COLLATE "C" NOT NULL DEFAULT '',
  detail text COLLATE "C" NOT NULL DEFAULT '',
  domain text COLLATE "C" NOT NULL DEFAULT '',
  status text COLLATE "C" NOT NULL DEFAULT '',
  severity text COLLATE "C" NOT NULL DEFAULT '',
  shard smallint NOT NULL CHECK (shard >= 0),
  n bigint NOT NULL,
  PRIMARY KEY (tenant_id, kind, bucket, value, detail, domain, status, severity, shard)
) WITH (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.05);

ALTER TABLE sentinai.exception_rollup ENABLE ROW LEVEL SECURITY;
ALTER TABLE sentinai.exception_rollup FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON sentinai.exception_rollup
  USING (tenant_id = (SELECT sentinai.current_tenant()))
  WITH CHECK (tenant_id = (SELECT sentinai.current_tenant()));
GRANT SELECT ON sentinai.exception_rollup TO sentinai_analyst, sentinai_agent;

-- Those of what is not resolved, which are few beside the others.
CREATE INDEX exception_rollup_unresolved_idx ON sentinai.exception_rollup (tenant_id, kind, value)
  WHERE status <> 'resolved' AND kind IN ('facet', 'entity', 'owner');

-- A bin of seconds: the seconds themselves up to 63, beyond that their first six binary digits and how many follow; so
-- a bin is at most 1/32 as wide as the seconds in it are long. sentinai.duration_bin_start() is its first second.
CREATE FUNCTION sentinai.duration_bin(seconds bigint) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN seconds < 64 THEN seconds::integer
            ELSE (32 * (length(ltrim(seconds::bit(64)::text, '0')) - 6)
                  + (seconds >> (length(ltrim(seconds::bit(64)::text, '0')) - 6)))::integer END;
CREATE FUNCTION sentinai.duration_bin_start(bin integer) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN bin < 64 THEN bin::bigint ELSE ((bin % 32 + 32)::bigint << (bin / 32 - 1)) END;

-- The groups that one exception counts in.
CREATE FUNCTION sentinai.rollup_groups(type text, status text, source_system text, entity text, owner text,
                                       created_at timestamptz, resolved_at timestamptz, sla_deadline timestamptz,
                                       resolve_seconds bigint)
RETURNS TABLE (kind text, bucket timestamptz, value text, detail text)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT g.* FROM (VALUES
    ('hour', date_bin('1 hour', $6, '2000-01-01 00:00Z'), '', ''),
    ('day', date_bin('1 day', $6, '2000-01-01 00:00Z'), '', ''),
    ('month', date_trunc('month', $6, 'UTC'), '', ''),
    ('facet', '-infinity', $1, $3),
    ('resolved', date_bin('1 hour', $7, '2000-01-01 00:00Z'), '', ''),
    ('resolved_day', date_bin('1 day', $7, '2000-01-01 00:00Z'), '', ''),
    ('duration', CASE WHEN $9 IS NOT NULL THEN '-infinity'::timestamptz END,
     lpad(sentinai.duration_bin(greatest($9, 0))::text, 4, '0'), ''),
    ('due', CASE WHEN $2 <> 'resolved' AND $8 IS NOT NULL THEN '-infinity'::timestamptz END, '', ''),
    ('deadline', CASE WHEN $2 <> 'resolved' THEN date_bin('1 hour', $8, '2000-01-01 00:00Z') END, '', ''),
    ('entity', '-infinity', $4, ''),
    ('owner', '-infinity', coalesce($5, ''), '')
  ) AS g(kind, bucket, value, detail)
  WHERE g.bucket IS NOT NULL;
END;

-- The shard that this transaction may add to by itself until it ends. Where all are taken it shares one, and may wait.
CREATE FUNCTION sentinai.rollup_shard(tenant text) RETURNS smallint
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  shards constant integer := 16;
  key constant integer := hashtext('sentinai.exception_rollup ' || rollup_shard.tenant);
BEGIN
  FOR i IN 0 .. shards - 1 LOOP
    IF pg_try_advisory_xact_lock(key, 1 + (pg_backend_pid() + i) % shards) THEN
      RETURN 1 + (pg_backend_pid() + i) % shards;
    END IF;
  END LOOP;
  RETURN 1 + pg_backend_pid() % shards;
END
$$;
REVOKE ALL ON FUNCTION sentinai.rollup_shard(text) FROM PUBLIC;

CREATE FUNCTION sentinai.roll_up_exceptions() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO sentinai.exception_rollup AS r (tenant_id, kind, bucket, value, detail, domain, status, severity, shard,
                                                n)
    SELECT x.tenant_id, g.kind, g.bucket, g.value, g.detail, x.domain, x.status, x.severity, s.shard, count(*)
    FROM (SELECT t.tenant_id, sentinai.rollup_shard(t.tenant_id) AS shard
          FROM (SELECT DISTINCT a.tenant_id FROM added a) AS t OFFSET 0) AS s
    JOIN added x ON x.tenant_id = s.tenant_id
    CROSS JOIN LATERAL sentinai.rollup_groups(x.type, x.status, x.source_system, x.entity, x.owner, x.created_at,
                                              x.resolved_at, x.sla_deadline, x.resolve_seconds) AS g
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
    ON CONFLICT (tenant_id, kind, bucket, value, detail, domain, status, severity, shard)
    DO UPDATE SET n = r.n + EXCLUDED.n;
  ELSIF TG_OP = 'UPDATE' THEN
    INSERT INTO sentinai.exception_rollup AS r (tenant_id, kind, bucket, value, detail, domain, status, severity, shard,
                                                n)
    SELECT c.*
    FROM (SELECT x.tenant_id, g.kind, g.bucket, g.value, g.detail, x.domain, x.status, x.severity, s.shard,
            sum(x.sign) AS n
          FROM (SELECT t.tenant_id, sentinai.rollup_shard(t.tenant_id) AS shard
                FROM (SELECT DISTINCT a.tenant_id FROM added a UNION SELECT d.tenant_id FROM removed d) AS t OFFSET 0)
            AS s
          JOIN (SELECT a.*, 1 AS sign FROM added a UNION ALL SELECT d.*, -1 FROM removed d) AS x
            ON x.tenant_id = s.tenant_id
          CROSS JOIN LATERAL sentinai.rollup_groups(x.type, x.status, x.source_system, x.entity, x.owner, x.created_at,
                                                    x.resolved_at, x.sla_deadline, x.resolve_seconds) AS g
          GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9) AS c
    WHERE c.n <> 0
    ON CONFLICT (tenant_id, kind, bucket, value, detail, domain, status, severity, shard)
    DO UPDATE SET n = r.n + EXCLUDED.n;
  ELSE
    INSERT INTO sentinai.exception_rollup AS r (tenant_id, kind, bucket, value, detail, domain, status, severity, shard,
                                                n)
    SELECT x.tenant_id, g.kind, g.bucket, g.value, g.detail, x.domain, x.status, x.severity, s.shard, -count(*)
    FROM (SELECT t.tenant_id, sentinai.rollup_shard(t.tenant_id) AS shard
          FROM (SELECT DISTINCT d.tenant_id FROM removed d) AS t OFFSET 0) AS s
    JOIN removed x ON x.tenant_id = s.tenant_id
    CROSS JOIN LATERAL sentinai.rollup_groups(x.type, x.status, x.source_system, x.entity, x.owner, x.created_at,
                                              x.resolved_at, x.sla_deadline, x.resolve_seconds) AS g
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
    ON CONFLICT (tenant_id, kind, bucket, value, detail, domain, status, severity, shard)
    DO UPDATE SET n = r.n + EXCLUDED.n;
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER roll_up_insert AFTER INSERT ON sentinai.exception REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION sentinai.roll_up_exceptions();
CREATE TRIGGER roll_up_update AFTER UPDATE ON sentinai.exception REFERENCING OLD TABLE AS removed NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION sentinai.roll_up_exceptions();
CREATE TRIGGER roll_up_delete AFTER DELETE ON sentinai.exception REFERENCING OLD TABLE AS removed
  FOR EACH STATEMENT EXECUTE FUNCTION sentinai.roll_up_exceptions();

CREATE FUNCTION sentinai.roll_up_events() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  INSERT INTO sentinai.exception_rollup AS r (tenant_id, kind, shard, n)
  SELECT c.tenant_id, 'event', sentinai.rollup_shard(c.tenant_id), c.n
  FROM (SELECT a.tenant_id, count(*) AS n FROM added a GROUP BY a.tenant_id) AS c
  ON CONFLICT (tenant_id, kind, bucket, value, detail, domain, status, severity, shard)
  DO UPDATE SET n = r.n + EXCLUDED.n;
  RETURN NULL;
END
$$;
CREATE TRIGGER roll_up_insert AFTER INSERT ON sentinai.exception_event REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION sentinai.roll_up_events();

-- ---- Verify, rebuild, compact -----------------------------------------------------------------------------------------

-- What the rollup of a tenant must hold, counted from its rows; kind by kind, which is much faster than by
-- rollup_groups() row by row.
CREATE FUNCTION sentinai.recounted_rollup(tenant text)
RETURNS TABLE (kind text, bucket timestamptz, value text, detail text, domain text, status text, severity text, n bigint)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH hour AS MATERIALIZED (
    SELECT date_bin('1 hour', x.created_at, '2000-01-01 00:00Z') AS bucket, x.domain, x.status, x.severity,
      count(*) AS n
    FROM sentinai.exception x WHERE x.tenant_id = $1 GROUP BY 1, 2, 3, 4
  ), resolved AS MATERIALIZED (
    SELECT date_bin('1 hour', x.resolved_at, '2000-01-01 00:00Z') AS bucket, x.domain, x.status, x.severity,
      count(*) AS n
    FROM sentinai.exception x WHERE x.tenant_id = $1 AND x.resolved_at IS NOT NULL GROUP BY 1, 2, 3, 4
  ), deadline AS MATERIALIZED (
    SELECT date_bin('1 hour', x.sla_deadline, '2000-01-01 00:00Z') AS bucket, x.domain, x.status, x.severity,
      count(*) AS n
    FROM sentinai.exception x
    WHERE x.tenant_id = $1 AND x.status <> 'resolved' AND x.sla_deadline IS NOT NULL GROUP BY 1, 2, 3, 4)
  SELECT 'hour', h.bucket, '', '', h.domain, h.status, h.severity, h.n FROM hour h
  UNION ALL
  SELECT 'day', date_trunc('day', h.bucket, 'UTC'), '', '', h.domain, h.status, h.severity, sum(h.n)::bigint
  FROM hour h GROUP BY 2, 5, 6, 7
  UNION ALL
  SELECT 'month', date_trunc('month', h.bucket, 'UTC'), '', '', h.domain, h.status, h.severity, sum(h.n)::bigint
  FROM hour h GROUP BY 2, 5, 6, 7
  UNION ALL
  SELECT 'facet', '-infinity', x.type, x.source_system, x.domain, x.status, x.severity, count(*)
  FROM sentinai.exception x WHERE x.tenant_id = $1 GROUP BY 3, 4, 5, 6, 7
  UNION ALL
  SELECT 'entity', '-infinity', x.entity, '', x.domain, x.status, x.severity, count(*)
  FROM sentinai.exception x WHERE x.tenant_id = $1 GROUP BY 3, 5, 6, 7
  UNION ALL
  SELECT 'owner', '-infinity', coalesce(x.owner, ''), '', x.domain, x.status, x.severity, count(*)
  FROM sentinai.exception x WHERE x.tenant_id = $1 GROUP BY 3, 5, 6, 7
  UNION ALL
  SELECT 'resolved', r.bucket, '', '', r.domain, r.status, r.severity, r.n FROM resolved r
  UNION ALL
  SELECT 'resolved_day', date_trunc('day', r.bucket, 'UTC'), '', '', r.domain, r.status, r.severity, sum(r.n)::bigint
  FROM resolved r GROUP BY 2, 5, 6, 7
  UNION ALL
  SELECT 'duration', '-infinity', lpad(d.bin::text, 4, '0'), '', d.domain, d.status, d.severity, d.n
  FROM (SELECT sentinai.duration_bin(greatest(x.resolve_seconds, 0)) AS bin, x.domain, x.status, x.severity,
          count(*) AS n
        FROM sentinai.exception x WHERE x.tenant_id = $1 AND x.resolve_seconds IS NOT NULL GROUP BY 1, 2, 3, 4) AS d
  UNION ALL
  SELECT 'due', '-infinity', '', '', d.domain, d.status, d.severity, sum(d.n)::bigint
  FROM deadline d GROUP BY 5, 6, 7
  UNION ALL
  SELECT 'deadline', d.bucket, '', '', d.domain, d.status, d.severity, d.n FROM deadline d
  UNION ALL
  SELECT 'event', '-infinity', '', '', '', '', '', count(*)
  FROM sentinai.exception_event e WHERE e.tenant_id = $1;
END;

-- Each group of the current tenant whose count is not what a recount finds, at one moment. None is how it must be.
CREATE FUNCTION sentinai.rollup_differences()
RETURNS TABLE (kind text, bucket timestamptz, value text, detail text, domain text, status text, severity text,
               kept bigint, recounted bigint)
LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT kind, bucket, value, detail, domain, status, severity, coalesce(k.n, 0), coalesce(c.n, 0)
  FROM (SELECT r.kind, r.bucket, r.value, r.detail, r.domain, r.status, r.severity, sum(r.n)::bigint AS n
        FROM sentinai.exception_rollup r WHERE r.tenant_id = (SELECT sentinai.current_tenant())
        GROUP BY 1, 2, 3, 4, 5, 6, 7) AS k
  FULL JOIN sentinai.recounted_rollup((SELECT sentinai.current_tenant())) AS c
    USING (kind, bucket, value, detail, domain, status, severity)
  WHERE coalesce(k.n, 0) <> coalesce(c.n, 0)
  ORDER BY 1, 2, 3, 4, 5, 6, 7;
END;

-- Writes a tenant's rollup anew. For the owner, while nobody writes.
CREATE FUNCTION sentinai.recount_rollup(tenant text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  DELETE FROM sentinai.exception_rollup r WHERE r.tenant_id = recount_rollup.tenant;
  INSERT INTO sentinai.exception_rollup (tenant_id, kind, bucket, value, detail, domain, status, severity, shard, n)
  SELECT recount_rollup.tenant, c.kind, c.bucket, c.value, c.detail, c.domain, c.status, c.severity, 0, c.n
  FROM sentinai.recounted_rollup(recount_rollup.tenant) AS c
  WHERE c.n <> 0;
END
$$;
REVOKE ALL ON FUNCTION sentinai.recount_rollup(text) FROM PUBLIC;

-- The same for the current tenant, by one of its administrators; everybody's writes wait meanwhile.
CREATE FUNCTION sentinai.rebuild_rollup() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  tenant constant text := sentinai.require_access('admin');
BEGIN
  LOCK TABLE sentinai.exception, sentinai.exception_event IN SHARE MODE;
  PERFORM sentinai.recount_rollup(tenant);
END
$$;
REVOKE ALL ON FUNCTION sentinai.rebuild_rollup() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sentinai.rebuild_rollup() TO sentinai_admin;

-- Adds up the shards of each group of the current tenant, except what is being written at this moment, and drops groups
-- that have become empty. Changes no count. Returns how many rows it saved.
CREATE FUNCTION sentinai.compact_rollup() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  v_tenant constant text := sentinai.require_access('analyst', 'supervisor', 'admin', 'agent');
  v_gone bigint;
  v_added bigint;
BEGIN
  -- Shard 0 is nobody else's.
  PERFORM pg_advisory_xact_lock(hashtext('sentinai.exception_rollup ' || v_tenant), 0);
  WITH gone AS (
    DELETE FROM sentinai.exception_rollup r
    USING (SELECT l.kind, l.bucket, l.value, l.detail, l.domain, l.status, l.severity, l.shard
           FROM sentinai.exception_rollup l
           WHERE l.tenant_id = v_tenant AND (l.shard <> 0 OR l.n = 0) FOR UPDATE SKIP LOCKED) AS idle
    WHERE r.tenant_id = v_tenant AND r.kind = idle.kind AND r.bucket = idle.bucket AND r.value = idle.value
      AND r.detail = idle.detail AND r.domain = idle.domain AND r.status = idle.status
      AND r.severity = idle.severity AND r.shard = idle.shard
    RETURNING r.kind, r.bucket, r.value, r.detail, r.domain, r.status, r.severity, r.shard, r.n
  ), added AS (
    INSERT INTO sentinai.exception_rollup AS r (tenant_id, kind, bucket, value, detail, domain, status, severity, shard,
                                                n)
    SELECT v_tenant, g.kind, g.bucket, g.value, g.detail, g.domain, g.status, g.severity, 0, sum(g.n)
    FROM gone g WHERE g.shard <> 0
    GROUP BY 2, 3, 4, 5, 6, 7, 8 HAVING sum(g.n) <> 0
    ON CONFLICT (tenant_id, kind, bucket, value, detail, domain, status, severity, shard)
    DO UPDATE SET n = r.n + EXCLUDED.n
    RETURNING (r.xmax = 0)::integer AS is_new
  )
  SELECT (SELECT count(*) FROM gone), (SELECT coalesce(sum(a.is_new), 0) FROM added a) INTO v_gone, v_added;
  RETURN v_gone - v_added;
END
$$;
REVOKE ALL ON FUNCTION sentinai.compact_rollup() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sentinai.compact_rollup() TO sentinai_analyst, sentinai_agent;

-- What is there already. Only without FORCE does the owner see every tenant's rows.
ALTER TABLE sentinai.tenant NO FORCE ROW LEVEL SECURITY;
ALTER TABLE sentinai.exception NO FORCE ROW LEVEL SECURITY;
ALTER TABLE sentinai.exception_event NO FORCE ROW LEVEL SECURITY;
ALTER TABLE sentinai.exception_rollup NO FORCE ROW LEVEL SECURITY;
SELECT sentinai.recount_rollup(t.tenant_id) FROM sentinai.tenant t;
ALTER TABLE sentinai.tenant FORCE ROW LEVEL SECURITY;
ALTER TABLE sentinai.exception FORCE ROW LEVEL SECURITY;
ALTER TABLE sentinai.exception_event FORCE ROW LEVEL SECURITY;
ALTER TABLE sentinai.exception_rollup FORCE ROW LEVEL SECURITY;

-- ---- Search ---------------------------------------------------------------------------------------------------------

-- As search_exceptions(words), but no more than `most` ids.
CREATE FUNCTION sentinai.search_exceptions(words text[], most bigint) RETURNS SETOF text
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
    || ' LIMIT $3'
    USING tenant, patterns, most;
END
$$;
REVOKE ALL ON FUNCTION sentinai.search_exceptions(text[], bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sentinai.search_exceptions(text[], bigint) TO sentinai_analyst, sentinai_agent;
SELECT sentinai.give_to_guard('sentinai.search_exceptions(text[], bigint)');

-- SPDX-License-Identifier: GPL-3.0-or-later
-- As in 0008.

-- A bin of seconds: the seconds themselves up to 63, beyond that their first six binary digits and how many follow; so
-- a bin is at most 1/32 as wide as the seconds in it are long. sentinai.duration_bin_start() is its first second.
CREATE OR REPLACE FUNCTION sentinai.duration_bin(seconds bigint) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN seconds < 64 THEN seconds::integer
            ELSE (32 * (length(ltrim(seconds::bit(64)::text, '0')) - 6)
                  + (seconds >> (length(ltrim(seconds::bit(64)::text, '0')) - 6)))::integer END;
CREATE OR REPLACE FUNCTION sentinai.duration_bin_start(bin integer) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN bin < 64 THEN bin::bigint ELSE ((bin % 32 + 32)::bigint << (bin / 32 - 1)) END;

DROP FUNCTION sentinai.rollup_groups(text, text, text, text, text, text, text, timestamptz, timestamptz, timestamptz,
                                     bigint);

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

CREATE OR REPLACE FUNCTION sentinai.roll_up_exceptions() RETURNS trigger
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
CREATE OR REPLACE FUNCTION sentinai.recounted_rollup(tenant text)
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

DROP FUNCTION sentinai.day_name(timestamptz);

DROP FUNCTION sentinai.most_open(boolean, text[], timestamptz, timestamptz, bigint);
DROP INDEX sentinai.exception_resolved_idx, sentinai.exception_resolve_seconds_idx;
CREATE INDEX exception_resolved_idx ON sentinai.exception (tenant_id, resolved_at)
  INCLUDE (domain, severity, resolve_seconds) WHERE resolved_at IS NOT NULL;
CREATE INDEX exception_resolve_seconds_idx ON sentinai.exception (tenant_id, resolve_seconds)
  INCLUDE (domain, severity) WHERE resolve_seconds IS NOT NULL;

-- Writes a tenant's rollup anew. For the owner, while nobody writes.
CREATE OR REPLACE FUNCTION sentinai.recount_rollup(tenant text) RETURNS void
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

ALTER TABLE sentinai.exception_rollup DROP CONSTRAINT exception_rollup_kind_check;
ALTER TABLE sentinai.exception_rollup ADD CONSTRAINT exception_rollup_kind_check CHECK (kind IN (
  'hour', 'day', 'month', 'facet', 'resolved', 'resolved_day', 'duration', 'due', 'deadline', 'entity', 'owner',
  'event'));

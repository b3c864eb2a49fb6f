-- SPDX-License-Identifier: GPL-3.0-or-later
-- Counts for the dashboard that are few to read, however many exceptions there are.

-- ---- What is counted --------------------------------------------------------------------------------------------------

-- As in 0008, but
--   opened_hour, opened_day  created in that hour or day,
--   resolved, resolved_day   resolved in that hour or day, and
--   open_entity, open_owner, open_source  unresolved, with that entity, owner (empty: none) or source system (value)
-- are by domain alone: the dashboard has no other filter but a time of creation. For that, also by domain alone,
--   resolved_created         resolved in that day, created in the day named by value,
--   duration_created         created in that day and resolved, by how long it took, in bins half as wide as duration's,
--   due_created              created in that day, unresolved, with a deadline, and
--   source_created           created in that day, unresolved, from that source system (value).
-- By domain, status and severity there are also
--   deadline, deadline_day   unresolved, with the deadline in that hour or day, created in the day named by value,
--   duration, duration_part  resolved, by how long it took: first in few bins, and in each of these in sixteen.
ALTER TABLE sentinai.exception_rollup DROP CONSTRAINT exception_rollup_kind_check;
ALTER TABLE sentinai.exception_rollup ADD CONSTRAINT exception_rollup_kind_check CHECK (kind IN (
  'hour', 'day', 'month', 'opened_hour', 'opened_day', 'facet', 'resolved', 'resolved_day', 'duration', 'duration_part',
  'due', 'deadline', 'deadline_day', 'entity', 'owner', 'open_entity', 'open_owner', 'open_source', 'resolved_created',
  'duration_created', 'due_created', 'source_created', 'event'));

-- A bin of seconds: the seconds themselves up to 255, beyond that their first eight binary digits and how many follow; so
-- a bin is at most 1/128 as wide as the seconds in it are long. sentinai.duration_bin_start() is its first second.
CREATE OR REPLACE FUNCTION sentinai.duration_bin(seconds bigint) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN seconds < 256 THEN seconds::integer
            ELSE (128 * (length(ltrim(seconds::bit(64)::text, '0')) - 8)
                  + (seconds >> (length(ltrim(seconds::bit(64)::text, '0')) - 8)))::integer END;
CREATE OR REPLACE FUNCTION sentinai.duration_bin_start(bin integer) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN bin < 256 THEN bin::bigint ELSE ((bin % 128 + 128)::bigint << (bin / 128 - 1)) END;

-- A day as the rollup's values name it; they sort as the days do.
CREATE FUNCTION sentinai.day_name(at timestamptz) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN to_char($1 AT TIME ZONE 'UTC', 'YYYY-MM-DD');

DROP FUNCTION sentinai.rollup_groups(text, text, text, text, text, timestamptz, timestamptz, timestamptz, bigint);

-- The groups that one exception counts in.
CREATE FUNCTION sentinai.rollup_groups(domain text, type text, status text, severity text, source_system text,
                                       entity text, owner text, created_at timestamptz, resolved_at timestamptz,
                                       sla_deadline timestamptz, resolve_seconds bigint)
RETURNS TABLE (kind text, bucket timestamptz, value text, detail text, domain text, status text, severity text)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT g.*
  FROM (SELECT date_bin('1 hour', $8, '2000-01-01 00:00Z') AS hour, date_bin('1 day', $8, '2000-01-01 00:00Z') AS day,
          sentinai.day_name($8) AS day_name, date_bin('1 hour', $9, '2000-01-01 00:00Z') AS resolved,
          date_bin('1 day', $9, '2000-01-01 00:00Z') AS resolved_day,
          CASE WHEN $11 IS NOT NULL THEN sentinai.duration_bin(greatest($11, 0)) END AS bin,
          CASE WHEN $3 <> 'resolved' THEN '-infinity'::timestamptz END AS open,
          CASE WHEN $3 <> 'resolved' THEN $10 END AS deadline
        OFFSET 0) AS x
  CROSS JOIN LATERAL (VALUES
    ('hour', x.hour, '', '', $1, $3, $4),
    ('day', x.day, '', '', $1, $3, $4),
    ('month', date_trunc('month', $8, 'UTC'), '', '', $1, $3, $4),
    ('opened_hour', x.hour, '', '', $1, '', ''),
    ('opened_day', x.day, '', '', $1, '', ''),
    ('facet', '-infinity', $2, $5, $1, $3, $4),
    ('resolved', x.resolved, '', '', $1, '', ''),
    ('resolved_day', x.resolved_day, '', '', $1, '', ''),
    ('duration', CASE WHEN x.bin IS NOT NULL THEN '-infinity'::timestamptz END, lpad((x.bin / 16)::text, 4, '0'), '',
     $1, $3, $4),
    ('duration_part', CASE WHEN x.bin IS NOT NULL THEN '-infinity'::timestamptz END, lpad(x.bin::text, 4, '0'), '',
     $1, $3, $4),
    ('due', CASE WHEN x.deadline IS NOT NULL THEN '-infinity'::timestamptz END, '', '', $1, $3, $4),
    ('deadline', date_bin('1 hour', x.deadline, '2000-01-01 00:00Z'), x.day_name, '', $1, $3, $4),
    ('deadline_day', date_bin('1 day', x.deadline, '2000-01-01 00:00Z'), x.day_name, '', $1, $3, $4),
    ('entity', '-infinity', $6, '', $1, $3, $4),
    ('owner', '-infinity', coalesce($7, ''), '', $1, $3, $4),
    ('open_entity', x.open, $6, '', $1, '', ''),
    ('open_owner', x.open, coalesce($7, ''), '', $1, '', ''),
    ('open_source', x.open, $5, '', $1, '', ''),
    ('resolved_created', x.resolved_day, x.day_name, '', $1, '', ''),
    ('duration_created', CASE WHEN x.bin IS NOT NULL THEN x.day END, lpad((x.bin / 8)::text, 4, '0'), '', $1, '', ''),
    ('due_created', CASE WHEN x.deadline IS NOT NULL THEN x.day END, '', '', $1, '', ''),
    ('source_created', CASE WHEN x.open IS NOT NULL THEN x.day END, $5, '', $1, '', '')
  ) AS g(kind, bucket, value, detail, domain, status, severity)
  WHERE g.bucket IS NOT NULL;
END;

-- ---- Keeping it -------------------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION sentinai.roll_up_exceptions() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO sentinai.exception_rollup AS r (tenant_id, kind, bucket, value, detail, domain, status, severity, shard,
                                                n)
    SELECT x.tenant_id, g.kind, g.bucket, g.value, g.detail, g.domain, g.status, g.severity, s.shard, count(*)
    FROM (SELECT t.tenant_id, sentinai.rollup_shard(t.tenant_id) AS shard
          FROM (SELECT DISTINCT a.tenant_id FROM added a) AS t OFFSET 0) AS s
    JOIN added x ON x.tenant_id = s.tenant_id
    CROSS JOIN LATERAL sentinai.rollup_groups(x.domain, x.type, x.status, x.severity, x.source_system, x.entity, x.owner,
                                              x.created_at, x.resolved_at, x.sla_deadline, x.resolve_seconds) AS g
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
    ON CONFLICT (tenant_id, kind, bucket, value, detail, domain, status, severity, shard)
    DO UPDATE SET n = r.n + EXCLUDED.n;
  ELSIF TG_OP = 'UPDATE' THEN
    -- Most changes are of nothing that is counted by; those rows fall out before their groups are made.
    INSERT INTO sentinai.exception_rollup AS r (tenant_id, kind, bucket, value, detail, domain, status, severity, shard,
                                                n)
    SELECT c.*
    FROM (SELECT x.tenant_id, g.kind, g.bucket, g.value, g.detail, g.domain, g.status, g.severity, s.shard,
            sum(x.sign) AS n
          FROM (SELECT t.tenant_id, sentinai.rollup_shard(t.tenant_id) AS shard
                FROM (SELECT DISTINCT a.tenant_id FROM added a UNION SELECT d.tenant_id FROM removed d) AS t OFFSET 0)
            AS s
          JOIN (SELECT u.tenant_id, u.domain, u.type, u.status, u.severity, u.source_system, u.entity, u.owner,
                  u.created_at, u.resolved_at, u.sla_deadline, u.resolve_seconds, sum(u.sign)::integer AS sign
                FROM (SELECT a.*, 1 AS sign FROM added a UNION ALL SELECT d.*, -1 FROM removed d) AS u
                GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 HAVING sum(u.sign) <> 0) AS x
            ON x.tenant_id = s.tenant_id
          CROSS JOIN LATERAL sentinai.rollup_groups(x.domain, x.type, x.status, x.severity, x.source_system, x.entity,
                                                    x.owner, x.created_at, x.resolved_at, x.sla_deadline,
                                                    x.resolve_seconds) AS g
          GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9) AS c
    WHERE c.n <> 0
    ON CONFLICT (tenant_id, kind, bucket, value, detail, domain, status, severity, shard)
    DO UPDATE SET n = r.n + EXCLUDED.n;
  ELSE
    INSERT INTO sentinai.exception_rollup AS r (tenant_id, kind, bucket, value, detail, domain, status, severity, shard,
                                                n)
    SELECT x.tenant_id, g.kind, g.bucket, g.value, g.detail, g.domain, g.status, g.severity, s.shard, -count(*)
    FROM (SELECT t.tenant_id, sentinai.rollup_shard(t.tenant_id) AS shard
          FROM (SELECT DISTINCT d.tenant_id FROM removed d) AS t OFFSET 0) AS s
    JOIN removed x ON x.tenant_id = s.tenant_id
    CROSS JOIN LATERAL sentinai.rollup_groups(x.domain, x.type, x.status, x.severity, x.source_system, x.entity, x.owner,
                                              x.created_at, x.resolved_at, x.sla_deadline, x.resolve_seconds) AS g
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
    ON CONFLICT (tenant_id, kind, bucket, value, detail, domain, status, severity, shard)
    DO UPDATE SET n = r.n + EXCLUDED.n;
  END IF;
  RETURN NULL;
END
$$;

-- ---- Counting anew ----------------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION sentinai.recounted_rollup(tenant text)
RETURNS TABLE (kind text, bucket timestamptz, value text, detail text, domain text, status text, severity text, n bigint)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH hour AS MATERIALIZED (
    SELECT date_bin('1 hour', x.created_at, '2000-01-01 00:00Z') AS bucket, x.domain, x.status, x.severity,
      count(*) AS n
    FROM sentinai.exception x WHERE x.tenant_id = $1 GROUP BY 1, 2, 3, 4
  ), facet AS MATERIALIZED (
    SELECT x.type, x.source_system, x.domain, x.status, x.severity, count(*) AS n
    FROM sentinai.exception x WHERE x.tenant_id = $1 GROUP BY 1, 2, 3, 4, 5
  ), entity AS MATERIALIZED (
    SELECT x.entity, x.domain, x.status, x.severity, count(*) AS n
    FROM sentinai.exception x WHERE x.tenant_id = $1 GROUP BY 1, 2, 3, 4
  ), owner AS MATERIALIZED (
    SELECT coalesce(x.owner, '') AS owner, x.domain, x.status, x.severity, count(*) AS n
    FROM sentinai.exception x WHERE x.tenant_id = $1 GROUP BY 1, 2, 3, 4
  ), resolved AS MATERIALIZED (
    SELECT date_bin('1 hour', x.resolved_at, '2000-01-01 00:00Z') AS bucket,
      date_bin('1 day', x.created_at, '2000-01-01 00:00Z') AS created, x.domain, count(*) AS n
    FROM sentinai.exception x WHERE x.tenant_id = $1 AND x.resolved_at IS NOT NULL GROUP BY 1, 2, 3
  ), duration AS MATERIALIZED (
    SELECT sentinai.duration_bin(greatest(x.resolve_seconds, 0)) AS bin,
      date_bin('1 day', x.created_at, '2000-01-01 00:00Z') AS created, x.domain, x.status, x.severity, count(*) AS n
    FROM sentinai.exception x WHERE x.tenant_id = $1 AND x.resolve_seconds IS NOT NULL GROUP BY 1, 2, 3, 4, 5
  ), deadline AS MATERIALIZED (
    SELECT date_bin('1 hour', x.sla_deadline, '2000-01-01 00:00Z') AS bucket,
      date_bin('1 day', x.created_at, '2000-01-01 00:00Z') AS created, x.domain, x.status, x.severity, count(*) AS n
    FROM sentinai.exception x
    WHERE x.tenant_id = $1 AND x.status <> 'resolved' AND x.sla_deadline IS NOT NULL GROUP BY 1, 2, 3, 4, 5
  ), source AS MATERIALIZED (
    SELECT date_bin('1 day', x.created_at, '2000-01-01 00:00Z') AS created, x.source_system, x.domain, count(*) AS n
    FROM sentinai.exception x WHERE x.tenant_id = $1 AND x.status <> 'resolved' GROUP BY 1, 2, 3)
  SELECT 'hour', h.bucket, '', '', h.domain, h.status, h.severity, h.n FROM hour h
  UNION ALL
  SELECT 'day', date_trunc('day', h.bucket, 'UTC'), '', '', h.domain, h.status, h.severity, sum(h.n)::bigint
  FROM hour h GROUP BY 2, 5, 6, 7
  UNION ALL
  SELECT 'month', date_trunc('month', h.bucket, 'UTC'), '', '', h.domain, h.status, h.severity, sum(h.n)::bigint
  FROM hour h GROUP BY 2, 5, 6, 7
  UNION ALL
  SELECT 'opened_hour', h.bucket, '', '', h.domain, '', '', sum(h.n)::bigint FROM hour h GROUP BY 2, 5
  UNION ALL
  SELECT 'opened_day', date_trunc('day', h.bucket, 'UTC'), '', '', h.domain, '', '', sum(h.n)::bigint
  FROM hour h GROUP BY 2, 5
  UNION ALL
  SELECT 'facet', '-infinity', f.type, f.source_system, f.domain, f.status, f.severity, f.n FROM facet f
  UNION ALL
  SELECT 'open_source', '-infinity', f.source_system, '', f.domain, '', '', sum(f.n)::bigint
  FROM facet f WHERE f.status <> 'resolved' GROUP BY 3, 5
  UNION ALL
  SELECT 'entity', '-infinity', e.entity, '', e.domain, e.status, e.severity, e.n FROM entity e
  UNION ALL
  SELECT 'open_entity', '-infinity', e.entity, '', e.domain, '', '', sum(e.n)::bigint
  FROM entity e WHERE e.status <> 'resolved' GROUP BY 3, 5
  UNION ALL
  SELECT 'owner', '-infinity', o.owner, '', o.domain, o.status, o.severity, o.n FROM owner o
  UNION ALL
  SELECT 'open_owner', '-infinity', o.owner, '', o.domain, '', '', sum(o.n)::bigint
  FROM owner o WHERE o.status <> 'resolved' GROUP BY 3, 5
  UNION ALL
  SELECT 'resolved', r.bucket, '', '', r.domain, '', '', sum(r.n)::bigint FROM resolved r GROUP BY 2, 5
  UNION ALL
  SELECT 'resolved_day', date_trunc('day', r.bucket, 'UTC'), '', '', r.domain, '', '', sum(r.n)::bigint
  FROM resolved r GROUP BY 2, 5
  UNION ALL
  SELECT 'resolved_created', date_trunc('day', r.bucket, 'UTC'), sentinai.day_name(r.created), '', r.domain, '', '',
    sum(r.n)::bigint
  FROM resolved r GROUP BY 2, 3, 5
  UNION ALL
  SELECT 'duration', '-infinity', lpad((d.bin / 16)::text, 4, '0'), '', d.domain, d.status, d.severity,
    sum(d.n)::bigint
  FROM duration d GROUP BY 3, 5, 6, 7
  UNION ALL
  SELECT 'duration_part', '-infinity', lpad(d.bin::text, 4, '0'), '', d.domain, d.status, d.severity, sum(d.n)::bigint
  FROM duration d GROUP BY 3, 5, 6, 7
  UNION ALL
  SELECT 'duration_created', d.created, lpad((d.bin / 8)::text, 4, '0'), '', d.domain, '', '', sum(d.n)::bigint
  FROM duration d GROUP BY 2, 3, 5
  UNION ALL
  SELECT 'due', '-infinity', '', '', d.domain, d.status, d.severity, sum(d.n)::bigint
  FROM deadline d GROUP BY 5, 6, 7
  UNION ALL
  SELECT 'deadline', d.bucket, sentinai.day_name(d.created), '', d.domain, d.status, d.severity, d.n FROM deadline d
  UNION ALL
  SELECT 'deadline_day', date_trunc('day', d.bucket, 'UTC'), sentinai.day_name(d.created), '', d.domain, d.status,
    d.severity, sum(d.n)::bigint
  FROM deadline d GROUP BY 2, 3, 5, 6, 7
  UNION ALL
  SELECT 'due_created', d.created, '', '', d.domain, '', '', sum(d.n)::bigint FROM deadline d GROUP BY 2, 5
  UNION ALL
  SELECT 'source_created', s.created, s.source_system, '', s.domain, '', '', s.n FROM source s
  UNION ALL
  SELECT 'event', '-infinity', '', '', '', '', '', count(*)
  FROM sentinai.exception_event e WHERE e.tenant_id = $1;
END;

-- ---- The most of a time ------------------------------------------------------------------------------------------------

-- What was created when, among what took so long or was resolved then.
DROP INDEX sentinai.exception_resolved_idx, sentinai.exception_resolve_seconds_idx;
CREATE INDEX exception_resolved_idx ON sentinai.exception (tenant_id, resolved_at)
  INCLUDE (domain, severity, created_at) WHERE resolved_at IS NOT NULL;
CREATE INDEX exception_resolve_seconds_idx ON sentinai.exception (tenant_id, resolve_seconds)
  INCLUDE (domain, severity, created_at) WHERE resolve_seconds IS NOT NULL;

-- The entities (or, the empty one being none, the owners) with the most unresolved exceptions created in a time, among
-- those of some domains (NULL: all). Nothing has more of a time than of all times: so those with the most of all times
-- are counted first, until none is left that could have more. Where that time has few, all of these are counted.
CREATE FUNCTION sentinai.most_open(of_owners boolean, domains text[], created_from timestamptz, created_to timestamptz,
                                   most bigint)
RETURNS TABLE (name text, n bigint)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
  v_kind constant text := CASE WHEN of_owners THEN 'open_owner' ELSE 'open_entity' END;
  v_names text[]; -- whatever has any unresolved, the most of all times first …
  v_all bigint[]; -- … and how many
  v_counted text[] := '{}';
  v_counts bigint[] := '{}';
  v_done integer := 0;
  v_step integer := greatest(most, 10);
BEGIN
  IF (SELECT coalesce(sum(r.n), 0) <= 20000 FROM sentinai.exception_rollup r
      WHERE r.kind = 'opened_day' AND r.bucket > created_from - interval '24 hours' AND r.bucket < created_to
        AND (domains IS NULL OR r.domain = ANY (domains))) THEN
    RETURN QUERY
    SELECT t.name, t.n
    FROM (SELECT CASE WHEN of_owners THEN coalesce(e.owner, '') ELSE e.entity END AS name, count(*) AS n
          FROM sentinai.exception e
          WHERE e.created_at >= created_from AND e.created_at < created_to AND e.status <> 'resolved'
            AND (domains IS NULL OR e.domain = ANY (domains))
          GROUP BY 1) AS t
    ORDER BY t.n DESC, t.name COLLATE "C" LIMIT most;
    RETURN;
  END IF;
  SELECT array_agg(o.name), array_agg(o.n::bigint) INTO v_names, v_all
  FROM (SELECT r.value AS name, sum(r.n::double precision) AS n FROM sentinai.exception_rollup r
        WHERE r.kind = v_kind AND r.bucket = '-infinity' AND (domains IS NULL OR r.domain = ANY (domains))
        GROUP BY 1 ORDER BY 2 DESC) AS o
  WHERE o.n > 0;
  WHILE v_done < cardinality(v_names)
    AND (v_done < most OR v_all[v_done + 1] >= (
           SELECT c FROM unnest(v_counts) AS c ORDER BY c DESC OFFSET greatest(most, 1) - 1 LIMIT 1))
  LOOP
    SELECT v_counted || array_agg(t.name), v_counts || array_agg(t.n) INTO v_counted, v_counts
    FROM (
      SELECT w.name, sum(x.n)::bigint AS n
      FROM unnest(v_names[v_done + 1 : v_done + v_step]) AS w(name)
      CROSS JOIN LATERAL (
        SELECT DISTINCT r.domain FROM sentinai.exception_rollup r
        WHERE r.kind = v_kind AND r.bucket = '-infinity' AND r.value = w.name
          AND (domains IS NULL OR r.domain = ANY (domains))) AS d
      CROSS JOIN (VALUES ('open'), ('analyzing'), ('escalated')) AS s(status)
      CROSS JOIN unnest('{1,2,3,4}'::smallint[]) AS v(rank)
      CROSS JOIN LATERAL (
        SELECT count(*) AS n
        FROM (SELECT FROM sentinai.exception e
              WHERE NOT of_owners AND e.domain = d.domain AND e.status = s.status AND e.severity_rank = v.rank
                AND e.entity = w.name AND e.created_at >= created_from AND e.created_at < created_to
              UNION ALL
              SELECT FROM sentinai.exception e
              WHERE of_owners AND w.name <> '' AND e.domain = d.domain AND e.status = s.status
                AND e.severity_rank = v.rank AND e.owner = w.name
                AND e.created_at >= created_from AND e.created_at < created_to
              UNION ALL
              SELECT FROM sentinai.exception e
              WHERE of_owners AND w.name = '' AND e.domain = d.domain AND e.status = s.status
                AND e.severity_rank = v.rank AND e.owner IS NULL
                AND e.created_at >= created_from AND e.created_at < created_to) AS found) AS x
      GROUP BY 1) AS t;
    v_done := v_done + v_step;
    v_step := greatest(v_step, v_done / 2);
  END LOOP;
  RETURN QUERY
  SELECT t.name, t.n FROM unnest(v_counted, v_counts) AS t(name, n)
  WHERE t.n > 0 ORDER BY t.n DESC, t.name COLLATE "C" LIMIT most;
END
$$;
REVOKE ALL ON FUNCTION sentinai.most_open(boolean, text[], timestamptz, timestamptz, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sentinai.most_open(boolean, text[], timestamptz, timestamptz, bigint)
  TO sentinai_analyst, sentinai_agent;

-- ---- Filling it --------------------------------------------------------------------------------------------------------

-- Writes a tenant's rollup anew, in the order in which it is read, so that neighbours share a page. For the owner, while
-- nobody writes.
CREATE OR REPLACE FUNCTION sentinai.recount_rollup(tenant text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  DELETE FROM sentinai.exception_rollup r WHERE r.tenant_id = recount_rollup.tenant;
  INSERT INTO sentinai.exception_rollup (tenant_id, kind, bucket, value, detail, domain, status, severity, shard, n)
  SELECT recount_rollup.tenant, c.kind, c.bucket, c.value, c.detail, c.domain, c.status, c.severity, 0, c.n
  FROM sentinai.recounted_rollup(recount_rollup.tenant) AS c
  WHERE c.n <> 0
  ORDER BY 2, 3, 4, 5, 6, 7, 8;
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

-- SPDX-License-Identifier: GPL-3.0-or-later
-- Appending as before, for less: what is computed for every event is computed once, and only where it matters.

-- ---- Chains ---------------------------------------------------------------------------------------------------------

-- The canonical form with its times as they stand in it: microseconds since 1970, as text.
CREATE FUNCTION sentinai.event_canonical(tenant_id text, exception_id text, seq bigint, event_id uuid, event_type text,
                                         actor_type text, actor_id text, created_micros text, recorded_micros text,
                                         payload text) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE
RETURN convert_to(
  octet_length($1) || ':' || $1 || octet_length($2) || ':' || $2 || length($3::text) || ':' || $3
  || '36:' || $4 || octet_length($5) || ':' || $5 || octet_length($6) || ':' || $6
  || coalesce(octet_length($7) || ':' || $7, '-') || length($8) || ':' || $8 || length($9) || ':' || $9
  || octet_length($10) || ':' || $10, 'UTF8');

CREATE FUNCTION sentinai.micros(at timestamptz) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN (extract(epoch FROM $1) * 1000000)::bigint::text;

CREATE OR REPLACE FUNCTION sentinai.event_canonical(tenant_id text, exception_id text, seq bigint, event_id uuid,
                                                    event_type text, actor_type text, actor_id text,
                                                    created_at timestamptz, recorded_at timestamptz, payload text)
RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE
RETURN sentinai.event_canonical($1, $2, $3, $4, $5, $6, $7, sentinai.micros($8), sentinai.micros($9), $10);

-- As before, but without a search_path of its own, which took longer to set than to hash.
CREATE OR REPLACE FUNCTION sentinai.chain_step(hash bytea, prev_hash bytea, canonical bytea) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
AS $$
BEGIN
  RETURN pg_catalog.sha256('\x33323a'::pg_catalog.bytea OPERATOR(pg_catalog.||) coalesce(hash, prev_hash)
                           OPERATOR(pg_catalog.||) canonical);
END
$$;

-- ---- What a batch changes -------------------------------------------------------------------------------------------

-- As before, but a creation's state is taken as a whole.
CREATE OR REPLACE FUNCTION sentinai.moves(exception_ids text[], event_types text[], bodies jsonb[],
                                          created_ats timestamptz[], fresh boolean[], creating boolean[],
                                          wanted boolean)
RETURNS TABLE (exception_id text, fields jsonb, bump integer, turns bigint, first timestamptz, latest timestamptz,
               resolved_at timestamptz)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT e.exception_id,
    coalesce((array_agg(e.state) FILTER (WHERE e.state IS NOT NULL))[1], '{}')
      || coalesce(jsonb_object_agg(c.field, c.new_value ORDER BY e.ord) FILTER (WHERE c.field IS NOT NULL), '{}'),
    (count(*) FILTER (WHERE e.state IS NOT NULL OR c.place = 1))::integer,
    count(*) FILTER (WHERE e.state IS NOT NULL OR c.is_turn),
    min(e.created_at) FILTER (WHERE e.state IS NOT NULL), max(e.created_at),
    (array_agg(CASE WHEN e.state -> 'status' = '"resolved"' OR c.new_value = '"resolved"' THEN e.created_at END
               ORDER BY e.ord DESC) FILTER (WHERE e.state IS NOT NULL OR c.is_turn))[1]
  FROM (
    SELECT g.exception_id, g.created_at, g.ord,
      CASE WHEN g.event_type = 'ExceptionCreated' THEN g.body -> 'state' END AS state,
      CASE WHEN g.event_type <> 'ExceptionCreated' THEN nullif(g.body -> 'changes', '{}') END AS changes
    FROM unnest($1, $2, $3, $4, $5, $6)
      WITH ORDINALITY AS g(exception_id, event_type, body, created_at, fresh, creating, ord)
    WHERE g.fresh AND g.creating = $7) AS e
  LEFT JOIN LATERAL (
    SELECT s.key AS field, s.place, s.value -> 'to' AS new_value,
      s.key = 'status' AND s.value -> 'to' <> s.value -> 'from' AS is_turn
    FROM jsonb_each(e.changes) WITH ORDINALITY AS s(key, value, place)
    WHERE e.changes IS NOT NULL) AS c ON true
  GROUP BY e.exception_id;
END;

-- Whether the state has each field of an exception, no other, and values that fit (value_problem()).
CREATE FUNCTION sentinai.is_state(state jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN $1 - ARRAY['domain', 'type', 'severity', 'status', 'source_system', 'entity', 'amount', 'currency',
                  'sla_deadline', 'owner', 'current_playbook_id', 'current_step'] = '{}'
  AND coalesce(
    sentinai.value_problem('domain', $1 -> 'domain'), sentinai.value_problem('type', $1 -> 'type'),
    sentinai.value_problem('severity', $1 -> 'severity'), sentinai.value_problem('status', $1 -> 'status'),
    sentinai.value_problem('source_system', $1 -> 'source_system'), sentinai.value_problem('entity', $1 -> 'entity'),
    sentinai.value_problem('amount', $1 -> 'amount'), sentinai.value_problem('currency', $1 -> 'currency'),
    sentinai.value_problem('sla_deadline', $1 -> 'sla_deadline'), sentinai.value_problem('owner', $1 -> 'owner'),
    sentinai.value_problem('current_playbook_id', $1 -> 'current_playbook_id'),
    sentinai.value_problem('current_step', $1 -> 'current_step')) IS NULL;
REVOKE ALL ON FUNCTION sentinai.is_state(jsonb) FROM PUBLIC;

-- ---- Appending ------------------------------------------------------------------------------------------------------

-- The statements are planned once a session, as before, but for tables of a few hundred rows: from there on the planner
-- sees that the unique index is the best.
CREATE OR REPLACE FUNCTION sentinai.append_allowed_events(
  event_ids uuid[], exception_ids text[], event_types text[], actor_types text[], actor_ids text[], payloads text[],
  created_ats timestamptz[], expected_versions integer[], atomic boolean)
RETURNS TABLE (ord integer, seq bigint, appended boolean, error_kind text, error_message text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_custom_plan SET enable_seqscan = off SET enable_nestloop = off SET enable_hashjoin = on
SET enable_mergejoin = on SET jit = off SET datestyle = 'ISO, YMD' SET timezone = 'UTC'
AS $$
#variable_conflict use_column
DECLARE
  v_tenant constant text := sentinai.require_access('analyst', 'supervisor', 'admin', 'agent');
  v_count constant integer := coalesce(cardinality(event_ids), 0);
  v_repeats boolean; -- whether an event id comes more than once
  v_look boolean;    -- whether any of it may be there already
  v_now timestamptz;
  v_bodies jsonb[];
  v_unfit text[];   -- by event: why its payload cannot be one
  v_kinds text[];   -- by event: why it is refused …
  v_messages text[];
  v_refusals integer[]; -- … the first event of its exception that is …
  v_fresh boolean[]; -- … whether it is to be written …
  v_creating boolean[]; -- … with an exception that there is not yet …
  v_seqs bigint[];
  v_last_hashes bytea[]; -- … and the hash of the exception's last event so far
  v_refusal integer;
  v_tries integer := 0;
BEGIN
  IF v_count = 0 THEN
    RETURN;
  END IF;
  IF (SELECT bool_or(n IS DISTINCT FROM v_count) FROM unnest(ARRAY[
        cardinality(exception_ids), cardinality(event_types), cardinality(actor_types), cardinality(actor_ids),
        cardinality(payloads), cardinality(created_ats), cardinality(expected_versions)]) AS n) THEN
    RAISE EXCEPTION USING ERRCODE = 'SN004', MESSAGE = 'Each event needs an entry in each of the lists.';
  END IF;

  BEGIN
    v_bodies := payloads::jsonb[];
    v_unfit := array_fill(NULL::text, ARRAY[v_count]);
  EXCEPTION WHEN data_exception OR program_limit_exceeded OR statement_too_complex THEN
    SELECT array_agg(sentinai.payload_problem(p) ORDER BY i) INTO v_unfit
    FROM unnest(payloads) WITH ORDINALITY AS u(p, i);
    SELECT array_agg(CASE WHEN v_unfit[i] IS NULL THEN p::jsonb END ORDER BY i) INTO v_bodies
    FROM unnest(payloads) WITH ORDINALITY AS u(p, i);
  END;

  PERFORM set_config('plan_cache_mode', CASE WHEN pg_relation_size('sentinai.exception') < 262144
                                             THEN 'force_custom_plan' ELSE 'force_generic_plan' END, true);
  v_repeats := v_count > (SELECT count(DISTINCT id) FROM unnest(event_ids) AS id);
  <<attempt>>
  LOOP
    v_tries := v_tries + 1;
    PERFORM FROM (SELECT DISTINCT id COLLATE "C" AS id FROM unnest(exception_ids) AS id ORDER BY 1) AS g
    CROSS JOIN LATERAL (
      SELECT FROM sentinai.exception x WHERE x.tenant_id = v_tenant AND x.exception_id = g.id FOR NO KEY UPDATE) AS x;
    -- Where there is none of the exceptions, their events are new, or writing them says otherwise.
    v_look := FOUND OR v_tries > 1;
    v_now := clock_timestamp();

    WITH known AS MATERIALIZED (
      SELECT g.ord, k.seq,
        (k.exception_id, k.event_type, k.actor_type, k.actor_id, k.created_at, k.payload)
          IS DISTINCT FROM (g.exception_id, g.event_type, g.actor_type, g.actor_id, g.created_at, g.body) AS differs
      FROM unnest(event_ids, exception_ids, event_types, actor_types, actor_ids, v_bodies, created_ats)
        WITH ORDINALITY AS g(event_id, exception_id, event_type, actor_type, actor_id, body, created_at, ord)
      CROSS JOIN LATERAL (
        SELECT e.* FROM sentinai.exception_event e WHERE e.tenant_id = v_tenant AND e.event_id = g.event_id LIMIT 1)
        AS k
      WHERE v_look
    ), repeated AS MATERIALIZED (
      SELECT g.ord, g.first_ord, g.first_content IS DISTINCT FROM g.content AS differs
      FROM (
        SELECT u.ord, u.content, first_value(u.ord) OVER same_id AS first_ord,
          first_value(u.content) OVER same_id AS first_content
        FROM (SELECT t.event_id, t.ord,
                ROW(t.exception_id, t.event_type, t.actor_type, t.actor_id, t.created_at, t.body) AS content
              FROM unnest(event_ids, exception_ids, event_types, actor_types, actor_ids, v_bodies, created_ats)
                WITH ORDINALITY AS t(event_id, exception_id, event_type, actor_type, actor_id, body, created_at, ord)
              WHERE v_repeats) AS u
        WINDOW same_id AS (PARTITION BY u.event_id ORDER BY u.ord)) AS g
      WHERE g.ord > g.first_ord
    ), head AS MATERIALIZED (
      SELECT x.*, l.seq AS last_seq, l.hash AS last_hash
      FROM (SELECT DISTINCT id FROM unnest(exception_ids) AS id) AS g
      CROSS JOIN LATERAL (
        SELECT p.* FROM sentinai.exception p WHERE p.tenant_id = v_tenant AND p.exception_id = g.id LIMIT 1) AS x
      LEFT JOIN LATERAL (
        SELECT e.seq, e.hash FROM sentinai.exception_event e
        WHERE e.tenant_id = v_tenant AND e.exception_id = x.exception_id
        ORDER BY e.seq DESC LIMIT 1) AS l ON true
      WHERE v_look
    ), shaped AS (
      SELECT g.ord, g.event_id, g.exception_id, g.expected_version, g.event_type = 'ExceptionCreated' AS creates,
        CASE WHEN g.event_type = 'ExceptionCreated' THEN g.body -> 'state' ELSE nullif(g.body -> 'changes', '{}') END
          AS fields,
        CASE
          WHEN g.event_id IS NULL THEN 'event_id is missing'
          WHEN char_length(g.exception_id) BETWEEN 1 AND 128 AND g.exception_id !~ '[\x01-\x1f\x7f]' THEN NULL
          ELSE 'exception_id must have 1 to 128 characters, none of them a control character' END AS id_problem,
        CASE
          WHEN g.unfit IS NOT NULL THEN 'payload ' || g.unfit
          WHEN jsonb_typeof(g.body) IS DISTINCT FROM 'object' THEN 'payload must be a JSON object'
          WHEN (char_length(g.event_type) BETWEEN 1 AND 256
                AND g.event_type ~ '^([A-Za-z][A-Za-z0-9]*|[^.[:space:]]+\.[^[:cntrl:]]+)$') IS NOT TRUE
            THEN 'event_type must be a standard type or have the form source.name'
          WHEN (g.actor_type IN ('agent', 'user', 'system')) IS NOT TRUE
            THEN 'actor_type must be agent, user or system'
          WHEN char_length(g.actor_id) NOT BETWEEN 1 AND 512 THEN 'actor_id must have 1 to 512 characters, or be null'
          WHEN (g.created_at >= '0001-01-01 00:00Z' AND g.created_at < '10000-01-01 00:00Z') IS NOT TRUE
            THEN 'created_at must be a time from year 1 to 9999'
          WHEN g.event_type = 'ExceptionCreated' AND jsonb_typeof(g.body -> 'state') IS DISTINCT FROM 'object'
            THEN 'payload.state must be an object'
          WHEN g.event_type = 'ExceptionCreated' AND NOT g.body -> 'state' ?& ARRAY[
                 'domain', 'type', 'severity', 'status', 'source_system', 'entity', 'amount', 'currency',
                 'sla_deadline', 'owner', 'current_playbook_id', 'current_step']
            THEN 'payload.state must have every field of an exception'
          WHEN g.event_type <> 'ExceptionCreated' AND jsonb_typeof(g.body -> 'changes') <> 'object'
            THEN 'payload.changes must be an object' END AS problem
      FROM unnest(event_ids, exception_ids, event_types, actor_types, v_bodies, actor_ids, created_ats,
                  expected_versions, v_unfit)
        WITH ORDINALITY AS g(event_id, exception_id, event_type, actor_type, body, actor_id, created_at,
                             expected_version, unfit, ord)
      OFFSET 0
    ), given AS (
      SELECT s.*, CASE WHEN s.creates AND s.problem IS NULL THEN sentinai.is_state(s.fields) END AS is_state
      FROM shaped s
      OFFSET 0
    ), placed AS (
      SELECT g.*, k.seq AS known_seq, r.first_ord, coalesce(k.differs, r.differs, false) AS differs,
        k.ord IS NULL AND r.ord IS NULL AS fresh
      FROM given g
      LEFT JOIN known k ON k.ord = g.ord
      LEFT JOIN repeated r ON r.ord = g.ord
    ), based AS MATERIALIZED (
      SELECT p.*, h.version AS base_version, h.last_hash,
        h.domain, h.type, h.severity, h.status, h.source_system, h.entity, h.amount, h.currency, h.sla_deadline,
        h.owner, h.current_playbook_id, h.current_step,
        -- What a creation at the beginning makes of it.
        first_value(CASE WHEN p.is_state AND p.fresh THEN p.fields END) OVER so_far AS made,
        coalesce(h.last_seq, 0) + count(*) FILTER (WHERE p.fresh) OVER so_far AS next_seq,
        count(*) FILTER (WHERE p.fresh AND p.creates) OVER so_far AS creations,
        coalesce(h.version, 0) + count(*) FILTER (WHERE p.fresh AND (p.creates OR p.fields IS NOT NULL)) OVER so_far
          - (p.fresh AND (p.creates OR p.fields IS NOT NULL))::integer AS version_before
      FROM placed p
      LEFT JOIN head h ON h.exception_id = p.exception_id
      WINDOW so_far AS (PARTITION BY p.exception_id ORDER BY p.ord)
    ), change AS (
      SELECT b.ord, c.key AS field, c.value -> 'to' AS new_value, c.value -> 'from' AS old_value,
        CASE WHEN row_number() OVER earlier = 1 THEN
          coalesce(b.made ->> c.key, CASE c.key
            WHEN 'domain' THEN b.domain
            WHEN 'type' THEN b.type
            WHEN 'severity' THEN b.severity
            WHEN 'status' THEN b.status
            WHEN 'source_system' THEN b.source_system
            WHEN 'entity' THEN b.entity
            WHEN 'amount' THEN b.amount::text
            WHEN 'currency' THEN b.currency
            WHEN 'sla_deadline' THEN b.sla_deadline::text
            WHEN 'owner' THEN b.owner
            WHEN 'current_playbook_id' THEN b.current_playbook_id::text
            WHEN 'current_step' THEN b.current_step::text END)
        ELSE lag(CASE WHEN sentinai.value_problem(c.key, c.value -> 'to') IS NULL THEN c.value -> 'to' #>> '{}' END)
               OVER earlier END AS present
      FROM based b
      CROSS JOIN LATERAL jsonb_each(b.fields) AS c
      WHERE b.fresh AND NOT b.creates AND b.problem IS NULL AND b.fields IS NOT NULL
      WINDOW earlier AS (PARTITION BY b.exception_id, c.key ORDER BY b.ord)
    ), judged AS (
      SELECT c.ord, c.field,
        CASE
          WHEN jsonb_typeof(c.new_value) IS NULL OR jsonb_typeof(c.old_value) IS NULL
            THEN 'must be {"from": …, "to": …}'
          ELSE sentinai.value_problem(c.field, c.new_value) END AS problem,
        CASE
          WHEN sentinai.value_problem(c.field, c.old_value) IS NOT NULL THEN true
          WHEN c.old_value = 'null' OR c.present IS NULL THEN (c.old_value = 'null') <> (c.present IS NULL)
          WHEN c.field IN ('amount', 'current_playbook_id', 'current_step')
            THEN (c.old_value #>> '{}')::numeric <> c.present::numeric
          WHEN c.field = 'sla_deadline' THEN (c.old_value #>> '{}')::timestamptz <> c.present::timestamptz
          ELSE c.old_value #>> '{}' <> c.present END AS stale
      FROM change c
      UNION ALL
      SELECT b.ord, s.key, sentinai.value_problem(s.key, s.value), false
      FROM based b
      CROSS JOIN LATERAL jsonb_each(b.fields) AS s
      WHERE b.fresh AND NOT b.is_state
    ), faults AS (
      SELECT DISTINCT ON (j.ord) j.ord, j.field, j.problem
      FROM judged j WHERE j.problem IS NOT NULL OR j.stale
      ORDER BY j.ord, j.problem IS NULL, j.field
    ), verdicts AS (
      SELECT b.ord, b.exception_id, b.fresh, b.last_hash, b.base_version IS NULL AS creating,
        coalesce(b.known_seq, o.next_seq, b.next_seq) AS seq,
        CASE
          WHEN b.id_problem IS NOT NULL THEN ARRAY['InvalidInput', b.id_problem || '.']
          WHEN b.problem IS NOT NULL THEN ARRAY['InvalidInput', format('Event of %s: %s.', b.exception_id, b.problem)]
          WHEN b.differs THEN ARRAY['Conflict', format(
            'An event of %s has an id that another event has already. Give each event its own.', b.exception_id)]
          WHEN NOT b.fresh THEN NULL
          WHEN b.creates AND (b.base_version IS NOT NULL OR b.creations > 1) THEN ARRAY['Conflict', format(
            'The exception %s exists already.', b.exception_id)]
          WHEN b.base_version IS NULL AND b.creations = 0 THEN ARRAY['NotFound', format(
            'There is no exception %s; an ExceptionCreated event must come first.', b.exception_id)]
          WHEN b.expected_version <> b.version_before THEN ARRAY['Conflict', format(
            '%s has version %s by now, not %s. Read it again, then decide.', b.exception_id, b.version_before,
            b.expected_version)]
          WHEN f.problem IS NOT NULL THEN ARRAY['InvalidInput', format('%s of %s %s.', f.field, b.exception_id,
                                                                        f.problem)]
          WHEN f.ord IS NOT NULL THEN ARRAY['Conflict', format(
            '%s of %s has changed meanwhile. Read it again, then decide.', f.field, b.exception_id)]
          END AS verdict
      FROM based b
      LEFT JOIN faults f ON f.ord = b.ord
      LEFT JOIN based o ON v_repeats AND o.ord = b.first_ord
    ), summed AS (
      SELECT v.*, min(v.ord) FILTER (WHERE v.verdict IS NOT NULL) OVER (PARTITION BY v.exception_id) AS refusal
      FROM verdicts v
    )
    SELECT array_agg(s.verdict[1]), array_agg(s.verdict[2]), array_agg(s.refusal::integer),
      array_agg(s.fresh AND s.refusal IS NULL), array_agg(s.creating), array_agg(s.seq), array_agg(s.last_hash),
      min(s.ord) FILTER (WHERE s.verdict IS NOT NULL)
    INTO v_kinds, v_messages, v_refusals, v_fresh, v_creating, v_seqs, v_last_hashes, v_refusal
    FROM (SELECT * FROM summed ORDER BY ord) AS s;

    IF v_refusal IS NOT NULL AND atomic IS NOT FALSE THEN
      RAISE EXCEPTION USING MESSAGE = v_messages[v_refusal], ERRCODE =
        CASE v_kinds[v_refusal] WHEN 'Conflict' THEN 'SN001' WHEN 'NotFound' THEN 'SN002' ELSE 'SN004' END;
    END IF;

    BEGIN
      INSERT INTO sentinai.exception (
        tenant_id, exception_id, domain, type, severity, status, source_system, entity, amount, currency,
        sla_deadline, owner, current_playbook_id, current_step, version, created_at, updated_at, resolved_at)
      SELECT v_tenant, m.exception_id, m.fields ->> 'domain', m.fields ->> 'type', m.fields ->> 'severity',
        m.fields ->> 'status', m.fields ->> 'source_system', m.fields ->> 'entity',
        (m.fields ->> 'amount')::numeric, m.fields ->> 'currency', (m.fields ->> 'sla_deadline')::timestamptz,
        m.fields ->> 'owner', (m.fields ->> 'current_playbook_id')::integer, (m.fields ->> 'current_step')::integer,
        m.bump, m.first, m.latest, m.resolved_at
      FROM sentinai.moves(exception_ids, event_types, v_bodies, created_ats, v_fresh, v_creating, true) AS m
      ORDER BY m.exception_id;

      IF false = ANY (v_creating) THEN
        -- Of rows that are found one by one, and locked.
        PERFORM set_config('enable_nestloop', 'on', true), set_config('enable_hashjoin', 'off', true),
          set_config('enable_mergejoin', 'off', true);
        UPDATE sentinai.exception x SET
          domain = CASE WHEN m.fields ? 'domain' THEN m.fields ->> 'domain' ELSE x.domain END,
          type = CASE WHEN m.fields ? 'type' THEN m.fields ->> 'type' ELSE x.type END,
          severity = CASE WHEN m.fields ? 'severity' THEN m.fields ->> 'severity' ELSE x.severity END,
          status = CASE WHEN m.fields ? 'status' THEN m.fields ->> 'status' ELSE x.status END,
          source_system = CASE WHEN m.fields ? 'source_system' THEN m.fields ->> 'source_system'
                               ELSE x.source_system END,
          entity = CASE WHEN m.fields ? 'entity' THEN m.fields ->> 'entity' ELSE x.entity END,
          amount = CASE WHEN m.fields ? 'amount' THEN (m.fields ->> 'amount')::numeric ELSE x.amount END,
          currency = CASE WHEN m.fields ? 'currency' THEN m.fields ->> 'currency' ELSE x.currency END,
          sla_deadline = CASE WHEN m.fields ? 'sla_deadline' THEN (m.fields ->> 'sla_deadline')::timestamptz
                              ELSE x.sla_deadline END,
          owner = CASE WHEN m.fields ? 'owner' THEN m.fields ->> 'owner' ELSE x.owner END,
          current_playbook_id = CASE WHEN m.fields ? 'current_playbook_id'
                                     THEN (m.fields ->> 'current_playbook_id')::integer ELSE x.current_playbook_id END,
          current_step = CASE WHEN m.fields ? 'current_step' THEN (m.fields ->> 'current_step')::integer
                              ELSE x.current_step END,
          version = x.version + m.bump,
          updated_at = greatest(x.updated_at, m.latest),
          resolved_at = CASE WHEN m.turns > 0 THEN m.resolved_at ELSE x.resolved_at END
        FROM sentinai.moves(exception_ids, event_types, v_bodies, created_ats, v_fresh, v_creating, false) AS m
        WHERE x.tenant_id = v_tenant AND x.exception_id = m.exception_id AND (m.bump > 0 OR m.latest > x.updated_at);
        PERFORM set_config('enable_nestloop', 'off', true), set_config('enable_hashjoin', 'on', true),
          set_config('enable_mergejoin', 'on', true);
      END IF;

      INSERT INTO sentinai.exception_event (
        tenant_id, exception_id, seq, event_id, event_type, actor_type, actor_id, payload, created_at, recorded_at,
        prev_hash, hash)
      SELECT v_tenant, c.exception_id, c.seq, c.event_id, c.event_type, c.actor_type, c.actor_id, c.body,
        c.created_at, v_now, coalesce(lag(c.hash) OVER chain, c.start), c.hash
      FROM (
        SELECT f.*, sentinai.chain_hash(f.start, sentinai.event_canonical(
                 v_tenant, f.exception_id, f.seq, f.event_id, f.event_type, f.actor_type, f.actor_id, f.created_micros,
                 f.recorded_micros, f.spelled)) OVER (PARTITION BY f.exception_id ORDER BY f.seq) AS hash
        FROM (
          SELECT g.*, coalesce(g.last_hash, decode(repeat('00', 32), 'hex')) AS start,
            -- Written out once each, though the canonical form has them with their length.
            g.body::text AS spelled, sentinai.micros(g.created_at) AS created_micros, n.recorded_micros
          FROM unnest(event_ids, exception_ids, event_types, actor_types, actor_ids, v_bodies, created_ats, v_seqs,
                      v_last_hashes, v_fresh)
            AS g(event_id, exception_id, event_type, actor_type, actor_id, body, created_at, seq, last_hash, fresh)
          CROSS JOIN (SELECT sentinai.micros(v_now) AS recorded_micros OFFSET 0) AS n
          WHERE g.fresh OFFSET 0) AS f) AS c
      WINDOW chain AS (PARTITION BY c.exception_id ORDER BY c.seq);
      EXIT attempt;
    EXCEPTION WHEN unique_violation THEN
      -- Someone else has just created one of these exceptions, or used one of these event ids: look again.
      IF v_tries >= 4 THEN
        RAISE;
      END IF;
    END;
  END LOOP;

  RETURN QUERY
  SELECT g.ord::integer, CASE WHEN g.refusal IS NULL THEN g.seq END, g.fresh,
    CASE WHEN g.refusal IS NOT NULL THEN v_kinds[g.refusal] END,
    CASE WHEN g.refusal IS NOT NULL THEN v_messages[g.refusal] END
  FROM unnest(v_seqs, v_fresh, v_refusals) WITH ORDINALITY AS g(seq, fresh, refusal, ord)
  ORDER BY g.ord;
END
$$;

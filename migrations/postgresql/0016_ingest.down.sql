-- SPDX-License-Identifier: GPL-3.0-or-later
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

  PERFORM set_config('plan_cache_mode', CASE WHEN pg_relation_size('sentinai.exception') < 2097152
                                             THEN 'force_custom_plan' ELSE 'force_generic_plan' END, true);
  <<attempt>>
  LOOP
    v_tries := v_tries + 1;
    PERFORM FROM (SELECT DISTINCT id COLLATE "C" AS id FROM unnest(exception_ids) AS id ORDER BY 1) AS g
    CROSS JOIN LATERAL (
      SELECT FROM sentinai.exception x WHERE x.tenant_id = v_tenant AND x.exception_id = g.id FOR NO KEY UPDATE) AS x;
    v_now := clock_timestamp();

    WITH known AS MATERIALIZED (
      SELECT k.* FROM (SELECT DISTINCT id FROM unnest(event_ids) AS id) AS g
      CROSS JOIN LATERAL (
        SELECT e.* FROM sentinai.exception_event e WHERE e.tenant_id = v_tenant AND e.event_id = g.id LIMIT 1) AS k
    ), present AS MATERIALIZED (
      SELECT p.* FROM (SELECT DISTINCT id FROM unnest(exception_ids) AS id) AS g
      CROSS JOIN LATERAL (
        SELECT x.* FROM sentinai.exception x WHERE x.tenant_id = v_tenant AND x.exception_id = g.id LIMIT 1) AS p
    ), given AS (
      SELECT g.*, g.event_type = 'ExceptionCreated' AS creates,
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
      FROM unnest(event_ids, exception_ids, event_types, actor_types, actor_ids, v_bodies, created_ats,
                  expected_versions, v_unfit)
        WITH ORDINALITY AS g(event_id, exception_id, event_type, actor_type, actor_id, body, created_at,
                             expected_version, unfit, ord)
    ), seen AS (
      SELECT g.*, k.seq AS known_seq,
        row_number() OVER same_id AS copy,
        first_value(g.ord) OVER same_id AS first_ord,
        CASE
          WHEN k.seq IS NOT NULL THEN
            (k.exception_id, k.event_type, k.actor_type, k.actor_id, k.created_at, k.payload)
              IS DISTINCT FROM (g.exception_id, g.event_type, g.actor_type, g.actor_id, g.created_at, g.body)
          ELSE
            first_value(ROW(g.exception_id, g.event_type, g.actor_type, g.actor_id, g.created_at, g.body))
              OVER same_id
              IS DISTINCT FROM ROW(g.exception_id, g.event_type, g.actor_type, g.actor_id, g.created_at, g.body)
          END AS differs
      FROM given g
      LEFT JOIN known k ON k.event_id = g.event_id
      WINDOW same_id AS (PARTITION BY g.event_id ORDER BY g.ord)
    ), placed AS (
      SELECT s.*,
        s.known_seq IS NULL AND s.copy = 1 AS fresh,
        (s.known_seq IS NULL AND s.copy = 1
          AND (s.creates OR coalesce(s.body -> 'changes', '{}') <> '{}'))::integer AS bump,
        row_number() OVER (PARTITION BY s.exception_id ORDER BY s.ord) AS nth
      FROM seen s
    ), based AS (
      SELECT p.*, x.version AS base_version,
        x.domain, x.type, x.severity, x.status, x.source_system, x.entity, x.amount, x.currency, x.sla_deadline,
        x.owner, x.current_playbook_id, x.current_step,
        coalesce(first_value(l.seq) OVER so_far, 0) + count(*) FILTER (WHERE p.fresh) OVER so_far AS next_seq,
        first_value(l.hash) OVER so_far AS last_hash,
        count(*) FILTER (WHERE p.fresh AND p.creates) OVER so_far AS creations,
        coalesce(x.version, 0) + sum(p.bump) OVER so_far - p.bump AS version_before
      FROM placed p
      LEFT JOIN present x ON x.exception_id = p.exception_id
      LEFT JOIN LATERAL (
        SELECT e.seq, e.hash FROM sentinai.exception_event e
        WHERE p.nth = 1 AND e.tenant_id = v_tenant AND e.exception_id = p.exception_id
        ORDER BY e.seq DESC LIMIT 1) AS l ON true
      WINDOW so_far AS (PARTITION BY p.exception_id ORDER BY p.ord)
    ), change AS (
      SELECT b.ord, b.creates, c.key AS field,
        CASE WHEN b.creates THEN c.value ELSE c.value -> 'to' END AS new_value, c.value -> 'from' AS old_value,
        CASE WHEN row_number() OVER earlier = 1 THEN
          CASE c.key
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
            WHEN 'current_step' THEN b.current_step::text END
        ELSE lag(CASE WHEN b.creates THEN c.value ELSE c.value -> 'to' END #>> '{}') OVER earlier END AS present
      FROM based b
      CROSS JOIN LATERAL jsonb_each(CASE WHEN b.creates THEN b.body -> 'state' ELSE b.body -> 'changes' END) AS c
      WHERE b.fresh AND b.problem IS NULL
      WINDOW earlier AS (PARTITION BY b.exception_id, c.key ORDER BY b.ord)
    ), judged AS (
      SELECT c.ord, c.field,
        CASE
          WHEN NOT c.creates AND (jsonb_typeof(c.new_value) IS NULL OR jsonb_typeof(c.old_value) IS NULL)
            THEN 'must be {"from": …, "to": …}'
          ELSE sentinai.value_problem(c.field, c.new_value) END AS problem,
        CASE
          WHEN c.creates THEN false
          WHEN sentinai.value_problem(c.field, c.old_value) IS NOT NULL THEN true
          WHEN c.old_value = 'null' OR c.present IS NULL THEN (c.old_value = 'null') <> (c.present IS NULL)
          WHEN c.field IN ('amount', 'current_playbook_id', 'current_step')
            THEN (c.old_value #>> '{}')::numeric <> c.present::numeric
          WHEN c.field = 'sla_deadline' THEN (c.old_value #>> '{}')::timestamptz <> c.present::timestamptz
          ELSE c.old_value #>> '{}' <> c.present END AS stale
      FROM change c
    ), faults AS (
      SELECT DISTINCT ON (j.ord) j.ord, j.field, j.problem
      FROM judged j WHERE j.problem IS NOT NULL OR j.stale
      ORDER BY j.ord, j.problem IS NULL, j.field
    ), verdicts AS (
      SELECT b.ord, b.exception_id, b.fresh, b.last_hash, b.base_version IS NULL AS creating,
        CASE WHEN b.copy > 1 AND b.known_seq IS NULL THEN
          first_value(b.next_seq) OVER (PARTITION BY b.event_id ORDER BY b.ord)
        ELSE coalesce(b.known_seq, b.next_seq) END AS seq,
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
    ), summed AS (
      SELECT v.*, min(v.ord) FILTER (WHERE v.verdict IS NOT NULL) OVER (PARTITION BY v.exception_id) AS refusal
      FROM verdicts v
    )
    SELECT array_agg(s.verdict[1] ORDER BY s.ord), array_agg(s.verdict[2] ORDER BY s.ord),
      array_agg(s.refusal::integer ORDER BY s.ord), array_agg(s.fresh AND s.refusal IS NULL ORDER BY s.ord),
      array_agg(s.creating ORDER BY s.ord), array_agg(s.seq ORDER BY s.ord),
      array_agg(s.last_hash ORDER BY s.ord), min(s.ord) FILTER (WHERE s.verdict IS NOT NULL)
    INTO v_kinds, v_messages, v_refusals, v_fresh, v_creating, v_seqs, v_last_hashes, v_refusal
    FROM summed s;

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

      INSERT INTO sentinai.exception_event (
        tenant_id, exception_id, seq, event_id, event_type, actor_type, actor_id, payload, created_at, recorded_at,
        prev_hash, hash)
      SELECT v_tenant, c.exception_id, c.seq, c.event_id, c.event_type, c.actor_type, c.actor_id, c.body,
        c.created_at, v_now, coalesce(lag(c.hash) OVER chain, c.start), c.hash
      FROM (
        SELECT g.*, s.start, sentinai.chain_hash(s.start, sentinai.event_canonical(
                 v_tenant, g.exception_id, g.seq, g.event_id, g.event_type, g.actor_type, g.actor_id, g.created_at,
                 v_now, g.body::text)) OVER (PARTITION BY g.exception_id ORDER BY g.seq) AS hash
        FROM unnest(event_ids, exception_ids, event_types, actor_types, actor_ids, v_bodies, created_ats, v_seqs,
                    v_last_hashes, v_fresh)
          AS g(event_id, exception_id, event_type, actor_type, actor_id, body, created_at, seq, last_hash, fresh)
        CROSS JOIN LATERAL (SELECT coalesce(g.last_hash, decode(repeat('00', 32), 'hex')) AS start) AS s
        WHERE g.fresh) AS c
      WINDOW chain AS (PARTITION BY c.exception_id ORDER BY c.seq);
      EXIT attempt;
    EXCEPTION WHEN unique_violation THEN
      -- Someone else has just created one of these exceptions, or used one of these event ids: look again.
      IF v_tries >= 3 THEN
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

DROP FUNCTION sentinai.is_state(jsonb);

CREATE OR REPLACE FUNCTION sentinai.moves(exception_ids text[], event_types text[], bodies jsonb[], created_ats timestamptz[],
                               fresh boolean[], creating boolean[], wanted boolean)
RETURNS TABLE (exception_id text, fields jsonb, bump integer, turns bigint, first timestamptz, latest timestamptz,
               resolved_at timestamptz)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT e.exception_id, jsonb_object_agg(c.field, c.new_value ORDER BY e.ord) FILTER (WHERE c.field IS NOT NULL),
    (count(*) FILTER (WHERE c.place = 1))::integer,
    count(*) FILTER (WHERE c.field = 'status' AND c.new_value <> c.old_value),
    min(e.created_at) FILTER (WHERE e.creates), max(e.created_at),
    (array_agg(CASE WHEN c.new_value = '"resolved"' THEN e.created_at END ORDER BY e.ord DESC)
       FILTER (WHERE c.field = 'status' AND c.new_value <> c.old_value))[1]
  FROM (
    SELECT g.*, g.event_type = 'ExceptionCreated' AS creates
    FROM unnest($1, $2, $3, $4, $5, $6)
      WITH ORDINALITY AS g(exception_id, event_type, body, created_at, fresh, creating, ord)
    WHERE g.fresh AND g.creating = $7) AS e
  LEFT JOIN LATERAL (
    SELECT s.key AS field, s.place, CASE WHEN e.creates THEN s.value ELSE s.value -> 'to' END AS new_value,
      CASE WHEN e.creates THEN 'null' ELSE s.value -> 'from' END AS old_value
    FROM jsonb_each(CASE WHEN e.creates THEN e.body -> 'state' ELSE e.body -> 'changes' END)
      WITH ORDINALITY AS s(key, value, place)) AS c ON true
  GROUP BY e.exception_id;
END;

CREATE OR REPLACE FUNCTION sentinai.chain_step(hash bytea, prev_hash bytea, canonical bytea) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  RETURN sha256('\x33323a'::bytea || coalesce(hash, prev_hash) || canonical);
END
$$;

CREATE OR REPLACE FUNCTION sentinai.event_canonical(tenant_id text, exception_id text, seq bigint, event_id uuid, event_type text,
                                         actor_type text, actor_id text, created_at timestamptz,
                                         recorded_at timestamptz, payload text) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE
RETURN convert_to(
  octet_length($1) || ':' || $1 || octet_length($2) || ':' || $2 || length($3::text) || ':' || $3
  || '36:' || $4 || octet_length($5) || ':' || $5 || octet_length($6) || ':' || $6
  || coalesce(octet_length($7) || ':' || $7, '-')
  || length((extract(epoch FROM $8) * 1000000)::bigint::text) || ':' || (extract(epoch FROM $8) * 1000000)::bigint
  || length((extract(epoch FROM $9) * 1000000)::bigint::text) || ':' || (extract(epoch FROM $9) * 1000000)::bigint
  || octet_length($10) || ':' || $10, 'UTF8');

DROP FUNCTION sentinai.micros(timestamptz);
DROP FUNCTION sentinai.event_canonical(text, text, bigint, uuid, text, text, text, text, text, text);

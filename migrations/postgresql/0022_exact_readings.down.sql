-- SPDX-License-Identifier: GPL-3.0-or-later
-- Each of these as it was.

CREATE OR REPLACE FUNCTION sentinai.value_problem(field text, value jsonb) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
  WHEN field IN ('domain', 'type', 'source_system', 'entity', 'owner') THEN
    CASE WHEN value = 'null' AND field = 'owner' THEN NULL
         WHEN jsonb_typeof(value) IS DISTINCT FROM 'string' THEN 'must be text'
         WHEN value = '""' AND field <> 'entity' THEN 'must not be empty'
         WHEN char_length(value #>> '{}') > 512 THEN 'must be at most 512 characters long' END
  WHEN field = 'severity' THEN
    CASE WHEN value IN ('"low"', '"medium"', '"high"', '"critical"') THEN NULL
         ELSE 'must be low, medium, high or critical' END
  WHEN field = 'status' THEN
    CASE WHEN value IN ('"open"', '"analyzing"', '"resolved"', '"escalated"') THEN NULL
         ELSE 'must be open, analyzing, resolved or escalated' END
  WHEN value = 'null' THEN
    CASE WHEN field IN ('amount', 'currency', 'sla_deadline', 'current_playbook_id', 'current_step') THEN NULL
         ELSE 'is not a field that can be set' END
  WHEN field = 'amount' THEN
    CASE WHEN jsonb_typeof(value) = 'string' AND value #>> '{}' ~ '^-?[0-9]{1,30}(\.[0-9]{1,15})?$' THEN NULL
         ELSE 'must be a decimal number as text, such as "1250.50", or null for none' END
  WHEN field = 'currency' THEN
    CASE WHEN jsonb_typeof(value) = 'string' AND value #>> '{}' ~ '^[A-Z]{3}$' THEN NULL
         ELSE 'must be an ISO 4217 code of three capital letters, or null for none' END
  WHEN field = 'sla_deadline' THEN
    CASE WHEN jsonb_typeof(value) = 'string' AND value #>> '{}' ~
              '^(?!0000)\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?Z$'
         THEN NULL
         ELSE 'must be an ISO 8601 time in UTC such as 2026-03-01T08:30:00Z, or null for none' END
  WHEN field IN ('current_playbook_id', 'current_step') THEN
    CASE WHEN jsonb_typeof(value) = 'number' AND value #>> '{}' ~ '^[0-9]{1,10}$'
              AND (value #>> '{}')::bigint <= 2147483647 THEN NULL
         ELSE 'must be a whole number from 0, or null for none' END
  ELSE 'is not a field that can be set'
END;

CREATE OR REPLACE FUNCTION sentinai.chain_step(hash bytea, prev_hash bytea, canonical bytea) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
AS $$
BEGIN
  RETURN pg_catalog.sha256('\x33323a'::pg_catalog.bytea OPERATOR(pg_catalog.||) coalesce(hash, prev_hash)
                           OPERATOR(pg_catalog.||) canonical);
END
$$;

CREATE OR REPLACE FUNCTION sentinai.payload_excess(event_type text, payload text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  body jsonb;
  changes jsonb;
  field text;
BEGIN
  body := payload::jsonb;
  IF jsonb_path_exists(body, 'strict $.**{65}') THEN
    RETURN 'payload is nested deeper than 64 levels';
  END IF;
  IF sentinai.event_action(event_type) = 'assist' AND coalesce(body -> 'changes', '{}') <> '{}' THEN
    RETURN format('%s changes nothing', event_type);
  END IF;
  changes := CASE WHEN event_type = 'ExceptionCreated' THEN body -> 'state' ELSE body -> 'changes' END;
  IF jsonb_typeof(changes) = 'object' THEN
    SELECT c.key INTO field
    FROM jsonb_each(changes) AS c
    WHERE CASE WHEN event_type = 'ExceptionCreated' THEN c.value #>> '{}' ELSE c.value ->> 'to' END
            ~ '[\x01-\x1f\x7f-\x9f]'
    ORDER BY c.key LIMIT 1;
  END IF;
  RETURN field || ' must not contain control characters';
EXCEPTION
  WHEN statement_too_complex THEN
    RETURN 'payload is nested deeper than 64 levels';
  WHEN data_exception OR program_limit_exceeded THEN
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION sentinai.unfit_event(exception_ids text[], event_types text[], actor_ids text[], payloads text[])
RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
AS $$
BEGIN
  RETURN (
    SELECT format('Event of %s: %s.', u.exception_id, u.problem)
    FROM (
      SELECT e.exception_id, e.ord,
        CASE
          WHEN e.exception_id || e.event_type || coalesce(e.actor_id, '') ~ '[\x01-\x1f\x7f-\x9f]'
            THEN 'ids and types must not contain control characters'
          WHEN sentinai.event_action(e.event_type) = 'unknown' AND e.event_type ~ '^[A-Za-z][A-Za-z0-9]*$'
            THEN format('%s is neither a standard type nor of the form source.name', e.event_type)
          WHEN octet_length(e.payload) > 1048576 THEN 'payload has more than 1 MiB'
          WHEN sentinai.event_action(e.event_type) = 'assist' OR strpos(e.payload, '\') > 0 OR strpos(e.payload, chr(127)) > 0
               OR (octet_length(e.payload) <> char_length(e.payload) AND e.payload ~ '[\x80-\x9f]')
               OR octet_length(e.payload) - octet_length(replace(replace(e.payload, '{', ''), '[', '')) > 64
            THEN sentinai.payload_excess(e.event_type, e.payload) END AS problem
      FROM unnest(exception_ids, event_types, actor_ids, payloads)
        WITH ORDINALITY AS e(exception_id, event_type, actor_id, payload, ord)) AS u
    WHERE u.problem IS NOT NULL
    ORDER BY u.ord LIMIT 1);
END
$$;

CREATE OR REPLACE FUNCTION sentinai.grant_member(role_name text, access text) RETURNS sentinai.tenant_member
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  tenant constant text := sentinai.require_access(VARIADIC sentinai.access_for('edit_members'));
  group_role constant text := CASE grant_member.access WHEN 'admin' THEN 'sentinai_tenant_admin'
                                                       ELSE 'sentinai_' || grant_member.access END;
  before text;
  made sentinai.tenant_member;
BEGIN
  IF grant_member.access IS NULL OR grant_member.access NOT IN ('analyst', 'supervisor', 'admin', 'agent') THEN
    RAISE EXCEPTION USING ERRCODE = 'SN004', MESSAGE = 'Access is analyst, supervisor, admin or agent.';
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles r WHERE r.rolname = grant_member.role_name) THEN
    RAISE EXCEPTION USING ERRCODE = 'SN002',
      MESSAGE = 'The server has no such role: an administrator of the server must create the login first.';
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles r WHERE r.rolname = grant_member.role_name AND r.rolcanlogin) THEN
    RAISE EXCEPTION USING ERRCODE = 'SN004', MESSAGE = 'This role cannot log in: name a login.';
  END IF;

  SELECT m.access INTO before FROM sentinai.tenant_member m
  WHERE m.tenant_id = tenant AND m.role_name = grant_member.role_name;
  IF before = 'admin' AND grant_member.access <> 'admin' THEN
    PERFORM sentinai.require_other_admin(tenant, grant_member.role_name);
  END IF;
  INSERT INTO sentinai.tenant_member AS m (tenant_id, role_name, access)
  VALUES (tenant, grant_member.role_name, grant_member.access)
  ON CONFLICT ON CONSTRAINT tenant_member_pkey DO UPDATE SET access = excluded.access
  WHERE m.access <> excluded.access;

  IF NOT EXISTS (SELECT FROM pg_auth_members g
                 JOIN pg_roles held ON held.oid = g.roleid
                 JOIN pg_roles holder ON holder.oid = g.member
                 WHERE held.rolname = group_role AND holder.rolname = grant_member.role_name) THEN
    EXECUTE format('GRANT %I TO %I', group_role, grant_member.role_name);
  END IF;
  SELECT m.* INTO STRICT made FROM sentinai.tenant_member m
  WHERE m.tenant_id = tenant AND m.role_name = grant_member.role_name;
  RETURN made;
END
$$;

CREATE OR REPLACE FUNCTION sentinai.revoke_member(role_name text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  tenant constant text := sentinai.require_access(VARIADIC sentinai.access_for('edit_members'));
  before text;
BEGIN
  SELECT m.access INTO before FROM sentinai.tenant_member m
  WHERE m.tenant_id = tenant AND m.role_name = revoke_member.role_name;
  IF NOT FOUND THEN
    RAISE EXCEPTION USING ERRCODE = 'SN002', MESSAGE = 'This login is no member of the tenant.';
  END IF;
  IF before = 'admin' THEN
    PERFORM sentinai.require_other_admin(tenant, revoke_member.role_name);
  END IF;
  DELETE FROM sentinai.tenant_member m WHERE m.tenant_id = tenant AND m.role_name = revoke_member.role_name;
END
$$;

CREATE OR REPLACE FUNCTION sentinai.schedule_work(exception_id text, at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  v_tenant constant text := sentinai.require_access(VARIADIC sentinai.access_for('schedule_work'));
BEGIN
  INSERT INTO sentinai.work_item AS w (tenant_id, exception_id, domain, due_at)
  SELECT x.tenant_id, x.exception_id, x.domain, schedule_work.at FROM sentinai.exception x
  WHERE x.tenant_id = v_tenant AND x.exception_id = schedule_work.exception_id
  ON CONFLICT ON CONSTRAINT work_item_pkey DO UPDATE SET
    calls = w.calls + (w.lease_id IS NOT NULL)::integer, state = 'ready', attempts = 0, lost = 0,
    due_at = least(w.due_at, excluded.due_at);
  IF NOT FOUND THEN
    RAISE EXCEPTION USING ERRCODE = 'SN002', MESSAGE = 'There is no such exception in this tenant.';
  END IF;
END
$$;

CREATE OR REPLACE FUNCTION sentinai.edit_work(exception_id text, due_at timestamptz, note text, retry boolean, seen_due_at timestamptz,
                                   seen_note text)
RETURNS SETOF sentinai.work_item
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  v_tenant constant text := sentinai.require_access(VARIADIC sentinai.access_for('manage_work'));
  iso constant text := 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"';
  present sentinai.work_item;
BEGIN
  IF char_length(edit_work.note) > 4000 THEN
    RAISE EXCEPTION USING ERRCODE = 'SN004', MESSAGE = 'A note has at most 4000 characters.';
  END IF;
  SELECT w.* INTO present FROM sentinai.work_item w
  WHERE w.tenant_id = v_tenant AND w.exception_id = edit_work.exception_id FOR UPDATE;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  IF present.lease_until > clock_timestamp() THEN
    RAISE EXCEPTION USING ERRCODE = 'SN001',
      MESSAGE = 'A worker is at this item. Change it once that is done with it, or drop it.';
  END IF;
  PERFORM sentinai.require_seen('The note about ' || present.exception_id, '"' || present.note || '"',
                                '"' || seen_note || '"');
  PERFORM sentinai.require_seen('The time of ' || present.exception_id, to_char(present.due_at AT TIME ZONE 'UTC', iso),
                                to_char(seen_due_at AT TIME ZONE 'UTC', iso));
  RETURN QUERY
  UPDATE sentinai.work_item w SET
    due_at = coalesce(edit_work.due_at, CASE WHEN retry THEN clock_timestamp() ELSE w.due_at END),
    note = coalesce(edit_work.note, w.note),
    state = CASE WHEN retry THEN 'ready' ELSE w.state END,
    attempts = CASE WHEN retry THEN 0 ELSE w.attempts END,
    lost = CASE WHEN retry THEN 0 ELSE w.lost + (w.lease_id IS NOT NULL)::integer END,
    lease_id = NULL, lease_owner = NULL, lease_until = NULL
  WHERE w.tenant_id = v_tenant AND w.exception_id = edit_work.exception_id
  RETURNING w.*;
END
$$;

ALTER TABLE sentinai.tenant DROP CONSTRAINT tenant_plain_name;
ALTER TABLE sentinai.playbook DROP CONSTRAINT playbook_plain_name, DROP CONSTRAINT playbook_shallow;
ALTER TABLE sentinai.playbook_step DROP CONSTRAINT playbook_step_plain_name, DROP CONSTRAINT playbook_step_shallow;
ALTER TABLE sentinai.tool_definition DROP CONSTRAINT tool_definition_plain_name, DROP CONSTRAINT tool_definition_shallow;
ALTER TABLE sentinai.domain_pack_version DROP CONSTRAINT domain_pack_version_shallow;
ALTER TABLE sentinai.tenant_policy_pack_version DROP CONSTRAINT tenant_policy_pack_version_shallow;

SELECT sentinai.redefine_for_guard(VARIADIC array_agg(format('ALTER FUNCTION sentinai.%I(%s) RESET standard_conforming_strings',
                                                             p.proname, pg_catalog.pg_get_function_identity_arguments(p.oid))))
FROM pg_catalog.pg_proc p
WHERE p.pronamespace = 'sentinai'::pg_catalog.regnamespace AND 'standard_conforming_strings=on' = ANY (p.proconfig);

-- SPDX-License-Identifier: GPL-3.0-or-later
-- What an editor saw, and what an event may hold: kept to by the database, whatever the client.

-- ---- Edits ----------------------------------------------------------------------------------------------------------

-- Refuses to go on where something is not what an editor saw, `none` being nothing; NULL: they did not look.
CREATE FUNCTION sentinai.require_seen(what text, present text, seen text) RETURNS void
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF seen <> coalesce(present, 'none') THEN
    RAISE EXCEPTION USING ERRCODE = 'SN001', MESSAGE = format(
      '%s is %s by now, not %s as you saw it. Look again, then decide.', what, coalesce(present, 'none'), seen);
  END IF;
END
$$;
REVOKE ALL ON FUNCTION sentinai.require_seen(text, text, text) FROM PUBLIC;

-- The access that a login has to the current tenant, which stays so until the end of the transaction: edits of a
-- tenant's members wait for one another.
CREATE FUNCTION sentinai.hold_access(role_name text) RETURNS text
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  tenant constant text := sentinai.require_access(VARIADIC sentinai.access_for('edit_members'));
  access text;
BEGIN
  PERFORM FROM sentinai.tenant t WHERE t.tenant_id = tenant FOR NO KEY UPDATE;
  SELECT m.access INTO access FROM sentinai.tenant_member m
  WHERE m.tenant_id = tenant AND m.role_name = hold_access.role_name FOR NO KEY UPDATE;
  RETURN access;
END
$$;
REVOKE ALL ON FUNCTION sentinai.hold_access(text) FROM PUBLIC;

CREATE FUNCTION sentinai.grant_member(role_name text, access text, seen text) RETURNS sentinai.tenant_member
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  PERFORM sentinai.require_seen('The access of ' || role_name, sentinai.hold_access(role_name), seen);
  RETURN sentinai.grant_member(role_name, access);
END
$$;

CREATE FUNCTION sentinai.revoke_member(role_name text, seen text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  PERFORM sentinai.require_seen('The access of ' || role_name, sentinai.hold_access(role_name), seen);
  PERFORM sentinai.revoke_member(role_name);
END
$$;

CREATE FUNCTION sentinai.set_tenant_status(id text, status text, seen text) RETURNS sentinai.tenant
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  present text;
BEGIN
  -- Seen by those who may change it; all others are refused below.
  SELECT t.status INTO present FROM sentinai.tenant t WHERE t.tenant_id = set_tenant_status.id FOR NO KEY UPDATE;
  IF FOUND THEN
    PERFORM sentinai.require_seen('The status of tenant ' || id, present, seen);
  END IF;
  RETURN sentinai.set_tenant_status(id, status);
END
$$;
REVOKE ALL ON FUNCTION sentinai.grant_member(text, text, text), sentinai.revoke_member(text, text),
  sentinai.set_tenant_status(text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sentinai.grant_member(text, text, text), sentinai.revoke_member(text, text),
  sentinai.set_tenant_status(text, text, text) TO sentinai_analyst, sentinai_agent;

-- ---- Events ---------------------------------------------------------------------------------------------------------

-- What a payload holds that no program would show as it is; NULL where it is fit, and where it is no payload at all,
-- which append_allowed_events() says.
CREATE FUNCTION sentinai.payload_excess(event_type text, payload text) RETURNS text
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
REVOKE ALL ON FUNCTION sentinai.payload_excess(text, text) FROM PUBLIC;

-- Why none of a batch is taken: what the programs refuse as well, so that only who goes round them hears of it. NULL
-- where all are fit. Most payloads need no second look: JSON writes control characters with a backslash, but for DEL and
-- those from U+0080, and nests by as many brackets.
CREATE FUNCTION sentinai.unfit_event(exception_ids text[], event_types text[], actor_ids text[], payloads text[])
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
          WHEN octet_length(e.payload) > 1048576 THEN 'payload has more than 1 MiB'
          WHEN strpos(e.payload, '\') > 0 OR strpos(e.payload, chr(127)) > 0
               OR (octet_length(e.payload) <> char_length(e.payload) AND e.payload ~ '[\x80-\x9f]')
               OR octet_length(e.payload) - octet_length(replace(replace(e.payload, '{', ''), '[', '')) > 64
            THEN sentinai.payload_excess(e.event_type, e.payload) END AS problem
      FROM unnest(exception_ids, event_types, actor_ids, payloads)
        WITH ORDINALITY AS e(exception_id, event_type, actor_id, payload, ord)) AS u
    WHERE u.problem IS NOT NULL
    ORDER BY u.ord LIMIT 1);
END
$$;
REVOKE ALL ON FUNCTION sentinai.unfit_event(text[], text[], text[], text[]) FROM PUBLIC;

CREATE OR REPLACE FUNCTION sentinai.append_events(
  event_ids uuid[], exception_ids text[], event_types text[], actor_types text[], actor_ids text[], payloads text[],
  created_ats timestamptz[], expected_versions integer[], atomic boolean)
RETURNS TABLE (ord integer, seq bigint, appended boolean, error_kind text, error_message text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
  tenant constant text := sentinai.require_access('analyst', 'supervisor', 'admin', 'agent');
  problem text := sentinai.forbidden_event(sentinai.current_access(), exception_ids, event_types, actor_types,
                                           actor_ids);
BEGIN
  IF problem IS NOT NULL THEN
    RAISE EXCEPTION USING ERRCODE = 'SN003', MESSAGE = problem;
  END IF;
  problem := sentinai.unfit_event(exception_ids, event_types, actor_ids, payloads);
  IF problem IS NOT NULL THEN
    RAISE EXCEPTION USING ERRCODE = 'SN004', MESSAGE = problem;
  END IF;
  -- Before the time of recording is taken: what was recorded up to some moment is then complete once every transaction
  -- that had a number at that moment has ended (checkpoint_cut()).
  PERFORM pg_current_xact_id();
  RETURN QUERY SELECT * FROM sentinai.append_allowed_events(event_ids, exception_ids, event_types, actor_types,
                                                            actor_ids, payloads, created_ats, expected_versions, atomic);
END
$$;

-- SPDX-License-Identifier: GPL-3.0-or-later
CREATE OR REPLACE FUNCTION sentinai.append_events(
  event_ids uuid[], exception_ids text[], event_types text[], actor_types text[], actor_ids text[], payloads text[],
  created_ats timestamptz[], expected_versions integer[], atomic boolean)
RETURNS TABLE (ord integer, seq bigint, appended boolean, error_kind text, error_message text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
DECLARE
  tenant constant text := sentinai.require_access('analyst', 'supervisor', 'admin', 'agent');
  access constant text := sentinai.current_access();
  is_agent constant boolean := access = 'agent';
  problem constant text := sentinai.forbidden_event(access, exception_ids, event_types, actor_types, actor_ids);
  part record;
BEGIN
  IF problem IS NOT NULL THEN
    RAISE EXCEPTION USING ERRCODE = 'SN003', MESSAGE = problem;
  END IF;
  -- Before the time of recording is taken: what was recorded up to some moment is then complete once every transaction
  -- that had a number at that moment has ended (checkpoint_cut()).
  PERFORM pg_current_xact_id();
  -- A text of JSON may spell any character by its number.
  IF NOT coalesce(event_types && ARRAY['ResolutionApproved', 'ResolutionRejected', 'PlaybookStarted',
                                       'PlaybookStepCompleted', 'PlaybookStepFailed', 'PlaybookCompleted', 'ToolCalled']
                  OR (is_agent AND EXISTS (
                        SELECT FROM unnest(event_types, payloads) AS g(event_type, payload)
                        WHERE g.event_type NOT LIKE '%.%' AND g.event_type <> 'ExceptionCreated'
                          AND (strpos(g.payload, 'resolved') > 0 OR strpos(g.payload, '\u') > 0))), false) THEN
    RETURN QUERY SELECT * FROM sentinai.append_allowed_events(
      event_ids, exception_ids, event_types, actor_types, actor_ids, payloads, created_ats, expected_versions, atomic);
  ELSIF atomic IS NOT FALSE THEN
    RETURN QUERY SELECT * FROM sentinai.append_decided_events(
      tenant, event_ids, exception_ids, event_types, actor_types, actor_ids, payloads, created_ats, expected_versions,
      atomic, is_agent);
  ELSE
    -- Each exception for itself, so that one that is refused leaves no trace.
    FOR part IN
      SELECT array_agg(g.ord::integer ORDER BY g.ord) AS ords, array_agg(g.event_id ORDER BY g.ord) AS event_ids,
        array_agg(g.exception_id ORDER BY g.ord) AS exception_ids,
        array_agg(g.event_type ORDER BY g.ord) AS event_types, array_agg(g.actor_type ORDER BY g.ord) AS actor_types,
        array_agg(g.actor_id ORDER BY g.ord) AS actor_ids, array_agg(g.payload ORDER BY g.ord) AS payloads,
        array_agg(g.created_at ORDER BY g.ord) AS created_ats,
        array_agg(g.expected_version ORDER BY g.ord) AS expected_versions
      FROM unnest(event_ids, exception_ids, event_types, actor_types, actor_ids, payloads, created_ats,
                  expected_versions)
        WITH ORDINALITY AS g(event_id, exception_id, event_type, actor_type, actor_id, payload, created_at,
                             expected_version, ord)
      GROUP BY g.exception_id
      ORDER BY g.exception_id COLLATE "C"
    LOOP
      BEGIN
        RETURN QUERY
        SELECT part.ords[a.ord], a.seq, a.appended, a.error_kind, a.error_message
        FROM sentinai.append_decided_events(
          tenant, part.event_ids, part.exception_ids, part.event_types, part.actor_types, part.actor_ids,
          part.payloads, part.created_ats, part.expected_versions, false, is_agent) AS a;
      EXCEPTION WHEN SQLSTATE 'SN001' OR SQLSTATE 'SN003' OR SQLSTATE 'SN004' THEN
        RETURN QUERY
        SELECT o, NULL::bigint, false, CASE SQLSTATE WHEN 'SN001' THEN 'Conflict' WHEN 'SN003' THEN 'PermissionDenied'
                                                     ELSE 'InvalidInput' END, SQLERRM
        FROM unnest(part.ords) AS o;
      END;
    END LOOP;
  END IF;
END
$$;
DROP FUNCTION sentinai.unfit_event(text[], text[], text[], text[]);
DROP FUNCTION sentinai.payload_excess(text, text);
DROP FUNCTION sentinai.set_tenant_status(text, text, text);
DROP FUNCTION sentinai.revoke_member(text, text);
DROP FUNCTION sentinai.grant_member(text, text, text);
DROP FUNCTION sentinai.hold_access(text);
DROP FUNCTION sentinai.require_seen(text, text, text);

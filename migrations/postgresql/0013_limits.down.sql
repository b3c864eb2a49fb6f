-- SPDX-License-Identifier: GPL-3.0-or-later
CREATE OR REPLACE FUNCTION sentinai.append_events(
  event_ids uuid[], exception_ids text[], event_types text[], actor_types text[], actor_ids text[], payloads text[],
  created_ats timestamptz[], expected_versions integer[], atomic boolean)
RETURNS TABLE (ord integer, seq bigint, appended boolean, error_kind text, error_message text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
  tenant constant text := sentinai.require_access('analyst', 'supervisor', 'admin', 'agent');
  problem constant text := sentinai.forbidden_event(sentinai.current_access(), exception_ids, event_types, actor_types,
                                                    actor_ids);
BEGIN
  IF problem IS NOT NULL THEN
    RAISE EXCEPTION USING ERRCODE = 'SN003', MESSAGE = problem;
  END IF;
  -- Before the time of recording is taken: what was recorded up to some moment is then complete once every transaction
  -- that had a number at that moment has ended (checkpoint_cut()).
  PERFORM pg_current_xact_id();
  RETURN QUERY SELECT * FROM sentinai.append_allowed_events(event_ids, exception_ids, event_types, actor_types,
                                                            actor_ids, payloads, created_ats, expected_versions, atomic);
END
$$;
DROP FUNCTION sentinai.unfit_event(text[], text[], text[], text[]);
DROP FUNCTION sentinai.payload_excess(text, text);
DROP FUNCTION sentinai.set_tenant_status(text, text, text);
DROP FUNCTION sentinai.revoke_member(text, text);
DROP FUNCTION sentinai.grant_member(text, text, text);
DROP FUNCTION sentinai.hold_access(text);
DROP FUNCTION sentinai.require_seen(text, text, text);

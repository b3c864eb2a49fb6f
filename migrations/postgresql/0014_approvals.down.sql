-- SPDX-License-Identifier: GPL-3.0-or-later
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

DROP FUNCTION sentinai.append_decided_events(text, uuid[], text[], text[], text[], text[], text[], timestamptz[],
                                             integer[], boolean, boolean);

CREATE OR REPLACE FUNCTION sentinai.forbidden_event(access text, exception_ids text[], event_types text[], actor_types text[],
                                         actor_ids text[], OUT problem text)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
  decides boolean;
BEGIN
  SELECT min(CASE WHEN NOT forbidden_event.access = ANY (sentinai.access_for(t.action)) THEN format(
           '%s needs access %s; login %s has %s.', t.event_type,
           array_to_string(sentinai.access_for(t.action), ' or '), session_user, forbidden_event.access) END),
    bool_or(t.action IN ('approve', 'reject'))
  INTO problem, decides
  FROM (SELECT d.event_type, sentinai.event_action(d.event_type) AS action
        FROM (SELECT DISTINCT u.event_type FROM unnest(event_types) AS u(event_type)) AS d) AS t;
  IF problem IS NULL AND (decides OR access IN ('analyst', 'agent')) THEN
    SELECT e.problem INTO problem
    FROM (
      SELECT u.ord,
        CASE
          WHEN u.action = 'import' THEN NULL
          WHEN forbidden_event.access = 'agent' THEN
            CASE WHEN u.actor_type = 'user'
                 THEN 'An agent''s login writes events of agents and systems, not of users.' END
          WHEN u.actor_type = 'user' AND u.actor_id = session_user::text THEN NULL
          WHEN u.action IN ('approve', 'reject') OR forbidden_event.access = 'analyst'
               AND (u.action <> 'assist' OR u.actor_type = 'user') THEN format(
            '%s must be by user %s, who writes it.', u.event_type, session_user) END AS problem
      FROM (SELECT g.*, sentinai.event_action(g.event_type) AS action
            FROM unnest(event_types, actor_types, actor_ids) WITH ORDINALITY AS g(event_type, actor_type, actor_id, ord))
        AS u) AS e
    WHERE e.problem IS NOT NULL
    ORDER BY e.ord LIMIT 1;
  END IF;
  IF problem IS NULL AND NOT access = ANY (sentinai.access_for('bulk_change'))
     AND (SELECT count(DISTINCT id) FROM unnest(exception_ids) AS id) > 1 THEN
    problem := format('Events of several exceptions at once need access %s; login %s has %s.',
                      array_to_string(sentinai.access_for('bulk_change'), ' or '), session_user, access);
  END IF;
END
$$;

DROP FUNCTION sentinai.check_decision(text, text, bigint, boolean);
DROP FUNCTION sentinai.changes_what_was_decided(text, text, jsonb);

DROP TRIGGER keep_steps ON sentinai.playbook_step;
DROP FUNCTION sentinai.keep_steps();
DROP TRIGGER note_activation ON sentinai.playbook;
DROP FUNCTION sentinai.note_activation();
ALTER TABLE sentinai.playbook DROP COLUMN activated_at;

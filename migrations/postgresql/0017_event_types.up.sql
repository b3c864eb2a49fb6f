-- SPDX-License-Identifier: GPL-3.0-or-later
-- An event of a type that nobody knows is nobody's to write: it would count as what a source says, and so get past what is
-- asked of an agent.

-- What appending an event of that type is. Foreign types, which imports write, have their source before a dot.
CREATE OR REPLACE FUNCTION sentinai.event_action(event_type text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
  WHEN $1 = 'ExceptionCreated' THEN 'create'
  WHEN $1 IN ('StatusChanged', 'SeverityChanged', 'AttributesChanged') THEN 'change'
  WHEN $1 = 'OwnerAssigned' THEN 'assign'
  WHEN $1 IN ('CommentAdded', 'FeedbackCaptured', 'CopilotQuestionAsked') THEN 'comment'
  WHEN $1 IN ('CopilotAnswerGiven', 'LLMDecisionProposed') THEN 'assist'
  WHEN $1 = 'ResolutionSuggested' THEN 'propose'
  WHEN $1 = 'ResolutionApproved' THEN 'approve'
  WHEN $1 = 'ResolutionRejected' THEN 'reject'
  WHEN $1 IN ('PlaybookStarted', 'PlaybookStepCompleted', 'PlaybookStepFailed', 'PlaybookCompleted', 'ToolCalled')
    THEN 'run_playbook'
  WHEN $1 IN ('ExceptionNormalized', 'TriageCompleted', 'PolicyEvaluated', 'SlaBreached') THEN 'analyse'
  WHEN strpos($1, '.') > 0 THEN 'import'
  ELSE 'unknown'
END;

-- As before, and each event has a type that is known.
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

-- SPDX-License-Identifier: GPL-3.0-or-later
DROP FUNCTION sentinai.edit_work(text, timestamptz, text, boolean, timestamptz, text);

-- Changes when an item is due and what people note about it; NULL leaves either as it is. With `retry` it is tried again,
-- then or at once, dead or not, with all attempts before it. Refused while a worker is at it, which says when the item is
-- due next, or takes it away with its note. A worker that is late loses it.
CREATE FUNCTION sentinai.edit_work(exception_id text, due_at timestamptz, note text, retry boolean)
RETURNS SETOF sentinai.work_item
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  v_tenant constant text := sentinai.require_access(VARIADIC sentinai.access_for('manage_work'));
  v_taken boolean;
BEGIN
  IF char_length(edit_work.note) > 4000 THEN
    RAISE EXCEPTION USING ERRCODE = 'SN004', MESSAGE = 'A note has at most 4000 characters.';
  END IF;
  SELECT w.lease_until > clock_timestamp() INTO v_taken FROM sentinai.work_item w
  WHERE w.tenant_id = v_tenant AND w.exception_id = edit_work.exception_id FOR UPDATE;
  IF v_taken THEN
    RAISE EXCEPTION USING ERRCODE = 'SN001',
      MESSAGE = 'A worker is at this item. Change it once that is done with it, or drop it.';
  END IF;
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
REVOKE ALL ON FUNCTION sentinai.edit_work(text, timestamptz, text, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sentinai.edit_work(text, timestamptz, text, boolean) TO sentinai_supervisor;

-- SPDX-License-Identifier: GPL-3.0-or-later
-- Checkpoints: what a client found the heads of all chains of a tenant to be at some moment. Who can write past every
-- trigger can change a chain and its checkpoint here, but not what the client has kept.

CREATE TABLE sentinai.checkpoint (
  tenant_id text COLLATE "C" NOT NULL REFERENCES sentinai.tenant,
  number integer NOT NULL CHECK (number > 0),
  at timestamptz NOT NULL, -- events recorded until then are in it
  exceptions bigint NOT NULL CHECK (exceptions >= 0),
  events bigint NOT NULL CHECK (events >= 0),
  root bytea NOT NULL CHECK (octet_length(root) = 32),
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  created_by text COLLATE "C" NOT NULL DEFAULT session_user,
  PRIMARY KEY (tenant_id, number)
);

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON sentinai.checkpoint
  FOR EACH STATEMENT EXECUTE FUNCTION sentinai.refuse_change();

ALTER TABLE sentinai.checkpoint ENABLE ROW LEVEL SECURITY;
ALTER TABLE sentinai.checkpoint FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON sentinai.checkpoint
  USING (tenant_id = (SELECT sentinai.current_tenant()))
  WITH CHECK (tenant_id = (SELECT sentinai.current_tenant()));
GRANT SELECT ON sentinai.checkpoint TO sentinai_analyst, sentinai_agent;

-- A moment until which everything that was recorded is there to be read, whatever is being written: it waits for the
-- transactions under way, and nobody waits for it. Who appends takes their transaction's number first and the time of
-- recording then; so what was recorded before the moment is by transactions with lower numbers than the one that is taken
-- here after it.
CREATE FUNCTION sentinai.checkpoint_cut() RETURNS timestamptz
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  tenant constant text := sentinai.require_access(VARIADIC sentinai.access_for('checkpoint'));
  cut timestamptz;
  number xid8;
BEGIN
  IF pg_current_xact_id_if_assigned() IS NOT NULL THEN
    RAISE EXCEPTION USING ERRCODE = 'SN004', MESSAGE = 'Ask for a checkpoint''s moment before anything is written.';
  END IF;
  cut := clock_timestamp();
  number := pg_current_xact_id();
  WHILE pg_snapshot_xmin(pg_current_snapshot()) < number LOOP
    PERFORM pg_sleep(0.02);
  END LOOP;
  RETURN cut;
END
$$;
REVOKE ALL ON FUNCTION sentinai.checkpoint_cut() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sentinai.checkpoint_cut() TO sentinai_supervisor;

-- Stores a checkpoint of the current tenant under the next number.
CREATE FUNCTION sentinai.record_checkpoint(at timestamptz, exceptions bigint, events bigint, root bytea)
RETURNS sentinai.checkpoint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  v_tenant constant text := sentinai.require_access(VARIADIC sentinai.access_for('checkpoint'));
  made sentinai.checkpoint;
BEGIN
  IF (record_checkpoint.at <= clock_timestamp() AND record_checkpoint.exceptions >= 0 AND record_checkpoint.events >= 0
      AND octet_length(record_checkpoint.root) = 32) IS NOT TRUE THEN
    RAISE EXCEPTION USING ERRCODE = 'SN004',
      MESSAGE = 'A checkpoint has a moment that is past, counts, and a root of 32 bytes.';
  END IF;
  -- One after the other, so that two do not take the same number.
  PERFORM pg_advisory_xact_lock(hashtext('sentinai.checkpoint ' || sentinai.channel_of(v_tenant)));
  INSERT INTO sentinai.checkpoint AS c (tenant_id, number, at, exceptions, events, root)
  SELECT v_tenant, coalesce(max(k.number), 0) + 1, record_checkpoint.at, record_checkpoint.exceptions,
    record_checkpoint.events, record_checkpoint.root
  FROM sentinai.checkpoint k WHERE k.tenant_id = v_tenant
  RETURNING c.* INTO STRICT made;
  RETURN made;
END
$$;
REVOKE ALL ON FUNCTION sentinai.record_checkpoint(timestamptz, bigint, bigint, bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sentinai.record_checkpoint(timestamptz, bigint, bigint, bytea) TO sentinai_supervisor;

-- SPDX-License-Identifier: GPL-3.0-or-later
-- Tells whoever listens, on commit, that exceptions have got new events.
--
-- Row-level security does not cover notifications, so they carry nothing but ids of events: to learn which exceptions
-- these belong to, the listener reads them through the policies.

-- What the names of channels are made with, so that nobody can work out another tenant's.
CREATE TABLE sentinai.change_key (
  id integer PRIMARY KEY DEFAULT 1 CHECK (id = 1),
  key bytea NOT NULL CHECK (octet_length(key) = 32)
);
INSERT INTO sentinai.change_key (key)
VALUES (sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())));

CREATE FUNCTION sentinai.channel_of(tenant text) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
  SELECT 'sentinai_' || left(encode(sha256(k.key || convert_to(tenant, 'UTF8')), 'hex'), 40)
  FROM sentinai.change_key k
$$;
REVOKE ALL ON FUNCTION sentinai.channel_of(text) FROM PUBLIC;

-- The channel of the current tenant; NULL for whoever is no member of it.
CREATE FUNCTION sentinai.change_channel() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT sentinai.channel_of(sentinai.current_tenant()) $$;
REVOKE ALL ON FUNCTION sentinai.change_channel() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sentinai.change_channel() TO sentinai_analyst, sentinai_agent;

-- The ids of up to 350 events in a payload, as base64 of 16 bytes each: a payload holds 8000 bytes. Of more events than
-- anyone would look up one by one it only says that there are many.
CREATE FUNCTION sentinai.announce_events() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF (SELECT count(*) FROM added) > 2000 THEN
    PERFORM pg_notify(sentinai.channel_of(t.tenant_id), 'many')
    FROM (SELECT DISTINCT a.tenant_id FROM added a) AS t;
  ELSE
    PERFORM pg_notify(sentinai.channel_of(p.tenant_id), encode(p.ids, 'base64'))
    FROM (
      SELECT n.tenant_id, string_agg(uuid_send(n.event_id), '') AS ids
      FROM (SELECT a.tenant_id, a.event_id, row_number() OVER (PARTITION BY a.tenant_id) AS place FROM added a) AS n
      GROUP BY n.tenant_id, (n.place - 1) / 350) AS p;
  END IF;
  RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION sentinai.announce_events() FROM PUBLIC;

CREATE TRIGGER announce AFTER INSERT ON sentinai.exception_event
  REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION sentinai.announce_events();

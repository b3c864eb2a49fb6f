-- SPDX-License-Identifier: GPL-3.0-or-later
-- The roles stay: they belong to the whole cluster, and other databases may use them.

DROP FUNCTION sentinai.revoke_member(text);
DROP FUNCTION sentinai.grant_member(text, text);
DROP FUNCTION sentinai.require_other_admin(text, text);
DROP FUNCTION sentinai.drop_group_role(text, text);
DROP FUNCTION sentinai.set_tenant_status(text, text);
DROP FUNCTION sentinai.create_tenant(text, text);
DROP POLICY admins_write ON sentinai.tenant_member;
DROP POLICY founders_insert ON sentinai.tenant_member;
DROP POLICY members_read ON sentinai.tenant_member;
DROP POLICY guard_reads ON sentinai.tenant_member;
DROP POLICY admins_update ON sentinai.tenant;
DROP POLICY founders_insert ON sentinai.tenant;
DROP POLICY members_read ON sentinai.tenant;
DROP POLICY guard_reads ON sentinai.tenant;
DROP FUNCTION sentinai.require_access(text[]);
DROP FUNCTION sentinai.holds_access(text, text);
DROP FUNCTION sentinai.my_tenants();
DROP FUNCTION sentinai.writable_tenant();
DROP FUNCTION sentinai.current_access();
DROP FUNCTION sentinai.access_to(text);
DROP FUNCTION sentinai.current_tenant();
DROP FUNCTION sentinai.give_to_guard(regprocedure[]);
DROP TABLE sentinai.tenant_member;
DROP TABLE sentinai.tenant;
REVOKE USAGE ON SCHEMA sentinai
  FROM sentinai_guard, sentinai_analyst, sentinai_supervisor, sentinai_admin, sentinai_agent;

DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_catalog.pg_database d
             JOIN pg_catalog.pg_db_role_setting s ON s.setdatabase = d.oid AND s.setrole = 0
             WHERE d.datname = current_database() AND pg_catalog.pg_has_role(current_user, d.datdba, 'USAGE')
               AND 'search_path=sentinai, public' = ANY (s.setconfig)) THEN
    EXECUTE format('ALTER DATABASE %I RESET search_path', current_database());
  END IF;
END
$$;

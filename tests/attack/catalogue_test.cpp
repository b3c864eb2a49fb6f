// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/migrations/sql_login.h"
#include "tests/support/test_database.h"

#include <QTest>

using namespace sentinai;
using namespace Qt::StringLiterals;

/// What the catalogue says of every object there is, so that none is added that gives a way round. Each question lists
/// what breaks a rule.
class CatalogueTest : public QObject {
  Q_OBJECT

  std::unique_ptr<TestDatabase> m_database;

  [[nodiscard]] QString found(const QString& sql) {
    QStringList rows;
    // With the path that leaves every name its schema.
    for (const QStringList& row : m_database->executeBehindTheBack(u"SET search_path = pg_catalog; "_s + sql)) {
      rows << row.join(u' ');
    }
    return rows.join(u'\n');
  }

  /// What breaks a rule now, and what does once `sql` has added to it.
  [[nodiscard]] std::pair<QString, QString> foundAfter(const QString& question, const QString& sql) {
    const QString before = found(question);
    SqlLogin owner(m_database->ownerUrl());
    const SqlAnswer answer = owner.run(sql);
    return {before, answer.succeeded() ? found(question) : answer.message};
  }

private Q_SLOTS:
  void init() { m_database = std::make_unique<TestDatabase>(DatabaseUrl::Engine::PostgreSql); }

  void tenantTablesAreBehindTheirPolicies() {
    const auto [before, after] = foundAfter(
        uR"(
SELECT c.oid::regclass, c.relrowsecurity, c.relforcerowsecurity FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
WHERE c.relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
  AND c.relkind IN ('r', 'p', 'f', 'm')
  AND (NOT c.relrowsecurity OR NOT c.relforcerowsecurity
       OR NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polcmd IN ('r', '*')
                      AND pg_get_expr(p.polqual, p.polrelid) ~ 'current_tenant\(\)|my_tenants\(\)'))
ORDER BY 1)"_s,
        u"CREATE TABLE sentinai.forgotten (tenant_id text); "
        "CREATE TABLE sentinai.unforced (tenant_id text); ALTER TABLE sentinai.unforced ENABLE ROW LEVEL SECURITY; "
        "CREATE TABLE sentinai.wide (tenant_id text); ALTER TABLE sentinai.wide ENABLE ROW LEVEL SECURITY; "
        "ALTER TABLE sentinai.wide FORCE ROW LEVEL SECURITY; CREATE POLICY all_of_it ON sentinai.wide USING (true)"_s);
    QCOMPARE(before, QString());
    QCOMPARE(after, u"sentinai.forgotten f f\nsentinai.unforced t f\nsentinai.wide t t"_s);
  }

  /// A policy that asks for nothing is the guard's, which nobody becomes, or a trigger's.
  void noPolicyIsOpen() {
    const auto [before, after] = foundAfter(uR"(
SELECT p.polrelid::regclass, p.polname FROM pg_policy p
WHERE (pg_get_expr(p.polqual, p.polrelid) = 'true' OR pg_get_expr(p.polwithcheck, p.polrelid) = 'true')
  AND p.polroles <> ARRAY['sentinai_guard'::regrole::oid]
  AND NOT (p.polcmd = 'a' AND p.polroles = ARRAY['sentinai_test_owner'::regrole::oid])
ORDER BY 1)"_s,
                                            u"CREATE POLICY open ON sentinai.playbook FOR SELECT USING (true)"_s);
    QCOMPARE(before, QString());
    QCOMPARE(after, u"sentinai.playbook open"_s);
  }

  /// Each policy, word for word: what it is for, whom, what they see, and what they may leave behind.
  void policiesSayNothingElse() {
    const auto [before, after] = foundAfter(uR"(
SELECT string_agg(split_part(p.polrelid::regclass::text, '.', 2), ' ' ORDER BY p.polrelid::regclass::text COLLATE "C")
         || ', ' || p.polcmd::text || ', ' || p.roles || ': ' || p.sees || ' -> ' || p.leaves
FROM (
  SELECT k.polrelid, k.polcmd,
    (SELECT string_agg(CASE WHEN r = 0 THEN 'all' ELSE r::regrole::text END, ' ' ORDER BY r::regrole::text COLLATE "C")
     FROM unnest(k.polroles) AS r) AS roles,
    coalesce(regexp_replace(pg_get_expr(k.polqual, k.polrelid), '\s+', ' ', 'g'), '-') AS sees,
    coalesce(regexp_replace(pg_get_expr(k.polwithcheck, k.polrelid), '\s+', ' ', 'g'), '-') AS leaves
  FROM pg_policy k) AS p
GROUP BY p.polcmd, p.roles, p.sees, p.leaves
ORDER BY min(p.polrelid::regclass::text COLLATE "C"), p.polcmd, p.roles COLLATE "C")"_s,
                                            u"ALTER POLICY tenant ON sentinai.exception WITH CHECK (true)"_s);
    const QString expected = uR"(audit_log, a, sentinai_test_owner: - -> true
audit_log, r, all: (((tenant_id = ( SELECT sentinai.current_tenant() AS current_tenant)) AND ( SELECT (sentinai.current_access() = ANY (sentinai.access_for('read_audit'::text))))) OR ((tenant_id IS NULL) AND ( SELECT sentinai.is_operator() AS is_operator))) -> -
checkpoint exception exception_event exception_rollup work_item, *, all: (tenant_id = ( SELECT sentinai.current_tenant() AS current_tenant)) -> (tenant_id = ( SELECT sentinai.current_tenant() AS current_tenant))
domain_pack_active domain_pack_version, a, all: - -> ( SELECT sentinai.is_operator() AS is_operator)
domain_pack_active domain_pack_version, r, all: ( SELECT (sentinai.is_operator() OR (EXISTS ( SELECT FROM sentinai.my_tenants() my_tenants(my_tenants))))) -> -
domain_pack_active, w, all: ( SELECT sentinai.is_operator() AS is_operator) -> ( SELECT sentinai.is_operator() AS is_operator)
exception tenant tenant_member, r, sentinai_guard: true -> -
playbook playbook_step, a, all: - -> ((tenant_id = ( SELECT sentinai.writable_tenant() AS writable_tenant)) AND (( SELECT sentinai.current_access() AS current_access) = ANY (ARRAY['supervisor'::text, 'admin'::text])))
playbook playbook_step tenant_policy_pack_active tenant_policy_pack_version, r, all: (tenant_id = ( SELECT sentinai.current_tenant() AS current_tenant)) -> -
playbook playbook_step, w, all: (tenant_id = ( SELECT sentinai.current_tenant() AS current_tenant)) -> ((tenant_id = ( SELECT sentinai.writable_tenant() AS writable_tenant)) AND (( SELECT sentinai.current_access() AS current_access) = ANY (ARRAY['supervisor'::text, 'admin'::text])))
tenant, a, sentinai_test_owner: - -> pg_has_role(SESSION_USER, 'sentinai_admin'::name, 'MEMBER'::text)
tenant, r, sentinai_admin sentinai_agent sentinai_analyst sentinai_supervisor sentinai_test_owner: (tenant_id = ANY (ARRAY( SELECT sentinai.my_tenants() AS my_tenants))) -> -
tenant, w, sentinai_test_owner: (sentinai.access_to(tenant_id) = 'admin'::text) -> -
tenant_member, *, sentinai_test_owner: ((tenant_id = ( SELECT sentinai.writable_tenant() AS writable_tenant)) AND (( SELECT sentinai.current_access() AS current_access) = 'admin'::text)) -> -
tenant_member, a, sentinai_test_owner: - -> ((role_name = (SESSION_USER)::text) AND (access = 'admin'::text) AND pg_has_role(SESSION_USER, 'sentinai_admin'::name, 'MEMBER'::text))
tenant_member, r, sentinai_admin sentinai_agent sentinai_analyst sentinai_supervisor sentinai_test_owner: ((tenant_id = ( SELECT sentinai.current_tenant() AS current_tenant)) OR (role_name = (SESSION_USER)::text)) -> -
tenant_policy_pack_active tenant_policy_pack_version, a, all: - -> ((tenant_id = ( SELECT sentinai.writable_tenant() AS writable_tenant)) AND (( SELECT sentinai.current_access() AS current_access) = 'admin'::text))
tenant_policy_pack_active, w, all: (tenant_id = ( SELECT sentinai.current_tenant() AS current_tenant)) -> ((tenant_id = ( SELECT sentinai.writable_tenant() AS writable_tenant)) AND (( SELECT sentinai.current_access() AS current_access) = 'admin'::text))
tool_definition, a, all: - ->  CASE WHEN (tenant_id IS NULL) THEN ( SELECT pg_has_role(SESSION_USER, 'sentinai_admin'::name, 'MEMBER'::text) AS pg_has_role) ELSE ((tenant_id = ( SELECT sentinai.writable_tenant() AS writable_tenant)) AND (( SELECT sentinai.current_access() AS current_access) = ANY (ARRAY['supervisor'::text, 'admin'::text]))) END
tool_definition, d, all: ((tenant_id = ( SELECT sentinai.current_tenant() AS current_tenant)) OR (tenant_id IS NULL)) -> -
tool_definition, r, all: ((tenant_id = ( SELECT sentinai.current_tenant() AS current_tenant)) OR ((tenant_id IS NULL) AND ( SELECT (sentinai.is_operator() OR (EXISTS ( SELECT FROM sentinai.my_tenants() my_tenants(my_tenants))))))) -> -
tool_definition, w, all: ((tenant_id = ( SELECT sentinai.current_tenant() AS current_tenant)) OR (tenant_id IS NULL)) ->  CASE WHEN (tenant_id IS NULL) THEN ( SELECT pg_has_role(SESSION_USER, 'sentinai_admin'::name, 'MEMBER'::text) AS pg_has_role) ELSE ((tenant_id = ( SELECT sentinai.writable_tenant() AS writable_tenant)) AND (( SELECT sentinai.current_access() AS current_access) = ANY (ARRAY['supervisor'::text, 'admin'::text]))) END)"_s;
    QCOMPARE(before, expected);
    QVERIFY(after != before);
  }

  /// The columns that a role may name by itself, and the tables that it may read.
  void columnsAreGrantedByName() {
    const auto [before, after] = foundAfter(uR"(
SELECT g.place || ', ' || g.grantee || ', ' || g.privilege || ': ' || string_agg(g.what, ' ' ORDER BY g.what COLLATE "C")
FROM (
  SELECT split_part(t.attrelid::regclass::text, '.', 2) AS place,
    a.privilege_type || CASE WHEN a.is_grantable THEN ' to grant' ELSE '' END AS privilege, t.attname::text AS what,
    CASE WHEN a.grantee = 0 THEN 'all' ELSE a.grantee::regrole::text END AS grantee
  FROM pg_attribute t JOIN pg_class c ON c.oid = t.attrelid, aclexplode(t.attacl) a
  WHERE c.relnamespace = 'sentinai'::regnamespace
  UNION ALL
  SELECT 'tables', a.privilege_type || CASE WHEN a.is_grantable THEN ' to grant' ELSE '' END,
    split_part(c.oid::regclass::text, '.', 2),
    CASE WHEN a.grantee = 0 THEN 'all' ELSE a.grantee::regrole::text END
  FROM pg_class c, aclexplode(c.relacl) a
  WHERE c.relnamespace = 'sentinai'::regnamespace AND c.relkind <> 'S' AND a.grantee <> c.relowner) AS g
GROUP BY g.place, g.grantee, g.privilege
ORDER BY g.place COLLATE "C", g.grantee COLLATE "C", g.privilege)"_s,
                                            u"GRANT SELECT (lease_id) ON sentinai.work_item TO sentinai_analyst"_s);
    const QString expected = uR"(domain_pack_active, sentinai_admin, INSERT: activated_by domain version
domain_pack_active, sentinai_admin, UPDATE: activated_at activated_by version
domain_pack_version, sentinai_admin, INSERT: created_by domain pack_json version
exception, sentinai_guard, SELECT: exception_id search_text tenant_id
playbook, sentinai_supervisor, INSERT: active conditions name tenant_id version
playbook, sentinai_supervisor, UPDATE: active
playbook_step, sentinai_supervisor, INSERT: action_type name params playbook_id step_order tenant_id
playbook_step, sentinai_supervisor, UPDATE: step_order
tables, all, SELECT: schema_migration
tables, sentinai_agent, SELECT: checkpoint domain_pack_active domain_pack_version exception exception_event exception_rollup playbook playbook_step tenant tenant_member tenant_policy_pack_active tenant_policy_pack_version tool_definition
tables, sentinai_analyst, SELECT: checkpoint domain_pack_active domain_pack_version exception exception_event exception_rollup playbook playbook_step tenant tenant_member tenant_policy_pack_active tenant_policy_pack_version tool_definition
tables, sentinai_supervisor, SELECT: audit_log
tenant, sentinai_guard, SELECT: status tenant_id
tenant_member, sentinai_guard, SELECT: access role_name tenant_id
tenant_policy_pack_active, sentinai_tenant_admin, INSERT: activated_by tenant_id version
tenant_policy_pack_active, sentinai_tenant_admin, UPDATE: activated_at activated_by version
tenant_policy_pack_version, sentinai_tenant_admin, INSERT: created_by pack_json tenant_id version
tool_definition, sentinai_supervisor, INSERT: config name tenant_id type
tool_definition, sentinai_supervisor, UPDATE: config name type
work_item, sentinai_agent, SELECT: attempts calls created_at domain due_at error error_class exception_id lease_owner lease_until lost note state tenant_id
work_item, sentinai_analyst, SELECT: attempts calls created_at domain due_at error error_class exception_id lease_owner lease_until lost note state tenant_id)"_s;
    QCOMPARE(before, expected);
    QVERIFY(after != before);
  }

  void foreignKeysCarryTheTenant() {
    const auto [before, after] = foundAfter(
        uR"(
SELECT k.conrelid::regclass, k.conname FROM pg_constraint k
JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attname = 'tenant_id'
JOIN pg_attribute f ON f.attrelid = k.confrelid AND f.attname = 'tenant_id'
WHERE k.contype = 'f' AND NOT (k.conkey[1] = a.attnum AND k.confkey[1] = f.attnum)
ORDER BY 1)"_s,
        u"CREATE TABLE sentinai.loose (tenant_id text, tool_id integer REFERENCES sentinai.tool_definition)"_s);
    QCOMPARE(before, QString());
    QCOMPARE(after, u"sentinai.loose loose_tool_id_fkey"_s);
  }

  /// And every tenant table has one, except the log, which outlives what it tells of.
  void tenantTablesReferToTheirTenant() {
    const auto [before, after] = foundAfter(uR"(
SELECT c.oid::regclass FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
WHERE c.relnamespace = 'sentinai'::regnamespace AND c.relkind = 'r'
  AND c.oid NOT IN ('sentinai.tenant'::regclass, 'sentinai.audit_log'::regclass)
  AND NOT EXISTS (SELECT FROM pg_constraint k
                  WHERE k.conrelid = c.oid AND k.contype = 'f' AND k.conkey[1] = a.attnum)
ORDER BY 1)"_s,
                                            u"CREATE TABLE sentinai.loose (tenant_id text)"_s);
    QCOMPARE(before, QString());
    QCOMPARE(after, u"sentinai.loose"_s);
  }

  /// Unique keys without the tenant tell who has what; those that are there hold numbers that nobody chooses.
  void uniqueKeysStartWithTheTenant() {
    const auto [before, after] = foundAfter(uR"(
SELECT i.indexrelid::regclass FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
JOIN pg_attribute first ON first.attrelid = c.oid AND first.attnum = i.indkey[0]
WHERE c.relnamespace = 'sentinai'::regnamespace AND i.indisunique AND i.indpred IS NULL
  AND first.attnum <> a.attnum
  AND NOT (first.attidentity = 'a' AND NOT EXISTS (
    SELECT FROM pg_roles r WHERE r.rolname LIKE 'sentinai\_%' AND NOT r.rolcanlogin
      AND has_column_privilege(r.oid, c.oid, first.attnum, 'INSERT, UPDATE')))
ORDER BY 1)"_s,
                                            u"ALTER TABLE sentinai.playbook ADD CONSTRAINT everybodys UNIQUE (name)"_s);
    QCOMPARE(before, QString());
    QCOMPARE(after, u"sentinai.everybodys"_s);
  }

  void functionsWithRightsOfTheirOwnAreGuarded() {
    const auto [before, after] =
        foundAfter(uR"(
SELECT p.oid::regprocedure FROM pg_proc p
WHERE p.pronamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace) AND p.prosecdef
  AND (NOT coalesce(p.proconfig, '{}') @> ARRAY['search_path=pg_catalog, pg_temp']
       OR has_function_privilege('public', p.oid, 'EXECUTE')
          AND p.proname NOT IN ('access_to', 'current_access', 'current_tenant', 'my_tenants', 'writable_tenant'))
ORDER BY 1)"_s,
                   u"CREATE FUNCTION sentinai.way_round() RETURNS bigint LANGUAGE sql SECURITY DEFINER "
                   "AS 'SELECT count(*) FROM sentinai.exception'"_s);
    QCOMPARE(before, QString());
    QCOMPARE(after, u"sentinai.way_round()"_s);
  }

  /// What the guard, which sees all tenants, does for others.
  void theGuardHasFewFunctions() {
    QCOMPARE(found(u"SELECT p.oid::regprocedure FROM pg_proc p WHERE p.proowner = 'sentinai_guard'::regrole "
                   "AND p.pronamespace = 'sentinai'::regnamespace ORDER BY p.oid::regprocedure::text COLLATE \"C\""_s),
             u"sentinai.access_to(text)\nsentinai.current_access()\nsentinai.current_tenant()\nsentinai.my_tenants()\n"
             "sentinai.search_exceptions(text[])\nsentinai.search_exceptions(text[],bigint)\n"
             "sentinai.writable_tenant()"_s);
  }

  void viewsAskAsWhoeverReadsThem() {
    const auto [before, after] = foundAfter(uR"(
SELECT c.oid::regclass FROM pg_class c
WHERE c.relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
  AND (c.relkind = 'm' OR c.relkind = 'v' AND NOT coalesce(c.reloptions, '{}') @> ARRAY['security_invoker=true'])
ORDER BY 1)"_s,
                                            u"CREATE VIEW sentinai.through AS SELECT * FROM sentinai.exception"_s);
    QCOMPARE(before, QString());
    QCOMPARE(after, u"sentinai.through"_s);
  }

  void sequencesTellNobody() {
    const auto [before, after] =
        foundAfter(uR"(
SELECT c.oid::regclass, r.rolname FROM pg_class c, pg_roles r
WHERE c.relkind = 'S' AND c.relnamespace = 'sentinai'::regnamespace
  AND r.rolname LIKE 'sentinai\_%' AND NOT r.rolcanlogin
  AND has_sequence_privilege(r.oid, c.oid, 'SELECT, USAGE, UPDATE')
ORDER BY 1, 2)"_s,
                   u"GRANT SELECT ON SEQUENCE sentinai.playbook_playbook_id_seq TO sentinai_agent"_s);
    QCOMPARE(before, QString());
    QCOMPARE(after, u"sentinai.playbook_playbook_id_seq sentinai_agent"_s);
  }

  void nobodyCreatesObjectsHere() {
    const auto [before, after] = foundAfter(uR"(
SELECT n.nspname, r.rolname FROM pg_namespace n, pg_roles r
WHERE n.nspname IN ('sentinai', 'public') AND NOT r.rolsuper
  AND r.rolname IN ('sentinai_guard', 'sentinai_analyst', 'sentinai_supervisor', 'sentinai_tenant_admin',
                    'sentinai_admin', 'sentinai_agent')
  AND has_schema_privilege(r.oid, n.oid, 'CREATE')
ORDER BY 1, 2)"_s,
                                            u"GRANT CREATE ON SCHEMA sentinai TO sentinai_agent"_s);
    QCOMPARE(before, QString());
    QCOMPARE(after, u"sentinai sentinai_agent"_s);
    QCOMPARE(found(u"SELECT oid FROM pg_largeobject_metadata UNION ALL SELECT oid FROM pg_type "
                   "WHERE typnamespace = 'sentinai'::regnamespace AND typtype NOT IN ('c', 'b')"_s),
             QString());
  }

  /// No table privilege that would do more than the columns named: TRUNCATE, REFERENCES, TRIGGER, DELETE, nor what lets
  /// a table be locked.
  void privilegesAreByColumn() {
    const auto [before, after] = foundAfter(uR"(
SELECT c.oid::regclass, a.grantee::regrole, a.privilege_type FROM pg_class c, aclexplode(c.relacl) a
WHERE c.relnamespace = 'sentinai'::regnamespace AND c.relkind = 'r' AND a.grantee <> c.relowner
  AND a.privilege_type <> 'SELECT'
ORDER BY 1, 2, 3)"_s,
                                            u"GRANT DELETE ON sentinai.playbook TO sentinai_admin"_s);
    QCOMPARE(before, QString());
    QCOMPARE(after, u"sentinai.playbook sentinai_admin DELETE"_s);
  }

  void whatIsAppendOnlyHasItsTrigger() {
    QCOMPARE(found(u"SELECT t.tgrelid::regclass FROM pg_trigger t WHERE t.tgname = 'append_only' AND t.tgenabled = 'O' "
                   "ORDER BY t.tgrelid::regclass::text COLLATE \"C\""_s),
             u"sentinai.audit_log\nsentinai.checkpoint\nsentinai.domain_pack_version\nsentinai.exception_event\n"
             "sentinai.tenant_policy_pack_version"_s);
  }

  /// A body is read when a session first runs it, and a backslash in its texts by a setting of that session.
  void noSettingChangesHowABodyIsRead() {
    const auto [before, after] = foundAfter(uR"(
SELECT p.oid::regprocedure FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
WHERE p.pronamespace = 'sentinai'::regnamespace AND l.lanname IN ('plpgsql', 'sql') AND p.prosqlbody IS NULL
  AND strpos(p.prosrc, '\') > 0 AND NOT 'standard_conforming_strings=on' = ANY (coalesce(p.proconfig, '{}'))
ORDER BY 1)"_s,
                                            uR"(CREATE FUNCTION sentinai.is_word(t text) RETURNS boolean
LANGUAGE plpgsql AS $$BEGIN RETURN t ~ '^\w$'; END$$)"_s);
    QCOMPARE(before, QString());
    QCOMPARE(after, u"sentinai.is_word(text)"_s);
  }

  void nobodyOfTheSchemaIsAboveIt() {
    QCOMPARE(found(uR"(
SELECT rolname FROM pg_roles
WHERE rolname IN ('sentinai_guard', 'sentinai_analyst', 'sentinai_supervisor', 'sentinai_tenant_admin',
                  'sentinai_admin', 'sentinai_agent', 'sentinai_test_owner')
  AND (rolsuper OR rolbypassrls OR rolreplication OR rolcanlogin <> (rolname = 'sentinai_test_owner'))
UNION ALL SELECT m.member::regrole::text FROM pg_auth_members m WHERE m.roleid = 'sentinai_guard'::regrole)"_s),
             QString());
  }
};

QTEST_GUILESS_MAIN(CatalogueTest)
#include "catalogue_test.moc"

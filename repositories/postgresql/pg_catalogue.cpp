// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/postgresql/pg_catalogue.h"

namespace sentinai {

const char* pgCatalogueQuery() {
  return R"sql(
WITH space AS (
  SELECT n.oid, n.nspowner, n.nspacl FROM pg_catalog.pg_namespace n WHERE n.nspname = 'sentinai'
), extension AS (
  SELECT e.extname, n.nspname FROM pg_catalog.pg_extension e
  JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_trgm'
), person AS (
  SELECT r.oid, CASE WHEN r.oid = (SELECT nspowner FROM space) THEN 'owner' ELSE r.rolname::text END AS name
  FROM pg_catalog.pg_roles r
  UNION ALL SELECT 0, 'PUBLIC'
), relation AS (
  SELECT c.*, c.relname::text AS name FROM pg_catalog.pg_class c
  WHERE c.relnamespace = (SELECT oid FROM space)
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                    WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid
                      AND d.deptype = 'e')
), routine AS (
  SELECT p.*, pg_catalog.format('%s(%s)', p.proname, pg_catalog.pg_get_function_identity_arguments(p.oid)) AS name
  FROM pg_catalog.pg_proc p
  WHERE p.pronamespace = (SELECT oid FROM space)
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                    WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objid = p.oid
                      AND d.deptype = 'e')
), privilege AS (
  SELECT 'table ' || r.name AS object, a.grantee, a.privilege_type, a.is_grantable
  FROM relation r
  CROSS JOIN LATERAL pg_catalog.aclexplode(coalesce(r.relacl, pg_catalog.acldefault(
    CASE r.relkind WHEN 'S' THEN 's'::"char" ELSE 'r'::"char" END, r.relowner))) a
  WHERE r.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
  UNION ALL
  SELECT pg_catalog.format('column %s.%s', r.name, t.attname), a.grantee, a.privilege_type, a.is_grantable
  FROM relation r
  JOIN pg_catalog.pg_attribute t ON t.attrelid = r.oid AND t.attnum > 0 AND NOT t.attisdropped
  CROSS JOIN LATERAL pg_catalog.aclexplode(t.attacl) a
  UNION ALL
  SELECT 'function ' || f.name, a.grantee, a.privilege_type, a.is_grantable
  FROM routine f
  CROSS JOIN LATERAL pg_catalog.aclexplode(coalesce(f.proacl, pg_catalog.acldefault('f', f.proowner))) a
  UNION ALL
  SELECT 'schema sentinai', a.grantee, a.privilege_type, a.is_grantable
  FROM space s
  CROSS JOIN LATERAL pg_catalog.aclexplode(coalesce(s.nspacl, pg_catalog.acldefault('n', s.nspowner))) a
), line AS (
  SELECT pg_catalog.format('role %s | %s%s', r.rolname,
    CASE WHEN r.rolcanlogin THEN 'login' ELSE 'no login' END,
    CASE WHEN r.rolsuper THEN ', superuser' ELSE '' END || CASE WHEN r.rolbypassrls THEN ', bypasses policies' ELSE '' END
  ) AS text
  FROM pg_catalog.pg_roles r
  WHERE r.rolname IN ('sentinai_guard', 'sentinai_analyst', 'sentinai_supervisor', 'sentinai_tenant_admin',
                      'sentinai_admin', 'sentinai_agent')
  UNION ALL
  -- Logins come and go as members of the groups, but nobody may be the guard, and no group hold more than it should.
  SELECT pg_catalog.format('membership of %s in %s', member.rolname, held.rolname)
  FROM pg_catalog.pg_auth_members m
  JOIN pg_catalog.pg_roles held ON held.oid = m.roleid
  JOIN pg_catalog.pg_roles member ON member.oid = m.member
  WHERE (held.rolname = 'sentinai_guard' AND NOT member.rolsuper AND member.oid <> (SELECT nspowner FROM space))
     OR member.rolname IN ('sentinai_guard', 'sentinai_analyst', 'sentinai_supervisor', 'sentinai_tenant_admin',
                           'sentinai_admin', 'sentinai_agent')
  UNION ALL
  SELECT pg_catalog.format('extension %s', extname) FROM extension
  UNION ALL
  SELECT pg_catalog.format('%s %s | owned by %s%s',
    CASE r.relkind WHEN 'S' THEN 'sequence' WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view'
                   WHEN 'f' THEN 'foreign table' WHEN 'c' THEN 'type' ELSE 'table' END,
    r.name, coalesce(p.name, '?'),
    CASE WHEN r.relkind IN ('r', 'p') THEN
      CASE WHEN r.relrowsecurity AND r.relforcerowsecurity THEN ', row security forced'
           WHEN r.relrowsecurity THEN ', row security not forced on the owner'
           ELSE ', no row security' END
    ELSE '' END
    || coalesce(', ' || pg_catalog.array_to_string(r.reloptions, ', '), ''))
  FROM relation r LEFT JOIN person p ON p.oid = r.relowner
  WHERE r.relkind IN ('r', 'p', 'v', 'm', 'f', 'S', 'c')
  UNION ALL
  SELECT pg_catalog.format('column %s.%s | %s%s%s%s%s', r.name, a.attname,
    pg_catalog.format_type(a.atttypid, a.atttypmod),
    CASE WHEN l.collname IS NOT NULL AND l.collname <> 'default' THEN pg_catalog.format(' collate %I', l.collname) END,
    CASE WHEN a.attnotnull THEN ' not null' END,
    CASE a.attidentity WHEN 'a' THEN ' identity always' WHEN 'd' THEN ' identity by default' END,
    CASE WHEN d.oid IS NOT NULL THEN
      pg_catalog.format(CASE a.attgenerated WHEN 's' THEN ' generated %s' ELSE ' default %s' END,
                        pg_catalog.pg_get_expr(d.adbin, d.adrelid)) END)
  FROM relation r
  JOIN pg_catalog.pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = r.oid AND d.adnum = a.attnum
  LEFT JOIN pg_catalog.pg_collation l ON l.oid = a.attcollation
  WHERE r.relkind IN ('r', 'p', 'v', 'm', 'f')
  UNION ALL
  SELECT pg_catalog.format('index %s | %s%s', r.name,
    -- The extension may live in any schema.
    pg_catalog.replace(pg_catalog.pg_get_indexdef(r.oid),
                       coalesce((SELECT pg_catalog.quote_ident(nspname) FROM extension), 'sentinai') || '.gin_trgm_ops',
                       'gin_trgm_ops'),
    CASE WHEN NOT i.indisvalid THEN ' (invalid)' END)
  FROM relation r JOIN pg_catalog.pg_index i ON i.indexrelid = r.oid
  UNION ALL
  -- NOT NULL stands with the column; from PostgreSQL 18 on it is a constraint as well.
  SELECT pg_catalog.format('constraint %s.%s | %s', r.name, c.conname, pg_catalog.pg_get_constraintdef(c.oid))
  FROM relation r JOIN pg_catalog.pg_constraint c ON c.conrelid = r.oid AND c.contype NOT IN ('n', 't')
  UNION ALL
  -- Whoever reads a table reads its children's rows too, wherever those are.
  SELECT pg_catalog.format('child of %s: %s', r.name, i.inhrelid::pg_catalog.regclass)
  FROM relation r JOIN pg_catalog.pg_inherits i ON i.inhparent = r.oid
  WHERE r.relkind IN ('r', 'p')
  UNION ALL
  SELECT pg_catalog.format('policy %s.%s | %s for %s to %s using %s with check %s', r.name, p.polname,
    CASE WHEN p.polpermissive THEN 'permissive' ELSE 'restrictive' END,
    CASE p.polcmd WHEN 'r' THEN 'select' WHEN 'a' THEN 'insert' WHEN 'w' THEN 'update' WHEN 'd' THEN 'delete'
                  ELSE 'all' END,
    (SELECT pg_catalog.string_agg(q.name, ', ' ORDER BY q.name COLLATE "C") FROM person q
     WHERE q.oid = ANY (p.polroles)),
    coalesce(pg_catalog.pg_get_expr(p.polqual, p.polrelid), 'nothing'),
    coalesce(pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid), 'the same'))
  FROM relation r JOIN pg_catalog.pg_policy p ON p.polrelid = r.oid
  UNION ALL
  SELECT pg_catalog.format('trigger %s.%s | %s%s', r.name, t.tgname, pg_catalog.pg_get_triggerdef(t.oid),
    CASE t.tgenabled WHEN 'O' THEN '' ELSE ' (not enabled)' END)
  FROM relation r JOIN pg_catalog.pg_trigger t ON t.tgrelid = r.oid AND NOT t.tgisinternal
  UNION ALL
  SELECT pg_catalog.format('rule %s.%s | %s', r.name, w.rulename, pg_catalog.pg_get_ruledef(w.oid))
  FROM relation r JOIN pg_catalog.pg_rewrite w ON w.ev_class = r.oid
  WHERE NOT (r.relkind = 'v' AND w.rulename = '_RETURN')
  UNION ALL
  SELECT pg_catalog.format('function %s | returns %s, %s, %s, %s%s, owned by %s%s, body %s', f.name,
    coalesce(pg_catalog.pg_get_function_result(f.oid), 'nothing'), l.lanname,
    CASE f.provolatile WHEN 'i' THEN 'immutable' WHEN 's' THEN 'stable' ELSE 'volatile' END,
    CASE f.proparallel WHEN 's' THEN 'parallel safe' WHEN 'r' THEN 'parallel restricted' ELSE 'parallel unsafe' END,
    CASE WHEN f.prosecdef THEN ', security definer' ELSE '' END || CASE WHEN f.proleakproof THEN ', leakproof' ELSE '' END,
    coalesce(p.name, '?'),
    coalesce(', set ' || pg_catalog.array_to_string(f.proconfig, ', '), ''),
    pg_catalog.md5(coalesce(pg_catalog.pg_get_function_sqlbody(f.oid), f.prosrc)))
  FROM routine f
  JOIN pg_catalog.pg_language l ON l.oid = f.prolang
  LEFT JOIN person p ON p.oid = f.proowner
  UNION ALL
  SELECT pg_catalog.format('grant on %s to %s | %s', v.object, coalesce(p.name, '?'),
    pg_catalog.string_agg(pg_catalog.lower(v.privilege_type) || CASE WHEN v.is_grantable THEN ' with grant option'
                                                                     ELSE '' END,
                          ', ' ORDER BY v.privilege_type))
  FROM privilege v LEFT JOIN person p ON p.oid = v.grantee
  -- The owner may do everything as it is, and newer servers know more kinds of it.
  WHERE p.name IS DISTINCT FROM 'owner' OR v.object LIKE 'function %'
  GROUP BY v.object, p.name
)
SELECT text FROM line ORDER BY text COLLATE "C"
)sql";
}

} // namespace sentinai

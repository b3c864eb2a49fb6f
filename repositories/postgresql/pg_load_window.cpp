// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/postgresql/pg_load_window.h"

namespace sentinai {

namespace {

constexpr char kForced[] = R"sql(
  SELECT pg_catalog.format('ALTER TABLE %s NO FORCE ROW LEVEL SECURITY', c.oid::pg_catalog.regclass),
    pg_catalog.format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', c.oid::pg_catalog.regclass), ''
  FROM pg_catalog.pg_class c
  WHERE c.oid = ANY ($1::pg_catalog.regclass[]) AND c.relforcerowsecurity
)sql";

constexpr char kTriggers[] = R"sql(
  SELECT pg_catalog.format('ALTER TABLE %s DISABLE TRIGGER %I', t.tgrelid::pg_catalog.regclass, t.tgname),
    pg_catalog.format('ALTER TABLE %s ENABLE %s TRIGGER %I', t.tgrelid::pg_catalog.regclass,
                      CASE t.tgenabled WHEN 'A' THEN 'ALWAYS' WHEN 'R' THEN 'REPLICA' END, t.tgname), ''
  FROM pg_catalog.pg_trigger t
  WHERE t.tgrelid = ANY ($1::pg_catalog.regclass[]) AND NOT t.tgisinternal AND t.tgenabled <> 'D'
)sql";

// Ordered so that the way back is: unique constraints, which foreign keys may rest on, then those.
constexpr char kConstraints[] = R"sql(
  SELECT pg_catalog.format('ALTER TABLE %s DROP CONSTRAINT %I', c.conrelid::pg_catalog.regclass, c.conname),
    pg_catalog.format('ALTER TABLE %s ADD CONSTRAINT %I %s', c.conrelid::pg_catalog.regclass, c.conname,
                      pg_catalog.pg_get_constraintdef(c.oid)), c.conname
  FROM pg_catalog.pg_constraint c
  WHERE c.conrelid = ANY ($1::pg_catalog.regclass[])
    AND (c.contype = 'f'
         OR (c.contype = 'u' AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint f
                                             WHERE f.contype = 'f' AND f.conindid = c.conindid)))
  ORDER BY c.contype, c.conname
)sql";

// A definition does not name the index's tablespace.
constexpr char kIndexes[] = R"sql(
  SELECT pg_catalog.format('DROP INDEX %s', i.indexrelid::pg_catalog.regclass),
    pg_catalog.format('SET LOCAL default_tablespace = %L; %s; SET LOCAL default_tablespace = DEFAULT',
                      coalesce(s.spcname, ''), pg_catalog.pg_get_indexdef(i.indexrelid))
      || coalesce(pg_catalog.format('; COMMENT ON INDEX %s IS %L', i.indexrelid::pg_catalog.regclass,
                                    pg_catalog.obj_description(i.indexrelid, 'pg_class')), ''), x.relname
  FROM pg_catalog.pg_index i
  JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
  LEFT JOIN pg_catalog.pg_tablespace s ON s.oid = x.reltablespace
  WHERE i.indrelid = ANY ($1::pg_catalog.regclass[]) AND i.indisvalid AND NOT i.indisclustered AND NOT i.indisreplident
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint c WHERE c.conindid = i.indexrelid)
  ORDER BY x.relname DESC
)sql";

} // namespace

Result<Done> PgLoadWindow::liftPolicies(const QByteArrayList& tables) {
  return takeAway(kForced, tables);
}

Result<Done> PgLoadWindow::disableTriggers(const QByteArrayList& tables) {
  return takeAway(kTriggers, tables);
}

Result<Done> PgLoadWindow::dropIndexes(const QByteArrayList& tables) {
  return takeAway(kConstraints, tables).and_then([&](Done) { return takeAway(kIndexes, tables); });
}

Result<Done> PgLoadWindow::putBack(const Progress& progress) {
  for (auto step = m_back.crbegin(); step != m_back.crend(); ++step) {
    if (!step->name.isEmpty()) {
      progress(step->name);
    }
    if (Result<Done> done = m_connection.run(step->sql); !done) {
      return done;
    }
  }
  m_back.clear();
  return Done{};
}

Result<Done> PgLoadWindow::takeAway(const QByteArray& sql, const QByteArrayList& tables) {
  const Result<PgResult> found = m_connection.query(sql, {'{' + tables.join(',') + '}'});
  if (!found) {
    return failure(found.error());
  }
  for (int row = 0; row < PQntuples(found->get()); ++row) {
    if (Result<Done> gone = m_connection.run(PQgetvalue(found->get(), row, 0)); !gone) {
      return gone;
    }
    m_back.push_back({PQgetvalue(found->get(), row, 1), PgOwnerConnection::cell(*found, row, 2)});
  }
  return Done{};
}

} // namespace sentinai

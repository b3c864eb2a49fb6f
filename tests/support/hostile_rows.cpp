// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/hostile_rows.h"

#include "tests/support/await.h"
#include "tests/support/sample_exceptions.h"

#include <stdexcept>

namespace sentinai {

namespace {

using namespace Qt::StringLiterals;

bool isSqlite(const TestDatabase& file) {
  return file.engine() == DatabaseUrl::Engine::Sqlite;
}

/// SQL for `count` times this text; `count` is even.
QString repeated(DatabaseUrl::Engine engine, const QString& text, int count) {
  return engine == DatabaseUrl::Engine::Sqlite
             ? u"replace(hex(zeroblob(%1)), '0', '%2')"_s.arg(QString::number(count / 2), text)
             : u"repeat('%1', %2)"_s.arg(text, QString::number(count));
}

/// SQL for payloads, each an event.
QStringList payloads(DatabaseUrl::Engine engine) {
  const auto times = [engine](const QString& text, int count) { return repeated(engine, text, count); };
  constexpr int deep = 10'000; // Deeper than any reader of JSON here goes.
  QStringList sql{
      u"'{\"comment\": \"' || %1 || '\"}'"_s.arg(times(u"x"_s, kHostileLength)),
      u"'{\"comment\": \"' || %1 || '\"}'"_s.arg(times(u"\\n"_s, kHostileLength / 2)),
      u"'{\"comment\": ' || %1 || %2 || '}'"_s.arg(times(u"["_s, deep), times(u"]"_s, deep)),
      u"%1 || '1' || %2"_s.arg(times(u"{\"a\": "_s, deep), times(u"}"_s, deep)),
      u"'{\"comment\": 1e131000, \"less\": -1e131000, \"small\": 1e-16000}'"_s,
      u"'{\"many\": [' || %1 || '0]}'"_s.arg(times(u"{\"a\": {}}, "_s, kHostileLength / 20)),
      u"'[\"an array\"]'"_s,
      u"'{\"comment\": \"<img src=\\\"http://evil.test\\\"><a href=\\\"http://evil.test\\\">x</a> \\u001b[31m\\u202e\"}'"_s,
  };
  if (engine == DatabaseUrl::Engine::Sqlite) {
    sql += QStringList{u"'no JSON' || char(27) || '[31m at all'"_s, u"''"_s,
                       u"CAST(x'7b22636f6d6d656e74223a2022ff001b220020fe7d' AS TEXT)"_s, // {"comment": "?…
                       u"'{\"comment\": ' || %1 || '}'"_s.arg(times(u"9"_s, kHostileLength / 2)),
                       u"'{\"comment\": \"' || %1"_s.arg(times(u"<"_s, kHostileLength))}; // Broken off.
  }
  return sql;
}

} // namespace

int hostileExceptions(DatabaseUrl::Engine engine) {
  return engine == DatabaseUrl::Engine::Sqlite ? 6 + kStrayRows : 5;
}

int hostileEvents(DatabaseUrl::Engine engine) {
  return 1 + static_cast<int>(payloads(engine).size());
}

void writeHostileRows(TestDatabase& file, Database& database, const QString& tenantId) {
  const auto session = database.openSession(tenantId);
  const auto require = [](const auto& result) {
    if (!result) {
      throw std::runtime_error(result.error().message.toStdString());
    }
  };
  const auto make = [&](const QString& id) {
    Exception exception = sampleException(id);
    exception.owner = u"ann"_s;
    require(await(session->exceptions().create(exception, sampleUser(), {}, {})));
  };
  const DatabaseUrl::Engine engine = file.engine();
  for (const QString& id : {kHugeFields, kManyLines, kEvilFields, kBadPayloads, u"EX-long"_s}) {
    make(id);
  }
  const QStringList sql = payloads(engine);
  for (qsizetype i = 0; i < sql.size(); ++i) {
    require(await(session->events().append(
        sampleComment(kBadPayloads, u"comment"_s, sampleInstant() + std::chrono::seconds(i + 1)), {})));
  }
  if (!isSqlite(file)) {
    // Whoever may switch the checks off may drop them; and no index holds what is too long for one.
    file.executeBehindTheBack(uR"(
      DO $$
      DECLARE
        one record;
      BEGIN
        FOR one IN SELECT conrelid::regclass AS t, conname AS c FROM pg_constraint
                   WHERE contype = 'c' AND conrelid IN ('sentinai.exception'::regclass, 'sentinai.exception_event'::regclass)
        LOOP
          EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', one.t, one.c);
        END LOOP;
        FOR one IN SELECT indexrelid::regclass AS i FROM pg_index WHERE indrelid = 'sentinai.exception'::regclass
                   AND NOT indisprimary AND pg_get_indexdef(indexrelid) ~ '(domain|type|entity|source_system|owner|search_text)[ ,)]'
        LOOP
          EXECUTE format('DROP INDEX %s', one.i);
        END LOOP;
      END
      $$)"_s);
  }
  if (isSqlite(file)) { // First: what is inserted beside keys of 10 MB is compared with these.
    make(u"EX-stray"_s);
    const QString id = u"CAST(x'45582dff' || CAST(substr('0000' || n, -4) AS BLOB) AS TEXT)"_s;
    file.executeBehindTheBack(
        u"WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < %1) "
        "INSERT INTO exception (tenant_id, exception_id, domain, type, severity, status, source_system, entity, owner, "
        "version, created_at, updated_at) SELECT tenant_id, %2, domain, CAST(x'c0af' AS TEXT), severity, status, "
        "source_system, CAST(x'636166e920ff00fe' AS TEXT), owner, version, created_at, updated_at "
        "FROM exception, numbers WHERE tenant_id = '%3' AND exception_id = 'EX-stray'"_s.arg(
            QString::number(kStrayRows), id, tenantId));
    file.executeBehindTheBack(
        u"WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < %1) "
        "INSERT INTO exception_event SELECT '00000000-0000-0000-0000-' || substr('000000000000' || n, -12), %2, "
        "tenant_id, seq, event_type, "
        "actor_type, actor_id, payload, created_at, recorded_at, prev_hash, hash "
        "FROM exception_event, numbers WHERE tenant_id = '%3' AND exception_id = 'EX-stray'"_s.arg(
            QString::number(kStrayRows), id, tenantId));
  }
  const auto set = [&](const QString& table, const QString& id, const QString& what, const QString& more = {}) {
    file.executeBehindTheBack(u"UPDATE %1 SET %2 WHERE tenant_id = '%3' AND exception_id = '%4'%5"_s.arg(
        file.table(table), what, tenantId, id, more));
  };
  const QString huge = repeated(engine, u"x"_s, kHostileLength);
  set(u"exception"_s, kHugeFields, u"domain = %1, type = %1, source_system = %1, entity = %1, owner = %1"_s.arg(huge));
  set(u"exception"_s, kManyLines, u"entity = %1, owner = %1"_s.arg(repeated(engine, u"\n"_s, kHostileLength / 10)));
  const QString controls = isSqlite(file) ? u"char(27) || '[31m' || char(7, 155, 8238, 8203, 0)"_s
                                          : u"chr(27) || '[31m' || chr(7) || chr(155) || chr(8238) || chr(8203)"_s;
  set(u"exception"_s, kEvilFields,
      u"entity = '=cmd|evil<img src=\"x\"><a href=\"http://evil.test\">x</a>' || %1, type = '<b>evil</b>' || %1, "
      "owner = '@evil' || %1, source_system = %1, domain = 'evil' || %1"_s.arg(controls));
  for (const char* table : {"exception_event", "exception"}) {
    set(QLatin1String(table), u"EX-long"_s, u"exception_id = %1"_s.arg(repeated(engine, u"y"_s, 100'000)));
  }
  // So that the server itself takes the depth.
  const QString stack = isSqlite(file) ? QString() : u"SET max_stack_depth = '6MB'; "_s;
  for (qsizetype i = 0; i < sql.size(); ++i) {
    file.executeBehindTheBack(
        stack + u"UPDATE %1 SET payload = (%2)%3 WHERE tenant_id = '%4' AND exception_id = '%5' AND seq = %6"_s
                    .arg(file.table(u"exception_event"_s), sql[i], isSqlite(file) ? QString() : u"::jsonb"_s, tenantId,
                         kBadPayloads)
                    .arg(i + 2));
  }
}

} // namespace sentinai

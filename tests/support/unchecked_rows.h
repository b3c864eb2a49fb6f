// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/test_database.h"

namespace sentinai {

/// Puts into an exception of three events what no check lets in, as whoever has the server or the file in hand could:
/// texts of 10 MB, or as much as the engine's indexes take, control characters, JSON of thousands of levels, and, where
/// the engine keeps them, NULs, bytes that are no UTF-8, and a payload that is no JSON.
inline void writeUnchecked(TestDatabase& database, const QString& exceptionId) {
  const bool sqlite = database.engine() == DatabaseUrl::Engine::Sqlite;
  const QString sql = sqlite ? QStringLiteral(R"(
UPDATE exception SET entity = replace(hex(zeroblob(2500000)), '00', '<b>x'), owner = CAST(X'61001b5b33316dff' AS TEXT)
WHERE exception_id = '%1';
UPDATE exception_event SET payload = CASE seq
  WHEN 1 THEN '{"text":"' || replace(hex(zeroblob(2500000)), '00', '<b>x') || '"}'
  WHEN 2 THEN CAST(X'7b22ff00' AS TEXT)
  ELSE '{"deep":' || replace(hex(zeroblob(5000)), '00', '[') || replace(hex(zeroblob(5000)), '00', ']') || '}' END
WHERE exception_id = '%1')")
                             : QStringLiteral(R"(
DO $$
DECLARE k record;
BEGIN
  FOR k IN SELECT c.conrelid::regclass AS place, c.conname FROM pg_constraint c
           WHERE c.contype = 'c' AND c.conrelid IN ('sentinai.exception'::regclass, 'sentinai.exception_event'::regclass)
  LOOP
    EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', k.place, k.conname);
  END LOOP;
END $$;
UPDATE sentinai.exception SET entity = repeat('<b>x', 25000), owner = E'a\x1b[31m' WHERE exception_id = '%1';
UPDATE sentinai.exception_event SET payload = CASE seq
  WHEN 1 THEN jsonb_build_object('text', repeat('<b>x', 2500000))
  ELSE jsonb_build_object('deep', (repeat('[', 3000) || repeat(']', 3000))::jsonb) END
WHERE exception_id = '%1')");
  database.executeBehindTheBack(QString(sql).replace(QLatin1String("%1"), exceptionId));
}

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/sqlite/sqlite_catalogue.h"

namespace sentinai {

// SQLite keeps the text of each CREATE statement, which says all there is: checks, collations and triggers' bodies have
// no other place in its catalogue. Columns are listed besides, so that a difference names them.
const char* sqliteCatalogueQuery() {
  return R"sql(
SELECT 'pragma application_id | ' || application_id FROM pragma_application_id
UNION ALL
SELECT 'pragma user_version | ' || user_version FROM pragma_user_version
UNION ALL
SELECT s.type || ' ' || s.name || ' | ' || s.sql FROM sqlite_schema s WHERE s.sql IS NOT NULL
  AND s.name NOT LIKE 'sqlite\_%' ESCAPE '\'
UNION ALL
SELECT 'column ' || s.name || '.' || c.name || ' | ' || c.type
  || CASE WHEN c."notnull" THEN ' not null' ELSE '' END
  || CASE WHEN c.pk > 0 THEN ' key ' || c.pk ELSE '' END
  || CASE c.hidden WHEN 2 THEN ' generated' WHEN 3 THEN ' generated stored' ELSE '' END
  || coalesce(' default ' || c.dflt_value, '')
FROM sqlite_schema s JOIN pragma_table_xinfo(s.name) c
WHERE s.type IN ('table', 'view') AND s.name NOT LIKE 'sqlite\_%' ESCAPE '\'
)sql";
}

} // namespace sentinai

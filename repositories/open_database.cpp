// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/open_database.h"

#include "repositories/postgresql/pg_database.h"
#include "repositories/sqlite/sqlite_database.h"

namespace sentinai {

std::unique_ptr<Database> openDatabase(const DatabaseUrl& url, const DatabaseOptions& options) {
  switch (url.engine()) {
  case DatabaseUrl::Engine::PostgreSql:
    return openPgDatabase(url, options);
  case DatabaseUrl::Engine::Sqlite:
    return openSqliteDatabase(url, options);
  }
  Q_UNREACHABLE();
}

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/open_migrator.h"

#include "repositories/database/ledger_migrator.h"
#include "repositories/postgresql/pg_migrator.h"
#include "repositories/sqlite/sqlite_migrator.h"

// A static library's resources are only there once asked for, and not from inside a namespace.
static void initMigrations() {
  Q_INIT_RESOURCE(migrations);
}

namespace sentinai {

Result<std::unique_ptr<Migrator>> openMigrator(const DatabaseUrl& url) {
  initMigrations();
  const bool sqlite = url.engine() == DatabaseUrl::Engine::Sqlite;
  Result<MigrationSet> set =
      MigrationSet::load(sqlite ? QStringLiteral(":/migrations/sqlite") : QStringLiteral(":/migrations/postgresql"));
  if (!set) {
    return failure(set.error());
  }
  Result<std::unique_ptr<MigrationTarget>> target =
      sqlite ? openSqliteMigrationTarget(url) : openPgMigrationTarget(url);
  if (!target) {
    return failure(target.error());
  }
  return std::make_unique<LedgerMigrator>(std::move(*target), std::move(*set));
}

} // namespace sentinai

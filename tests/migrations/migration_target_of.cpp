// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/migrations/migration_target_of.h"

#include "repositories/postgresql/pg_migrator.h"
#include "repositories/sqlite/sqlite_migrator.h"

#include <stdexcept>

namespace sentinai {

QString migrationFolder(DatabaseUrl::Engine engine) {
  return QStringLiteral(SENTINAI_SOURCE_DIR "/migrations/") +
         (engine == DatabaseUrl::Engine::Sqlite ? QStringLiteral("sqlite") : QStringLiteral("postgresql"));
}

std::unique_ptr<MigrationTarget> migrationTargetOf(const DatabaseUrl& url) {
  Result<std::unique_ptr<MigrationTarget>> target =
      url.engine() == DatabaseUrl::Engine::Sqlite ? openSqliteMigrationTarget(url) : openPgMigrationTarget(url);
  if (!target) {
    throw std::runtime_error(target.error().message.toStdString());
  }
  return std::move(*target);
}

QStringList catalogueOf(const DatabaseUrl& url) {
  Result<QStringList> lines = migrationTargetOf(url)->catalogue();
  if (!lines) {
    throw std::runtime_error(lines.error().message.toStdString());
  }
  return *lines;
}

} // namespace sentinai

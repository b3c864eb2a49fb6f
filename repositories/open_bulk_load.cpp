// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/open_bulk_load.h"

#include "repositories/postgresql/pg_bulk_load.h"

namespace sentinai {

Result<std::unique_ptr<BulkLoad>> openBulkLoad(const DatabaseUrl& url) {
  if (url.engine() == DatabaseUrl::Engine::Sqlite) {
    return failure(DbError::Kind::InvalidInput,
                   QStringLiteral("Loading in bulk needs PostgreSQL: give its URL, as the schema's owner."));
  }
  return openPgBulkLoad(url);
}

} // namespace sentinai

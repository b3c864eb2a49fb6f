// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/migration_target.h"

namespace sentinai {

/// Opens an SQLite file to migrate it; a missing one is created, with its folder. InvalidInput where the file is no
/// SQLite database or another program's; PermissionDenied where it cannot be written. Blocking.
[[nodiscard]] Result<std::unique_ptr<MigrationTarget>> openSqliteMigrationTarget(const DatabaseUrl& url);

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/migration_target.h"

namespace sentinai {

/// Connects to a PostgreSQL database to migrate it, as the role that owns the schema or will. A direct connection is
/// needed: the runners' lock belongs to a session, which a pooler in transaction mode does not keep. Blocking.
[[nodiscard]] Result<std::unique_ptr<MigrationTarget>> openPgMigrationTarget(const DatabaseUrl& url);

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/migrator.h"

namespace sentinai {

/// Connects at once; on SQLite a missing file is created. ConnectionLost, PermissionDenied, InvalidInput.
[[nodiscard]] Result<std::unique_ptr<Migrator>> openMigrator(const DatabaseUrl& url);

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/bulk_load.h"
#include "repositories/database/database_url.h"

#include <memory>

namespace sentinai {

/// Connects at once, as the schema's owner. InvalidInput on SQLite, which has none; ConnectionLost, PermissionDenied.
[[nodiscard]] Result<std::unique_ptr<BulkLoad>> openBulkLoad(const DatabaseUrl& url);

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/bulk_load.h"
#include "repositories/database/database_url.h"

#include <memory>

namespace sentinai {

/// Connects to a PostgreSQL database as the owner of its schema, to load it by COPY. Blocking.
[[nodiscard]] Result<std::unique_ptr<BulkLoad>> openPgBulkLoad(const DatabaseUrl& url);

} // namespace sentinai

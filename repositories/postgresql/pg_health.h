// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/postgresql/pg_client.h"
#include "repositories/records/health.h"

namespace sentinai {

/// What the server says of itself to this login, with `tenantId` in force. Also of a database without the schema.
[[nodiscard]] Task<Health> readHealth(std::shared_ptr<PgPools> pools, QString tenantId, CancelToken token);

} // namespace sentinai

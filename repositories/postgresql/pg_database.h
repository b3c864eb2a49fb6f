// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/database.h"

namespace sentinai {

[[nodiscard]] std::unique_ptr<Database> openPgDatabase(const DatabaseUrl& url, const DatabaseOptions& options);

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/postgresql/pg_database.h"

namespace sentinai {

std::unique_ptr<Database> openPgDatabase(const DatabaseUrl&, const DatabaseOptions&) { return nullptr; }

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/sqlite/sqlite_database.h"

namespace sentinai {

std::unique_ptr<Database> openSqliteDatabase(const DatabaseUrl&, const DatabaseOptions&) { return nullptr; }

} // namespace sentinai

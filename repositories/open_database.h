// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/database.h"

namespace sentinai {

/// The system of record at `url`. Does no I/O. On SQLite the file must exist by the first call, which otherwise fails
/// with NotFound: an empty file is never made by mistake.
[[nodiscard]] std::unique_ptr<Database> openDatabase(const DatabaseUrl& url, const DatabaseOptions& options);

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace sentinai {

// What migrations/sqlite writes into the file's header.

/// `PRAGMA application_id`: this is a file of this program ("SnAI").
inline constexpr int kSqliteApplicationId = 0x536e4149;

/// `PRAGMA user_version`: the latest migration that this program knows.
inline constexpr int kSqliteSchemaVersion = 22;

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

struct sqlite3;

namespace sentinai {

/// Adds this program's SQL functions to a connection; throws SqliteFailure.
///
/// - `sentinai_matches(words, value, …)`: whether each of the space-separated, case-folded words occurs in one of the
///   values, case folded by Unicode's rules. NULL values never match.
/// - `sentinai_fold(text)`: the text case folded.
void registerSqliteFunctions(sqlite3* connection);

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/database.h"
#include "tests/support/test_database.h"

namespace sentinai {

// Rows that no program of the system writes: past all checks, as somebody with the server or the file in hand could.

inline constexpr int kHostileLength = 10'000'000;

// Ids of exceptions that writeHostileRows() makes; there is one of 100,000 characters, too.
inline const QString kHugeFields = QStringLiteral("EX-huge");     ///< Five fields of kHostileLength.
inline const QString kManyLines = QStringLiteral("EX-lines");     ///< Fields of line breaks.
inline const QString kEvilFields = QStringLiteral("EX-evil");     ///< Markup, formulas, controls, overrides.
inline const QString kBadPayloads = QStringLiteral("EX-payload"); ///< Its first event is sound, the others are not.

/// Exceptions with bytes that are no UTF-8, of one event each, which SQLite holds: more than a page of any list.
inline constexpr int kStrayRows = 2100;

/// Exceptions of writeHostileRows(), and events of kBadPayloads.
[[nodiscard]] int hostileExceptions(DatabaseUrl::Engine engine);
[[nodiscard]] int hostileEvents(DatabaseUrl::Engine engine);

/// Of this tenant, which `database` opens a session of.
void writeHostileRows(TestDatabase& file, Database& database, const QString& tenantId);

} // namespace sentinai

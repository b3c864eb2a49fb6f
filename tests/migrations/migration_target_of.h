// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/migration_target.h"
#include "tests/support/test_database.h"

namespace sentinai {

/// The engine's folder in the source tree, as opposed to what is embedded in the programs.
[[nodiscard]] QString migrationFolder(DatabaseUrl::Engine engine);

/// Throw std::runtime_error, which fails the test.
[[nodiscard]] std::unique_ptr<MigrationTarget> migrationTargetOf(const DatabaseUrl& url);
[[nodiscard]] QStringList catalogueOf(const DatabaseUrl& url);

} // namespace sentinai

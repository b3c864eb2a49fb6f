// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace sentinai {

/// A query that describes the schema of an SQLite file, one manifest line a row (schema_manifest.h).
[[nodiscard]] const char* sqliteCatalogueQuery();

} // namespace sentinai

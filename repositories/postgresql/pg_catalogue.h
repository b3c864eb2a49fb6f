// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace sentinai {

/// A query that describes the schema `sentinai` and its roles, one manifest line a row (schema_manifest.h), sorted.
/// Objects of extensions are left out. Run it with an empty search_path, so that names come out qualified. The
/// schema's owner is called `owner` whatever its name.
[[nodiscard]] const char* pgCatalogueQuery();

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace sentinai {

// A manifest describes a schema, one object a line, `kind name | details`: `column exception.owner | text, …`.
// Both engines read theirs from the database's catalogue, and the migrations folder keeps what it should be.

/// What separates a line's object from its details.
inline constexpr char kManifestSeparator[] = " | ";

/// One line each: `missing kind name`, `extra kind name | details`, `changed kind name: is …, should be …`; sorted.
[[nodiscard]] QStringList schemaDifferences(const QStringList& expected, const QStringList& present);

} // namespace sentinai

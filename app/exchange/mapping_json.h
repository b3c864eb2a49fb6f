// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/exchange/mapping.h"

#include <QJsonObject>

namespace sentinai {

/// Reads a mapping file. InvalidInput names the place (`fields.severity.table`) and what it must be; a key that is not
/// known is refused, so that a misspelt one is not passed over.
[[nodiscard]] Result<Mapping> parseMapping(const QByteArray& json);

/// The mapping of that name among those that come with the program, else the file of that path. Blocking.
[[nodiscard]] Result<Mapping> loadMapping(const QString& nameOrPath);

/// Names of the mappings that come with the program.
[[nodiscard]] QStringList bundledMappings();

/// The bundled mapping's text, as a starting point for one's own. Empty for an unknown name.
[[nodiscard]] QByteArray bundledMappingText(const QString& name);

} // namespace sentinai

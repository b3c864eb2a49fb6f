// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/result.h"

#include <QJsonObject>
#include <QStringList>

namespace sentinai {

/// Names of the packs that come with the program, in resources/packs/.
[[nodiscard]] QStringList starterPacks();

/// The pack in a file, or the starter pack of that name. NotFound, or InvalidInput where it is no JSON object.
[[nodiscard]] Result<QJsonObject> loadPack(const QString& nameOrPath);

/// A pack's JSON text. InvalidInput where it is no JSON object.
[[nodiscard]] Result<QJsonObject> parsePack(const QByteArray& json);

} // namespace sentinai

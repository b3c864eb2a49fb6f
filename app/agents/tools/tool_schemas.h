// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/result.h"

#include <QJsonObject>

namespace sentinai {

// Checks against the schemas in resources/schemas/tools/. InvalidInput names the place as a JSON Pointer, and the
// reason.

[[nodiscard]] Result<Done> checkHttpToolSchema(const QJsonObject& config);
[[nodiscard]] Result<Done> checkEmailToolSchema(const QJsonObject& config);

} // namespace sentinai

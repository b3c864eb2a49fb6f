// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/agents/tools/tool_template.h"

namespace sentinai {

/// The text with each of the secrets, as it is or percent-encoded, replaced by its reference: servers may answer what
/// they were told.
[[nodiscard]] QString redacted(QString text, const SecretTexts& secrets);

/// The same in every text and name of `json`.
[[nodiscard]] QJsonValue redacted(const QJsonValue& json, const SecretTexts& secrets);

} // namespace sentinai

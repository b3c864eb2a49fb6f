// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/agents/tools/tool_template.h"

namespace sentinai {

/// The text with each of the secrets, as it is or percent-encoded, replaced by its reference: servers may answer what
/// they were told.
[[nodiscard]] QString redacted(QString text, const SecretTexts& secrets);

/// The same in every text, name and number of `json`; a number that is or holds a secret becomes a text.
[[nodiscard]] QJsonValue redacted(const QJsonValue& json, const SecretTexts& secrets);

} // namespace sentinai

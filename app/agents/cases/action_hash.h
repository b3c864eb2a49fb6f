// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/records/exception.h"

namespace sentinai {

/// What an approval is bound to, SHA-256 in hexadecimal: another action, another playbook or step of it, or the same
/// after the exception has changed, has another.
[[nodiscard]] QString actionHash(const Exception& exception, const QString& action, std::optional<int> playbookId,
                                 std::optional<int> stepOrder);

} // namespace sentinai

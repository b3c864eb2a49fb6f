// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/records/actor.h"
#include "repositories/records/exception_query.h"
#include "repositories/records/tenant.h"

namespace sentinai {

// What people read where the records hold a value: in the program's language, capitalised.

[[nodiscard]] QString displayText(Severity severity);
[[nodiscard]] QString displayText(Status status);
[[nodiscard]] QString displayText(ActorType actorType);
[[nodiscard]] QString displayText(Access access);
[[nodiscard]] QString displayText(TenantStatus status);
[[nodiscard]] QString displayText(ExceptionField field); ///< A column's heading.

/// In the user's locale with its currency code, e.g. "12,500.00 EUR"; empty without an amount.
[[nodiscard]] QString amountText(const Exception& exception);

} // namespace sentinai

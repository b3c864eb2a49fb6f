// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/records/exception.h"

namespace sentinai {

/// How an exception stands against its deadline.
enum class SlaState : quint8 {
  None,     ///< It has no deadline.
  OnTime,   ///< Unresolved, 4 h or more left.
  DueSoon,  ///< Unresolved, less than 4 h left.
  Breached, ///< Unresolved, past its deadline.
  Met,      ///< Resolved by its deadline.
  Missed    ///< Resolved after its deadline.
};

[[nodiscard]] SlaState slaState(const Exception& exception, Instant now);

/// "2 d 4 h" left, "−35 min" once breached; "met", or "missed by 3 h" when resolved; empty without a deadline.
[[nodiscard]] QString slaText(const Exception& exception, Instant now);

} // namespace sentinai

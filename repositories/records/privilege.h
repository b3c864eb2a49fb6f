// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/records/tenant.h"

#include <vector>

namespace sentinai {

/// Whether the login may do something in a tenant, and if not, why; docs/security.md lists the actions.
struct Privilege {
  QString action;                ///< Such as `approve`.
  std::vector<Access> grantedTo; ///< Any of these would do.
  bool allowed = false;
  QString reason; ///< Empty where allowed.

  friend bool operator==(const Privilege&, const Privilege&) = default;
};

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/cancel_token.h"
#include "repositories/database/result.h"
#include "repositories/records/dashboard.h"

namespace sentinai {

class DashboardRepository {
public:
  virtual ~DashboardRepository() = default;

  /// All figures, of one moment. InvalidInput where dayStarts does not ascend or is longer than 1,101.
  [[nodiscard]] virtual Task<DashboardFigures> figures(DashboardQuery query, CancelToken token) = 0;
};

} // namespace sentinai

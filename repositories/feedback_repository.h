// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/cancel_token.h"
#include "repositories/database/result.h"
#include "repositories/records/calibration.h"
#include "repositories/records/exception_query.h"

namespace sentinai {

/// What the FeedbackCaptured events of one tenant's agent `feedback` come to.
class FeedbackRepository {
public:
  virtual ~FeedbackRepository() = default;

  /// Stated confidence against later outcome, by agent, domain and tenth of confidence (none first). Counts each
  /// decision once, by the latest judgement captured in `captured`; reads every event of that time.
  [[nodiscard]] virtual Task<std::vector<CalibrationRow>> calibration(TimeRange captured, CancelToken token) = 0;
};

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/feedback_repository.h"
#include "repositories/sqlite/sqlite_scope.h"

namespace sentinai {

class SqliteFeedbackRepository : public FeedbackRepository {
public:
  explicit SqliteFeedbackRepository(SqliteScope scope)
      : m_scope(std::move(scope)) {}

  Task<std::vector<CalibrationRow>> calibration(TimeRange captured, CancelToken token) override;

private:
  SqliteScope m_scope;
};

} // namespace sentinai

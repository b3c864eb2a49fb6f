// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/feedback_repository.h"
#include "repositories/postgresql/pg_client.h"

namespace sentinai {

class PgFeedbackRepository : public FeedbackRepository {
public:
  explicit PgFeedbackRepository(std::shared_ptr<PgClient> client)
      : m_client(std::move(client)) {}

  Task<std::vector<CalibrationRow>> calibration(TimeRange captured, CancelToken token) override;

private:
  std::shared_ptr<PgClient> m_client;
};

} // namespace sentinai

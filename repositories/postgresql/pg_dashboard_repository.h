// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/dashboard_repository.h"
#include "repositories/postgresql/pg_client.h"

namespace sentinai {

class PgDashboardRepository : public DashboardRepository {
public:
  explicit PgDashboardRepository(std::shared_ptr<PgClient> client)
      : m_client(std::move(client)) {}

  Task<DashboardFigures> figures(DashboardQuery query, CancelToken token) override;

private:
  std::shared_ptr<PgClient> m_client;
};

} // namespace sentinai

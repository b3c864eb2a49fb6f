// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/dashboard_repository.h"
#include "repositories/sqlite/sqlite_scope.h"

namespace sentinai {

class SqliteDashboardRepository : public DashboardRepository {
public:
  explicit SqliteDashboardRepository(SqliteScope scope);

  Task<DashboardFigures> figures(DashboardQuery query, CancelToken token) override;

private:
  SqliteScope m_scope;
};

} // namespace sentinai

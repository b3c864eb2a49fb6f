// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/sql_statement.h"
#include "repositories/records/dashboard.h"

#include <array>

namespace sentinai {

/// Upper ends of the age buckets; the last bucket is open.
inline constexpr std::array kDashboardAges{std::chrono::hours(4), std::chrono::hours(24), std::chrono::hours(3 * 24),
                                           std::chrono::hours(7 * 24), std::chrono::hours(30 * 24)};

/// Every figure of the dashboard in one statement, so that all are of one moment. A row is one figure: its section,
/// what of the section it is of (a name or a position, counted from 1), its count, and a median where the section has
/// one.
///
/// What the rollup knows is read from there: a few thousand rows, however many exceptions there are.
[[nodiscard]] SqlStatement dashboardStatement(const QString& tenantId, const DashboardQuery& query);

} // namespace sentinai

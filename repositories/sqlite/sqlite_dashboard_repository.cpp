// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/sqlite/sqlite_dashboard_repository.h"

#include "repositories/database/exception_select.h"
#include "repositories/sqlite/dashboard_tally.h"
#include "repositories/sqlite/sqlite_rows.h"

namespace sentinai {

namespace {

constexpr std::size_t kMaxDayStarts = 1101;

void checkDays(const std::vector<Instant>& dayStarts) {
  if (dayStarts.size() > kMaxDayStarts) {
    refuse(
        DbError::Kind::InvalidInput,
        QStringLiteral("A trend has at most %1 days. Choose a shorter period or longer steps.").arg(kMaxDayStarts - 1));
  }
  for (std::size_t i = 1; i < dayStarts.size(); ++i) {
    if (dayStarts[i] <= dayStarts[i - 1]) {
      refuse(DbError::Kind::InvalidInput, QStringLiteral("The days of a trend must ascend."));
    }
  }
}

SqlStatement tallyStatement(const QString& tenantId, const ExceptionFilter& filter) {
  SqlBinder binder(SqlDialect::Sqlite);
  const QString condition = exceptionCondition(binder, tenantId, filter);
  return std::move(binder).statement(QStringLiteral(R"sql(
      SELECT status, severity_rank, created_at, resolved_at, sla_deadline, domain, entity, source_system, owner
      FROM exception
      WHERE %1)sql")
                                         .arg(condition));
}

} // namespace

SqliteDashboardRepository::SqliteDashboardRepository(SqliteScope scope)
    : m_scope(std::move(scope)) {}

Task<DashboardFigures> SqliteDashboardRepository::figures(DashboardQuery query, CancelToken token) {
  return m_scope.read<DashboardFigures>(
      [query, tenantId = m_scope.tenantId()](SqliteConnection& db) {
        checkDays(query.dayStarts);
        // One pass over the rows gives all figures of one moment, and runs a text filter once.
        SqliteStatement select = db.prepare(tallyStatement(tenantId, query.filter));
        DashboardTally tally(query);
        while (select.step()) {
          DashboardTally::Row row;
          row.status = select.enumeration<Status>(0);
          row.severity = static_cast<Severity>(select.integer(1) - 1);
          row.createdAt = select.instant(2);
          row.resolvedAt = select.optionalInstant(3);
          row.slaDeadline = select.optionalInstant(4);
          row.domain = select.rawText(5);
          row.entity = select.rawText(6);
          row.source = select.rawText(7);
          row.owner = select.rawText(8);
          tally.add(row);
        }
        return tally.figures();
      },
      token);
}

} // namespace sentinai

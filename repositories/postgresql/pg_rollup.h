// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/sql_statement.h"
#include "repositories/records/exception_query.h"

namespace sentinai {

// What sentinai.exception_rollup (migration 0008) answers without reading the exceptions.

/// Whether the rollup counts what matches: by domain, status and severity, and further by the time of creation, or by
/// type and source system, or by entity, or by owner.
[[nodiscard]] bool isRolledUp(const ExceptionFilter& filter);

/// Whether any row of the list can be found by its number alone: rolled up, in the order of creation or, without a time
/// in the filter, first of domain, status or severity.
[[nodiscard]] bool isLocatable(const ExceptionFilter& filter, const ExceptionSort& sort);

/// One number: how many match a filter that is rolled up.
[[nodiscard]] SqlStatement rolledUpCountStatement(const ExceptionFilter& filter);

/// Some rows, not empty, of the exceptions that share domain, status and severity, and where the list is sorted by type
/// or source system also that.
struct ExceptionGroup {
  QString domain;
  QString status;
  int severityRank = 0;
  QString value;    ///< Type or source system.
  qint64 rows = 0;  ///< That match.
  qint64 total = 0; ///< That share domain, status and severity.

  friend bool operator==(const ExceptionGroup&, const ExceptionGroup&) = default;
};

/// Whether exceptionGroupsStatement() gives the groups of one owner or entity: the filter asks for one, and neither it
/// nor the sort is about types or source systems. In each such group those rows stand together.
[[nodiscard]] bool isOfOneName(const ExceptionFilter& filter, ExceptionField sortedBy);

/// The groups of what matches the filter's domains, types, statuses, severities and source systems, whatever else it
/// asks for: domain, status, severity_rank, value, rows, total. Of one name: those of the rows with that name,
/// which are then the total too.
[[nodiscard]] SqlStatement exceptionGroupsStatement(const ExceptionFilter& filter, ExceptionField sortedBy);

/// Of the exceptions that match the filter's domains, statuses and severities, in the order of their creation: the hour
/// in which the one with that number (counted from 0) was created, and how many come before those of that hour. No row
/// where there are not so many.
[[nodiscard]] SqlStatement locateHourStatement(const ExceptionFilter& filter, Qt::SortOrder order, qint64 number);

/// The conditions on domain, status and severity that the rollup and the exceptions have both; to follow another.
[[nodiscard]] QString groupCondition(SqlBinder& binder, const ExceptionFilter& filter);

/// Whether the filter asks for domains, statuses and severities only.
[[nodiscard]] bool isOfWholeGroups(const ExceptionFilter& filter);

} // namespace sentinai

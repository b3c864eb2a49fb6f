// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/exception_select.h"
#include "repositories/postgresql/pg_exception_list.h"
#include "repositories/postgresql/pg_rollup.h"

namespace sentinai {

// The ways in which PgExceptionList reads, each as a statement, and what it needs to know of a query to choose one.

using ExceptionGroups = std::vector<ExceptionGroup>;

/// Domain, status, severity, type or source system.
[[nodiscard]] bool isGroupField(ExceptionField field);

/// Whether the filter asks for any of these fields.
[[nodiscard]] bool narrowsGroups(const ExceptionFilter& filter);

/// Each part of the filter that the groups do not know, as a filter of its own, the text last; but not the range of
/// what the list is sorted by, which is a range of its index.
[[nodiscard]] std::vector<ExceptionFilter> furtherParts(const ExceptionQuery& query);

/// Whether one index has what matches in the order asked for.
[[nodiscard]] bool isIndexRange(const ExceptionQuery& query);

/// Whether an index has the order asked for, from its beginning on.
[[nodiscard]] bool hasStretch(const ExceptionQuery& query);

/// How a list shows the group in the field it is sorted by.
[[nodiscard]] QString valueOf(const ExceptionGroup& group, ExceptionField field);

/// How many match the part with the fewest matches, counted up to `limit` + 1. The filter's text is not looked at.
[[nodiscard]] SqlStatement probeStatement(const std::vector<ExceptionFilter>& parts, qint64 limit);

/// How many match a text, counted up to `limit` + 1. To look up words that many rows have takes time in proportion to
/// those, so what is in one of a hundred recent rows counts as many without being looked up.
[[nodiscard]] SqlStatement textProbeStatement(const QString& text, qint64 limit);

/// All matches of one name, read group by group, and sorted.
[[nodiscard]] Result<SqlStatement> sortedByNameStatement(const ExceptionQuery& query, const ExceptionGroups& groups,
                                                         SearchBy search);

/// All matches, read by whatever index finds them, and sorted.
[[nodiscard]] Result<SqlStatement> sortedStatement(const ExceptionQuery& query, SearchBy search);

/// The matches among the next rows of the list; of those with a value to sort by, or if it has come so far those
/// without. The server stops where it has a page of them.
[[nodiscard]] Result<SqlStatement> stretchStatement(const ExceptionQuery& query, qint64 rows);

/// A page merged from groups, which have every one of the `matches`. Absent where to sort them is better: where there
/// are too many groups, or few matches in each, as of a single type. With `kept`, the page of that query is picked out
/// of the one that is merged.
[[nodiscard]] Result<std::optional<SqlStatement>> mergedStatement(const ExceptionQuery& query, ExceptionGroups groups,
                                                                  qint64 matches, SearchBy search,
                                                                  const ExceptionListLimits& limits,
                                                                  const ExceptionQuery* kept = nullptr);

/// The matches among the next rows of the list's groups, which the filter narrows to few; absent where those are not
/// merged with little effort.
[[nodiscard]] Result<std::optional<SqlStatement>> groupedStretchStatement(const ExceptionQuery& query,
                                                                          const ExceptionGroups& groups, qint64 rows,
                                                                          const ExceptionListLimits& limits);

} // namespace sentinai

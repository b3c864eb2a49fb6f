// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/result.h"
#include "repositories/database/sql_statement.h"
#include "repositories/records/exception_query.h"

namespace sentinai {

/// Where a page begins and in which direction it is read.
struct PageReading {
  Qt::SortOrder order = Qt::AscendingOrder;  ///< The rows before a place are read backwards from it.
  std::optional<std::vector<SqlValue>> from; ///< The keys of the place that it lies behind; from the end if absent.
  bool isBackwards = false;                  ///< Against the list's order.
};

/// The order of a list of exceptions, as the database keeps it in its indexes: by a column, where many rows share its
/// values then by created_at, last by exception_id. A value.
class ExceptionOrder {
public:
  explicit ExceptionOrder(const ExceptionSort& sort);

  [[nodiscard]] const ExceptionSort& sort() const { return m_sort; }

  /// The columns, the first of them as it is sorted by (severity_rank, amount_sort).
  [[nodiscard]] const QStringList& terms() const { return m_terms; }

  /// Whether rows may lack the first term; those come last, ordered by the other terms.
  [[nodiscard]] bool isNullable() const { return m_nullable; }

  /// The values of the terms in a row.
  [[nodiscard]] std::vector<SqlValue> keysOf(const Exception& row) const;

  /// The place of a row in the list, and back. InvalidInput for the cursor of another list.
  [[nodiscard]] QString cursorOf(const Exception& row) const;
  [[nodiscard]] Result<std::vector<SqlValue>> keysAt(const QString& cursor) const;

  /// How the page that a query asks for is read. InvalidInput for the cursor of another list.
  [[nodiscard]] Result<PageReading> reading(const ExceptionQuery& query) const;

  /// What is read for a page, one after the other, each a plain range of the sort's index.
  ///
  /// Rows without a value come last in either direction, which no single index gives in both: they are a range of
  /// their own.
  [[nodiscard]] std::vector<QString> ranges(SqlBinder& binder, const PageReading& reading) const;

private:
  ExceptionSort m_sort;
  QStringList m_terms;
  bool m_nullable;
};

/// `a DESC, b DESC`.
[[nodiscard]] QString orderedBy(const QStringList& terms, Qt::SortOrder order);

/// `(a, b) > ($1, $2)`: the rows behind the place with these keys, in that order of reading.
[[nodiscard]] QString behind(SqlBinder& binder, const QStringList& terms, Qt::SortOrder order,
                             const std::vector<SqlValue>& keys);

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/result.h"
#include "repositories/database/sql_statement.h"
#include "repositories/records/exception_query.h"

namespace sentinai {

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

private:
  ExceptionSort m_sort;
  QStringList m_terms;
  bool m_nullable;
};

/// `a DESC, b DESC`.
[[nodiscard]] QString orderedBy(const QStringList& terms, Qt::SortOrder order);

[[nodiscard]] Qt::SortOrder opposite(Qt::SortOrder order);

/// `(a, b) > ($1, $2)`: the rows behind the place with these keys, in that order of reading.
[[nodiscard]] QString behind(SqlBinder& binder, const QStringList& terms, Qt::SortOrder order,
                             const std::vector<SqlValue>& keys);

} // namespace sentinai

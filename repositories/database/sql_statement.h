// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/records/instant.h"

#include <QByteArray>
#include <QStringList>
#include <QUuid>
#include <variant>
#include <vector>

namespace sentinai {

/// A parameter's value; std::monostate is NULL. A QStringList is one text[] parameter and only for PostgreSQL.
using SqlValue = std::variant<std::monostate, bool, qint64, double, QString, QByteArray, Instant, QUuid, QStringList>;

/// When PostgreSQL plans a statement that comes again and again. SQLite plans by the text alone.
enum class SqlPlanning : quint8 {
  EachTime, ///< For its values: what matches little must not get the plan for the average.
  Once      ///< For all values: whatever they are, the same index serves. Saves more than a small read takes.
};

/// A statement's text with placeholders, and the values for them in order.
struct SqlStatement {
  QString text;
  std::vector<SqlValue> values;
  SqlPlanning planning = SqlPlanning::EachTime;
};

enum class SqlDialect : quint8 { PostgreSql, Sqlite };

/// Collects the values of a statement while its text is written.
class SqlBinder {
public:
  explicit SqlBinder(SqlDialect dialect)
      : m_dialect(dialect) {}

  [[nodiscard]] SqlDialect dialect() const { return m_dialect; }

  /// The placeholder (`$n`, `?n`) that stands for `value`.
  [[nodiscard]] QString bind(SqlValue value) {
    m_values.push_back(std::move(value));
    return (m_dialect == SqlDialect::PostgreSql ? QLatin1Char('$') : QLatin1Char('?')) +
           QString::number(m_values.size());
  }

  [[nodiscard]] SqlStatement statement(QString text, SqlPlanning planning = SqlPlanning::EachTime) && {
    return {std::move(text), std::move(m_values), planning};
  }

private:
  SqlDialect m_dialect;
  std::vector<SqlValue> m_values;
};

} // namespace sentinai

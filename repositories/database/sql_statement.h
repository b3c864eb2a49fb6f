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

/// A statement's text with placeholders, and the values for them in order.
struct SqlStatement {
  QString text;
  std::vector<SqlValue> values;
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

  [[nodiscard]] SqlStatement statement(QString text) && { return {std::move(text), std::move(m_values)}; }

private:
  SqlDialect m_dialect;
  std::vector<SqlValue> m_values;
};

} // namespace sentinai

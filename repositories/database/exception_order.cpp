// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/database/exception_order.h"

#include "repositories/database/list_cursor.h"

#include <algorithm>

namespace sentinai {

namespace {

struct SortColumn {
  const char* expression; ///< What the database orders by, behind an index.
  bool nullable;
};

SortColumn sortColumn(ExceptionField field) {
  switch (field) {
  case ExceptionField::ExceptionId:
    return {"exception_id", false};
  case ExceptionField::Domain:
    return {"domain", false};
  case ExceptionField::Type:
    return {"type", false};
  case ExceptionField::Severity:
    return {"severity_rank", false};
  case ExceptionField::Status:
    return {"status", false};
  case ExceptionField::SourceSystem:
    return {"source_system", false};
  case ExceptionField::Entity:
    return {"entity", false};
  case ExceptionField::Amount:
    return {"amount_sort", true};
  case ExceptionField::SlaDeadline:
    return {"sla_deadline", true};
  case ExceptionField::Owner:
    return {"owner", true};
  case ExceptionField::CreatedAt:
    return {"created_at", false};
  case ExceptionField::UpdatedAt:
    return {"updated_at", false};
  }
  Q_UNREACHABLE();
}

SqlValue optionalTime(const std::optional<Instant>& instant) {
  return instant ? SqlValue(*instant) : SqlValue();
}

/// The value of the sort's expression in a row, as the database computes it.
SqlValue sortKey(const Exception& row, ExceptionField field) {
  switch (field) {
  case ExceptionField::ExceptionId:
    return row.exceptionId;
  case ExceptionField::Domain:
    return row.domain;
  case ExceptionField::Type:
    return row.type;
  case ExceptionField::Severity:
    return static_cast<qint64>(row.severity) + 1;
  case ExceptionField::Status:
    return toText(row.status);
  case ExceptionField::SourceSystem:
    return row.sourceSystem;
  case ExceptionField::Entity:
    return row.entity;
  case ExceptionField::Amount:
    return row.amount ? SqlValue(row.amount->toDouble()) : SqlValue();
  case ExceptionField::SlaDeadline:
    return optionalTime(row.slaDeadline);
  case ExceptionField::Owner:
    return row.owner ? SqlValue(*row.owner) : SqlValue();
  case ExceptionField::CreatedAt:
    return row.createdAt;
  case ExceptionField::UpdatedAt:
    return row.updatedAt;
  }
  Q_UNREACHABLE();
}

/// Between rows that share a value of these, time decides.
bool isTieBrokenByTime(ExceptionField field) {
  switch (field) {
  case ExceptionField::Domain:
  case ExceptionField::Type:
  case ExceptionField::Severity:
  case ExceptionField::Status:
  case ExceptionField::SourceSystem:
  case ExceptionField::Entity:
  case ExceptionField::Owner:
    return true;
  case ExceptionField::ExceptionId:
  case ExceptionField::Amount:
  case ExceptionField::SlaDeadline:
  case ExceptionField::CreatedAt:
  case ExceptionField::UpdatedAt:
    return false;
  }
  Q_UNREACHABLE();
}

Qt::SortOrder opposite(Qt::SortOrder order) {
  return order == Qt::AscendingOrder ? Qt::DescendingOrder : Qt::AscendingOrder;
}

QString nameOf(const ExceptionSort& sort) {
  return toText(sort.field) + (sort.order == Qt::AscendingOrder ? QStringLiteral(":asc") : QStringLiteral(":desc"));
}

} // namespace

ExceptionOrder::ExceptionOrder(const ExceptionSort& sort)
    : m_sort(sort) {
  const SortColumn column = sortColumn(sort.field);
  m_nullable = column.nullable;
  m_terms << QString::fromLatin1(column.expression);
  if (isTieBrokenByTime(sort.field)) {
    m_terms << QStringLiteral("created_at");
  }
  if (sort.field != ExceptionField::ExceptionId) {
    m_terms << QStringLiteral("exception_id");
  }
}

std::vector<SqlValue> ExceptionOrder::keysOf(const Exception& row) const {
  std::vector<SqlValue> keys{sortKey(row, m_sort.field)};
  if (isTieBrokenByTime(m_sort.field)) {
    keys.emplace_back(row.createdAt);
  }
  if (m_sort.field != ExceptionField::ExceptionId) {
    keys.emplace_back(row.exceptionId);
  }
  return keys;
}

QString ExceptionOrder::cursorOf(const Exception& row) const {
  return encodeCursor(nameOf(m_sort), keysOf(row));
}

Result<std::vector<SqlValue>> ExceptionOrder::keysAt(const QString& cursor) const {
  Exception sample;
  sample.amount = Decimal();
  sample.slaDeadline = Instant{};
  sample.owner = QString();
  return decodeCursor(cursor, nameOf(m_sort), keysOf(sample));
}

Result<PageReading> ExceptionOrder::reading(const ExceptionQuery& query) const {
  PageReading reading;
  reading.isBackwards = query.before.has_value() && !query.after;
  reading.order = reading.isBackwards ? opposite(m_sort.order) : m_sort.order;
  if (const std::optional<QString>& cursor = query.after ? query.after : query.before) {
    Result<std::vector<SqlValue>> keys = keysAt(*cursor);
    if (!keys) {
      return failure(keys.error());
    }
    reading.from = std::move(*keys);
  }
  return reading;
}

std::vector<QString> ExceptionOrder::ranges(SqlBinder& binder, const PageReading& reading) const {
  const std::optional<std::vector<SqlValue>>& from = reading.from;
  if (!m_nullable) {
    return {from ? behind(binder, m_terms, reading.order, *from) : QStringLiteral("true")};
  }
  const QString& value = m_terms.front();
  const bool isBehindNone = from && std::holds_alternative<std::monostate>(from->front());
  const bool isBehindValue = from && !isBehindNone;
  std::vector<QString> ranges;
  if (!isBehindNone || reading.isBackwards) {
    QString valued = value + QStringLiteral(" IS NOT NULL");
    if (isBehindValue) {
      valued += QStringLiteral(" AND ") + behind(binder, m_terms, reading.order, *from);
    }
    ranges.push_back(std::move(valued));
  }
  if (!isBehindValue || !reading.isBackwards) {
    QString valueless = value + QStringLiteral(" IS NULL");
    if (isBehindNone) {
      valueless +=
          QStringLiteral(" AND ") + behind(binder, m_terms.mid(1), reading.order, {from->begin() + 1, from->end()});
    }
    ranges.push_back(std::move(valueless));
  }
  if (reading.isBackwards) {
    std::reverse(ranges.begin(), ranges.end());
  }
  return ranges;
}

QString orderedBy(const QStringList& terms, Qt::SortOrder order) {
  const QString direction = order == Qt::AscendingOrder ? QStringLiteral(" ASC") : QStringLiteral(" DESC");
  return terms.join(direction + QStringLiteral(", ")) + direction;
}

QString behind(SqlBinder& binder, const QStringList& terms, Qt::SortOrder order, const std::vector<SqlValue>& keys) {
  QStringList placeholders;
  for (const SqlValue& key : keys) {
    placeholders << binder.bind(key);
  }
  return QStringLiteral("(%1) %2 (%3)")
      .arg(terms.join(QStringLiteral(", ")), order == Qt::AscendingOrder ? QStringLiteral(">") : QStringLiteral("<"),
           placeholders.join(QStringLiteral(", ")));
}

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/database/exception_select.h"

#include <QJsonArray>
#include <QJsonDocument>

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

// A cursor is the base64url of a JSON array: what it orders by, then the last row's keys, each as [kind, text].

QJsonValue encodeKey(const SqlValue& value) {
  if (const auto* text = std::get_if<QString>(&value)) {
    return QJsonArray{QStringLiteral("s"), *text};
  }
  if (const auto* instant = std::get_if<Instant>(&value)) {
    return QJsonArray{QStringLiteral("t"), QString::number(toEpochMicros(*instant))};
  }
  if (const auto* number = std::get_if<qint64>(&value)) {
    return QJsonArray{QStringLiteral("i"), QString::number(*number)};
  }
  if (const auto* number = std::get_if<double>(&value)) {
    return QJsonArray{QStringLiteral("d"), QString::number(*number, 'g', 17)};
  }
  return {};
}

std::optional<SqlValue> decodeKey(const QJsonValue& encoded) {
  if (encoded.isNull()) {
    return SqlValue();
  }
  const QString kind = encoded.toArray().at(0).toString();
  const QString text = encoded.toArray().at(1).toString();
  bool ok = true;
  if (kind == QLatin1String("s")) {
    return SqlValue(text);
  }
  if (kind == QLatin1String("t")) {
    const qint64 micros = text.toLongLong(&ok);
    return ok ? std::optional<SqlValue>(fromEpochMicros(micros)) : std::nullopt;
  }
  if (kind == QLatin1String("i")) {
    const qint64 number = text.toLongLong(&ok);
    return ok ? std::optional<SqlValue>(number) : std::nullopt;
  }
  if (kind == QLatin1String("d")) {
    const double number = text.toDouble(&ok);
    return ok ? std::optional<SqlValue>(number) : std::nullopt;
  }
  return std::nullopt;
}

QString encodeCursor(const QString& order, const std::vector<SqlValue>& keys) {
  QJsonArray array{order};
  for (const SqlValue& key : keys) {
    array.append(encodeKey(key));
  }
  const QByteArray json = QJsonDocument(array).toJson(QJsonDocument::Compact);
  return QString::fromLatin1(json.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
}

Result<std::vector<SqlValue>> decodeCursor(const QString& cursor, const QString& order,
                                           const std::vector<SqlValue>& kinds) {
  const auto refused = [] {
    return failure(DbError::Kind::InvalidInput,
                   QStringLiteral("The cursor does not belong to this list. Start again without a cursor."));
  };
  const auto bytes = QByteArray::fromBase64Encoding(cursor.toLatin1(), QByteArray::Base64UrlEncoding |
                                                                           QByteArray::AbortOnBase64DecodingErrors);
  const QJsonArray array =
      QJsonDocument::fromJson(bytes.decodingStatus == QByteArray::Base64DecodingStatus::Ok ? bytes.decoded
                                                                                           : QByteArray())
          .array();
  if (array.size() != static_cast<qsizetype>(kinds.size()) + 1 || array.at(0).toString() != order) {
    return refused();
  }
  std::vector<SqlValue> keys;
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    const auto key = decodeKey(array.at(static_cast<qsizetype>(i) + 1));
    const bool absent = key && std::holds_alternative<std::monostate>(*key);
    if (!key || (key->index() != kinds[i].index() && !absent)) {
      return refused();
    }
    keys.push_back(*key);
  }
  return keys;
}

QString sortName(const ExceptionSort& sort) {
  return toText(sort.field) + (sort.order == Qt::AscendingOrder ? QStringLiteral(":asc") : QStringLiteral(":desc"));
}

Result<Done> checkLimit(int limit) {
  if (limit < 1 || limit > kMaxPageSize) {
    return failure(DbError::Kind::InvalidInput, QStringLiteral("limit must be from 1 to %1.").arg(kMaxPageSize));
  }
  return Done{};
}

/// Collects conditions and joins them by AND.
class Conditions {
public:
  explicit Conditions(SqlBinder& binder)
      : m_binder(binder) {}

  void add(const QString& condition) { m_parts << condition; }

  void anyOf(const QString& column, const QStringList& values) {
    if (!values.isEmpty()) {
      m_parts << membership(column, values);
    }
  }

  template <TextEnum E>
  void anyOf(const QString& column, const std::vector<E>& values) {
    QStringList texts;
    for (const E value : values) {
      texts << toText(value);
    }
    anyOf(column, texts);
  }

  void within(const QString& column, const TimeRange& range) {
    if (range.from) {
      m_parts << QStringLiteral("%1 >= %2").arg(column, m_binder.bind(*range.from));
    }
    if (range.to) {
      m_parts << QStringLiteral("%1 < %2").arg(column, m_binder.bind(*range.to));
    }
  }

  [[nodiscard]] QString membership(const QString& column, const QStringList& values) {
    if (m_binder.dialect() == SqlDialect::PostgreSql) {
      return QStringLiteral("%1 = ANY(%2)").arg(column, m_binder.bind(values));
    }
    QStringList placeholders;
    for (const QString& value : values) {
      placeholders << m_binder.bind(value);
    }
    return QStringLiteral("%1 IN (%2)").arg(column, placeholders.join(QStringLiteral(", ")));
  }

  [[nodiscard]] QString text() const {
    return m_parts.isEmpty() ? QStringLiteral("true") : m_parts.join(QStringLiteral("\n  AND "));
  }

private:
  SqlBinder& m_binder;
  QStringList m_parts;
};

/// PostgreSQL's tables live in the schema sentinai.
QString tableName(SqlDialect dialect, const char* table) {
  return (dialect == SqlDialect::PostgreSql ? QStringLiteral("sentinai.") : QString()) + QString::fromLatin1(table);
}

/// The rows with these ids, looked up one by one: CROSS JOIN keeps SQLite from turning the loops around.
QString tableAmong(SqlBinder& binder, const QStringList& exceptionIds) {
  const QByteArray json = QJsonDocument(QJsonArray::fromStringList(exceptionIds)).toJson(QJsonDocument::Compact);
  return QStringLiteral("(SELECT value AS match_id FROM json_each(%1)) AS matches\n"
                        "  CROSS JOIN exception ON exception_id = match_id")
      .arg(binder.bind(QString::fromUtf8(json)));
}

QString eventCondition(SqlBinder& binder, const QString& tenantId, const std::optional<QString>& exceptionId,
                       const EventFilter& filter) {
  Conditions conditions(binder);
  if (binder.dialect() == SqlDialect::Sqlite) {
    conditions.add(QStringLiteral("tenant_id = ") + binder.bind(tenantId));
  }
  if (exceptionId) {
    conditions.add(QStringLiteral("exception_id = ") + binder.bind(*exceptionId));
  }
  conditions.anyOf(QStringLiteral("event_type"), filter.eventTypes);
  conditions.anyOf(QStringLiteral("actor_type"), filter.actorTypes);
  conditions.anyOf(QStringLiteral("actor_id"), filter.actorIds);
  conditions.within(QStringLiteral("created_at"), filter.created);
  return conditions.text();
}

SqlStatement cappedCount(SqlBinder binder, const char* table, const QString& condition, qint64 limit) {
  const QString cap = binder.bind(std::max<qint64>(limit, 0) + 1);
  QString text = QStringLiteral("SELECT count(*) FROM (\n  SELECT 1 FROM %1\n  WHERE %2\n  LIMIT %3) AS matching")
                     .arg(tableName(binder.dialect(), table), condition, cap);
  return std::move(binder).statement(std::move(text));
}

constexpr char kTimelineOrder[] = "timeline";
constexpr char kEventsOrder[] = "events";

} // namespace

const QString& exceptionColumns() {
  static const QString columns = QStringLiteral(
      "exception_id, domain, type, severity, status, source_system, entity, amount, currency, sla_deadline, owner, "
      "current_playbook_id, current_step, version, created_at, updated_at, resolved_at");
  return columns;
}

const QString& eventColumns(SqlDialect dialect) {
  static const QString postgreSql =
      QStringLiteral("exception_id, event_id, seq, event_type, actor_type, actor_id, payload::text AS payload, "
                     "created_at, recorded_at, prev_hash, hash");
  static const QString sqlite =
      QStringLiteral("exception_id, event_id, seq, event_type, actor_type, actor_id, payload, "
                     "created_at, recorded_at, prev_hash, hash");
  return dialect == SqlDialect::PostgreSql ? postgreSql : sqlite;
}

QStringList searchWords(const QString& text) {
  return text.toCaseFolded().simplified().split(QLatin1Char(' '), Qt::SkipEmptyParts);
}

QString exceptionCondition(SqlBinder& binder, const QString& tenantId, const ExceptionFilter& filter) {
  Conditions conditions(binder);
  if (binder.dialect() == SqlDialect::Sqlite) {
    conditions.add(QStringLiteral("tenant_id = ") + binder.bind(tenantId));
  }
  conditions.anyOf(QStringLiteral("domain"), filter.domains);
  conditions.anyOf(QStringLiteral("type"), filter.types);
  conditions.anyOf(QStringLiteral("status"), filter.statuses);
  conditions.anyOf(QStringLiteral("severity"), filter.severities);
  conditions.anyOf(QStringLiteral("source_system"), filter.sourceSystems);
  conditions.anyOf(QStringLiteral("entity"), filter.entities);
  if (filter.unowned && !filter.owners.isEmpty()) {
    conditions.add(
        QStringLiteral("(owner IS NULL OR %1)").arg(conditions.membership(QStringLiteral("owner"), filter.owners)));
  } else if (filter.unowned) {
    conditions.add(QStringLiteral("owner IS NULL"));
  } else {
    conditions.anyOf(QStringLiteral("owner"), filter.owners);
  }
  conditions.within(QStringLiteral("created_at"), filter.created);
  conditions.within(QStringLiteral("updated_at"), filter.updated);
  conditions.within(QStringLiteral("resolved_at"), filter.resolved);
  conditions.within(QStringLiteral("sla_deadline"), filter.sla);
  if (filter.amountFrom) {
    conditions.add(QStringLiteral("amount_sort >= ") + binder.bind(filter.amountFrom->toDouble()));
  }
  if (filter.amountTo) {
    conditions.add(QStringLiteral("amount_sort <= ") + binder.bind(filter.amountTo->toDouble()));
  }
  if (const QStringList words = searchWords(filter.text); !words.isEmpty()) {
    if (binder.dialect() == SqlDialect::PostgreSql) {
      conditions.add(QStringLiteral("exception_id IN (SELECT sentinai.search_exceptions(%1))").arg(binder.bind(words)));
    } else {
      conditions.add(QStringLiteral("sentinai_matches(%1, exception_id, type, entity, source_system, owner)")
                         .arg(binder.bind(words.join(QLatin1Char(' ')))));
    }
  }
  return conditions.text();
}

Result<SqlStatement> exceptionListStatement(SqlDialect dialect, const QString& tenantId, const ExceptionQuery& query,
                                            const std::optional<QStringList>& matches) {
  if (const Result<Done> limit = checkLimit(query.limit); !limit) {
    return failure(limit.error());
  }
  const SortColumn sort = sortColumn(query.sort.field);
  std::optional<std::vector<SqlValue>> after;
  if (query.after) {
    Exception sample;
    sample.amount = Decimal();
    sample.slaDeadline = Instant{};
    sample.owner = QString();
    Result<std::vector<SqlValue>> keys =
        decodeCursor(*query.after, sortName(query.sort), {sortKey(sample, query.sort.field), SqlValue(QString())});
    if (!keys) {
      return failure(keys.error());
    }
    after = std::move(*keys);
  }

  SqlBinder binder(dialect);
  const QString condition = exceptionCondition(binder, tenantId, matches ? ExceptionFilter() : query.filter);
  const QString expression = QString::fromLatin1(sort.expression);
  const bool ascending = query.sort.order == Qt::AscendingOrder;
  const QString direction = ascending ? QStringLiteral("ASC") : QStringLiteral("DESC");
  const QString beyond = ascending ? QStringLiteral(">") : QStringLiteral("<");
  const QString limit = binder.bind(static_cast<qint64>(query.limit) + 1);
  const QString table = matches ? tableAmong(binder, *matches) : tableName(dialect, "exception");
  const bool byId = query.sort.field == ExceptionField::ExceptionId;

  // Rows without a value come last in either direction, which no single index gives in both. So a page is read in two
  // phases, each a plain range of the same index: those with a value, then those without.
  const auto phase = [&](int number, const QString& phaseCondition, const QString& order) {
    return QStringLiteral("SELECT %1, %2 AS sort_phase, %8 AS sort_key FROM %3\nWHERE %4%5\nORDER BY %6\nLIMIT %7")
        .arg(exceptionColumns(), QString::number(number), table, condition, phaseCondition, order, limit, expression);
  };
  const bool afterValue = after && !std::holds_alternative<std::monostate>(after->front());
  const bool afterNull = after && !afterValue;

  QStringList phases;
  if (!afterNull) {
    QString phaseCondition;
    if (sort.nullable) {
      phaseCondition += QStringLiteral("\n  AND %1 IS NOT NULL").arg(expression);
    }
    if (byId && afterValue) {
      phaseCondition += QStringLiteral("\n  AND exception_id %1 %2").arg(beyond, binder.bind(after->at(1)));
    } else if (afterValue) {
      const QString key = binder.bind(after->at(0));
      const QString id = binder.bind(after->at(1));
      phaseCondition += QStringLiteral("\n  AND (%1, exception_id) %2 (%3, %4)").arg(expression, beyond, key, id);
    }
    const QString order = byId ? QStringLiteral("exception_id %1").arg(direction)
                               : QStringLiteral("%1 %2, exception_id %2").arg(expression, direction);
    phases << phase(0, phaseCondition, order);
  }
  if (sort.nullable) {
    QString phaseCondition = QStringLiteral("\n  AND %1 IS NULL").arg(expression);
    if (afterNull) {
      phaseCondition += QStringLiteral("\n  AND exception_id %1 %2").arg(beyond, binder.bind(after->at(1)));
    }
    phases << phase(1, phaseCondition, QStringLiteral("exception_id %1").arg(direction));
  }
  for (QString& part : phases) {
    part = QStringLiteral("SELECT * FROM (\n%1) AS part").arg(part);
  }
  QString text =
      QStringLiteral("SELECT %1 FROM (\n%2) AS page\nORDER BY sort_phase, sort_key %3, exception_id %3\nLIMIT %4")
          .arg(exceptionColumns(), phases.join(QStringLiteral("\nUNION ALL\n")), direction, limit);
  return std::move(binder).statement(std::move(text));
}

SqlStatement exceptionIdsStatement(SqlDialect dialect, const QString& tenantId, const ExceptionFilter& filter,
                                   qint64 limit) {
  SqlBinder binder(dialect);
  const QString condition = exceptionCondition(binder, tenantId, filter);
  QString text = QStringLiteral("SELECT exception_id FROM %1\nWHERE %2\nLIMIT %3")
                     .arg(tableName(dialect, "exception"), condition, binder.bind(limit));
  return std::move(binder).statement(std::move(text));
}

SqlStatement exceptionCountStatement(SqlDialect dialect, const QString& tenantId, const ExceptionFilter& filter,
                                     qint64 limit) {
  SqlBinder binder(dialect);
  const QString condition = exceptionCondition(binder, tenantId, filter);
  return cappedCount(std::move(binder), "exception", condition, limit);
}

Page<Exception> exceptionPage(std::vector<Exception> rows, const ExceptionQuery& query) {
  Page<Exception> page;
  const bool more = rows.size() > static_cast<std::size_t>(query.limit);
  if (more) {
    rows.resize(static_cast<std::size_t>(query.limit));
    const Exception& last = rows.back();
    page.next = encodeCursor(sortName(query.sort), {sortKey(last, query.sort.field), last.exceptionId});
  }
  page.rows = std::move(rows);
  return page;
}

Result<SqlStatement> eventListStatement(SqlDialect dialect, const QString& tenantId,
                                        const std::optional<QString>& exceptionId, const EventQuery& query) {
  if (const Result<Done> limit = checkLimit(query.limit); !limit) {
    return failure(limit.error());
  }
  SqlBinder binder(dialect);
  QString condition = eventCondition(binder, tenantId, exceptionId, query.filter);
  const QString order =
      exceptionId ? QStringLiteral("created_at, seq") : QStringLiteral("created_at, exception_id, seq");
  if (query.after) {
    const SqlValue time = Instant{};
    const SqlValue text = QString();
    const SqlValue number = qint64{0};
    const Result<std::vector<SqlValue>> keys =
        exceptionId ? decodeCursor(*query.after, QString::fromLatin1(kTimelineOrder), {time, number})
                    : decodeCursor(*query.after, QString::fromLatin1(kEventsOrder), {time, text, number});
    if (!keys) {
      return failure(keys.error());
    }
    QStringList placeholders;
    for (const SqlValue& key : *keys) {
      placeholders << binder.bind(key);
    }
    condition += QStringLiteral("\n  AND (%1) > (%2)").arg(order, placeholders.join(QStringLiteral(", ")));
  }
  const QString limit = binder.bind(static_cast<qint64>(query.limit) + 1);
  QString text = QStringLiteral("SELECT %1 FROM %2\nWHERE %3\nORDER BY %4\nLIMIT %5")
                     .arg(eventColumns(dialect), tableName(dialect, "exception_event"), condition, order, limit);
  return std::move(binder).statement(std::move(text));
}

SqlStatement eventCountStatement(SqlDialect dialect, const QString& tenantId, const std::optional<QString>& exceptionId,
                                 const EventFilter& filter, qint64 limit) {
  SqlBinder binder(dialect);
  const QString condition = eventCondition(binder, tenantId, exceptionId, filter);
  return cappedCount(std::move(binder), "exception_event", condition, limit);
}

Page<ExceptionEvent> eventPage(std::vector<ExceptionEvent> rows, const std::optional<QString>& exceptionId,
                               const EventQuery& query) {
  Page<ExceptionEvent> page;
  if (rows.size() > static_cast<std::size_t>(query.limit)) {
    rows.resize(static_cast<std::size_t>(query.limit));
    const ExceptionEvent& last = rows.back();
    page.next = exceptionId
                    ? encodeCursor(QString::fromLatin1(kTimelineOrder), {last.createdAt, last.seq})
                    : encodeCursor(QString::fromLatin1(kEventsOrder), {last.createdAt, last.exceptionId, last.seq});
  }
  page.rows = std::move(rows);
  return page;
}

} // namespace sentinai

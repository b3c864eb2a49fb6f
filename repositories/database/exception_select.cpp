// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/database/exception_select.h"

#include "repositories/database/exception_order.h"
#include "repositories/database/list_cursor.h"
#include "repositories/database/utf8_text.h"

#include <algorithm>
#include <set>

namespace sentinai {

namespace {

/// Of an ExceptionQuery or EventQuery.
template <typename Query>
Result<Done> checkPage(const Query& query) {
  if (query.limit < 1 || query.limit > kMaxPageSize) {
    return failure(DbError::Kind::InvalidInput, QStringLiteral("limit must be from 1 to %1.").arg(kMaxPageSize));
  }
  if (query.skip < 0) {
    return failure(DbError::Kind::InvalidInput, QStringLiteral("skip must be 0 or more."));
  }
  if (query.after && query.before) {
    return failure(DbError::Kind::InvalidInput, QStringLiteral("A page is read by after or by before, not by both."));
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
    // PostgreSQL reads an index in its order for one value, but not for a list of one.
    if (values.size() == 1) {
      return QStringLiteral("%1 = %2").arg(column, m_binder.bind(values.front()));
    }
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
  return QStringLiteral("(SELECT value AS match_id FROM json_each(%1)) AS matches\n"
                        "  CROSS JOIN exception ON exception_id = match_id")
      .arg(binder.bind(jsonArrayOf(exceptionIds)));
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

QString exceptionCondition(SqlBinder& binder, const QString& tenantId, const ExceptionFilter& filter, SearchBy search) {
  Conditions conditions(binder);
  if (binder.dialect() == SqlDialect::Sqlite) {
    conditions.add(QStringLiteral("tenant_id = ") + binder.bind(tenantId));
  }
  conditions.anyOf(QStringLiteral("domain"), filter.domains);
  conditions.anyOf(QStringLiteral("type"), filter.types);
  conditions.anyOf(QStringLiteral("status"), filter.statuses);
  if (!filter.severities.empty()) {
    // By rank, as the indexes have it.
    QStringList ranks;
    for (const Severity severity : filter.severities) {
      ranks << QString::number(static_cast<int>(severity) + 1);
    }
    conditions.add(QStringLiteral("severity_rank IN (%1)").arg(ranks.join(QStringLiteral(", "))));
  }
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
    if (binder.dialect() == SqlDialect::PostgreSql && search == SearchBy::EachRow) {
      for (const QString& word : words) {
        conditions.add(QStringLiteral("strpos(search_text, sentinai.fold(%1)) > 0").arg(binder.bind(word)));
      }
    } else if (binder.dialect() == SqlDialect::PostgreSql) {
      conditions.add(QStringLiteral("exception_id IN (SELECT sentinai.search_exceptions(%1))").arg(binder.bind(words)));
    } else {
      conditions.add(QStringLiteral("sentinai_matches(%1, exception_id, type, entity, source_system, owner)")
                         .arg(binder.bind(words.join(QLatin1Char(' ')))));
    }
  }
  return conditions.text();
}

Result<QString> exceptionListText(SqlBinder& binder, const QString& table, const QString& columns,
                                  const QString& condition, const ExceptionQuery& query) {
  if (const Result<Done> page = checkPage(query); !page) {
    return failure(page.error());
  }
  const ExceptionOrder list(query.sort);
  const Result<PageReading> reading = list.reading(query);
  if (!reading) {
    return failure(reading.error());
  }
  const QStringList& terms = list.terms();
  const std::vector<QString> ranges = list.ranges(binder, *reading);
  // As part of the text, or a plan for all values would be one for a tenth of all rows.
  const QString limit = QString::number(query.limit + 1);
  const QString offset = query.skip > 0 ? QStringLiteral("\nOFFSET ") + binder.bind(query.skip) : QString();
  if (ranges.size() == 1) {
    return QStringLiteral("SELECT %1 FROM %2\nWHERE %3\n  AND %4\nORDER BY %5\nLIMIT %6%7")
        .arg(columns, table, condition, ranges.front(), orderedBy(terms, reading->order), limit, offset);
  }
  const QString reach = query.skip > 0 ? binder.bind(query.skip + query.limit + 1) : limit;
  QStringList parts;
  // All are ordered by the first term, if missing: PostgreSQL would not see else that the index has their order.
  for (const QString& range : ranges) {
    parts << QStringLiteral("SELECT * FROM (\nSELECT %1, %2 AS part, %3 AS sort_key FROM %4\nWHERE %5\n  AND %6\n"
                            "ORDER BY %7\nLIMIT %8) AS part_%2")
                 .arg(columns, QString::number(parts.size()), terms.front(), table, condition, range,
                      orderedBy(terms, reading->order), reach);
  }
  QStringList keys = terms;
  keys.front() = QStringLiteral("sort_key");
  return QStringLiteral("SELECT %1 FROM (\n%2) AS page\nORDER BY part, %3\nLIMIT %4%5")
      .arg(columns, parts.join(QStringLiteral("\nUNION ALL\n")), orderedBy(keys, reading->order), limit, offset);
}

Result<SqlStatement> exceptionListStatement(SqlDialect dialect, const QString& tenantId, const ExceptionQuery& query,
                                            const std::optional<QStringList>& matches) {
  SqlBinder binder(dialect);
  const QString condition = exceptionCondition(binder, tenantId, matches ? ExceptionFilter() : query.filter);
  const QString table = matches ? tableAmong(binder, *matches) : tableName(dialect, "exception");
  return exceptionListText(binder, table, exceptionColumns(), condition, query).map([&](QString&& text) {
    return std::move(binder).statement(std::move(text));
  });
}

SqlStatement exceptionStreamStatement(SqlDialect dialect, const QString& tenantId, const ExceptionFilter& filter,
                                      const ExceptionSort& sort) {
  SqlBinder binder(dialect);
  const ExceptionOrder list(sort);
  QStringList terms = list.terms();
  QString order = orderedBy({terms.takeFirst()}, sort.order);
  // Said only where it matters: an index serves the order it was made for, which says nothing of it.
  if (list.isNullable() && (sort.order == Qt::DescendingOrder || dialect == SqlDialect::Sqlite)) {
    order += QStringLiteral(" NULLS LAST");
  }
  if (!terms.isEmpty()) {
    order += QStringLiteral(", ") + orderedBy(terms, sort.order);
  }
  QString text = QStringLiteral("SELECT %1 FROM %2\nWHERE %3\nORDER BY %4")
                     .arg(exceptionColumns(), tableName(dialect, "exception"),
                          exceptionCondition(binder, tenantId, filter), order);
  return std::move(binder).statement(std::move(text));
}

SqlStatement exceptionOutlineStatement(SqlDialect dialect, const QString& tenantId, const ExceptionFilter& filter,
                                       const ExceptionSort& sort) {
  SqlBinder binder(dialect);
  const ExceptionOrder list(sort);
  const QStringList& terms = list.terms();
  const QString table = tableName(dialect, "exception");
  const QString condition = exceptionCondition(binder, tenantId, filter);
  const QString gap = binder.bind(qint64{kLandmarkGap});
  const auto phase = [&](int number, const QString& phaseCondition) {
    return QStringLiteral("SELECT exception_id, %1 AS sort_phase, row_number() OVER places AS place,\n"
                          "  lead(exception_id) OVER places IS NULL AS is_last\n"
                          "FROM %2\nWHERE %3%4\nWINDOW places AS (ORDER BY %5)")
        .arg(QString::number(number), table, condition, phaseCondition, orderedBy(terms, sort.order));
  };
  QStringList phases{
      phase(0, list.isNullable() ? QStringLiteral("\n  AND %1 IS NOT NULL").arg(terms.front()) : QString())};
  if (list.isNullable()) {
    phases << phase(1, QStringLiteral("\n  AND %1 IS NULL").arg(terms.front()));
  }
  for (QString& part : phases) {
    part = QStringLiteral("SELECT exception_id, sort_phase, place FROM (\n%1) AS part\nWHERE is_last OR place % %2 = 0")
               .arg(part, gap);
  }
  const QString tenant =
      dialect == SqlDialect::Sqlite ? QStringLiteral("\nWHERE tenant_id = %1").arg(binder.bind(tenantId)) : QString();
  QString text = QStringLiteral("SELECT %1, sort_phase, place FROM (\n%2) AS landmark\n"
                                "JOIN %3 USING (exception_id)%4\nORDER BY sort_phase, place")
                     .arg(exceptionColumns(), phases.join(QStringLiteral("\nUNION ALL\n")), table, tenant);
  return std::move(binder).statement(std::move(text));
}

ListOutline exceptionOutline(const std::vector<OutlinePlace>& places, const ExceptionSort& sort) {
  ListOutline outline;
  qint64 base = 0; // Rows of the phase before.
  int phase = 0;
  for (const OutlinePlace& place : places) {
    if (place.phase != phase) {
      phase = place.phase;
      base = outline.rows;
    }
    outline.rows = base + place.place;
    outline.landmarks.push_back({outline.rows, exceptionCursor(place.row, sort)});
  }
  if (!outline.landmarks.empty()) {
    outline.landmarks.pop_back(); // Nothing comes behind the last row.
  }
  return outline;
}

QString exceptionCursor(const Exception& row, const ExceptionSort& sort) {
  return ExceptionOrder(sort).cursorOf(row);
}

QString timelineCursor(const ExceptionEvent& event) {
  return encodeCursor(QString::fromLatin1(kTimelineOrder), {event.createdAt, event.seq});
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

namespace {

/// Cuts off the row that was read to see whether more follow, and turns what was read backwards.
template <typename T, typename Query, typename CursorOf>
Page<T> pageOf(std::vector<T> rows, const Query& query, CursorOf cursorOf) {
  const bool more = rows.size() > static_cast<std::size_t>(query.limit);
  if (more) {
    rows.pop_back();
  }
  if (query.before) {
    std::reverse(rows.begin(), rows.end());
  }
  Page<T> page;
  if (!rows.empty() && (more || query.before)) {
    page.next = cursorOf(rows.back());
  }
  page.rows = std::move(rows);
  return page;
}

} // namespace

Page<Exception> exceptionPage(std::vector<Exception> rows, const ExceptionQuery& query) {
  return pageOf(std::move(rows), query, [&](const Exception& row) { return exceptionCursor(row, query.sort); });
}

Result<SqlStatement> eventListStatement(SqlDialect dialect, const QString& tenantId,
                                        const std::optional<QString>& exceptionId, const EventQuery& query) {
  if (const Result<Done> page = checkPage(query); !page) {
    return failure(page.error());
  }
  SqlBinder binder(dialect);
  QString condition = eventCondition(binder, tenantId, exceptionId, query.filter);
  const Qt::SortOrder order = query.before ? Qt::DescendingOrder : Qt::AscendingOrder;
  const QStringList terms =
      exceptionId ? QStringList{QStringLiteral("created_at"), QStringLiteral("seq")}
                  : QStringList{QStringLiteral("created_at"), QStringLiteral("exception_id"), QStringLiteral("seq")};
  if (const std::optional<QString>& cursor = query.after ? query.after : query.before) {
    const SqlValue time = Instant{};
    const SqlValue text = QString();
    const SqlValue number = qint64{0};
    const Result<std::vector<SqlValue>> keys =
        exceptionId ? decodeCursor(*cursor, QString::fromLatin1(kTimelineOrder), {time, number})
                    : decodeCursor(*cursor, QString::fromLatin1(kEventsOrder), {time, text, number});
    if (!keys) {
      return failure(keys.error());
    }
    condition += QStringLiteral("\n  AND ") + behind(binder, terms, order, *keys);
  }
  QString text = QStringLiteral("SELECT %1 FROM %2\nWHERE %3\nORDER BY %4\nLIMIT %5")
                     .arg(eventColumns(dialect), tableName(dialect, "exception_event"), condition,
                          orderedBy(terms, order), QString::number(query.limit + 1));
  if (query.skip > 0) {
    text += QStringLiteral(" OFFSET ") + binder.bind(query.skip);
  }
  const bool isPlain = query.filter == EventFilter() && query.skip == 0;
  return std::move(binder).statement(std::move(text), isPlain ? SqlPlanning::Once : SqlPlanning::EachTime);
}

SqlStatement eventCountStatement(SqlDialect dialect, const QString& tenantId, const std::optional<QString>& exceptionId,
                                 const EventFilter& filter, qint64 limit) {
  SqlBinder binder(dialect);
  const QString condition = eventCondition(binder, tenantId, exceptionId, filter);
  return cappedCount(std::move(binder), "exception_event", condition, limit);
}

SqlStatement eventVocabularyStatement(SqlDialect dialect, const QString& tenantId, const QString& exceptionId) {
  SqlBinder binder(dialect);
  const QString condition = eventCondition(binder, tenantId, exceptionId, {});
  QString text = QStringLiteral("SELECT DISTINCT event_type, actor_id FROM %1\nWHERE %2\nORDER BY event_type, actor_id")
                     .arg(tableName(dialect, "exception_event"), condition);
  return std::move(binder).statement(std::move(text));
}

EventVocabulary eventVocabulary(const std::vector<std::pair<QString, std::optional<QString>>>& pairs) {
  std::set<QString> types;
  std::set<QString> actors;
  for (const auto& [type, actor] : pairs) {
    types.insert(type);
    if (actor) {
      actors.insert(*actor);
    }
  }
  return {QStringList(types.begin(), types.end()), QStringList(actors.begin(), actors.end())};
}

Page<ExceptionEvent> eventPage(std::vector<ExceptionEvent> rows, const std::optional<QString>& exceptionId,
                               const EventQuery& query) {
  return pageOf(std::move(rows), query, [&](const ExceptionEvent& event) {
    return exceptionId
               ? timelineCursor(event)
               : encodeCursor(QString::fromLatin1(kEventsOrder), {event.createdAt, event.exceptionId, event.seq});
  });
}

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/postgresql/pg_exception_repository.h"

#include "repositories/database/exception_select.h"
#include "repositories/database/similarity.h"
#include "repositories/postgresql/pg_exception_list.h"
#include "repositories/postgresql/pg_records.h"

namespace sentinai {

namespace {

auto exceptionReader(const QString& tenantId) {
  return [tenantId](PgRow& row) { return readException(row, tenantId); };
}

QString missing(const QString& exceptionId) {
  return QStringLiteral("There is no exception %1 in this tenant.").arg(exceptionId);
}

bool hasDistinctValues(ExceptionField field) {
  return field == ExceptionField::Domain || field == ExceptionField::Type || field == ExceptionField::SourceSystem ||
         field == ExceptionField::Entity || field == ExceptionField::Owner;
}

/// The kind of group and the column in which the rollup has a field's values.
std::pair<const char*, const char*> rolledUpAs(ExceptionField field) {
  switch (field) {
  case ExceptionField::Domain:
    return {"month", "domain"};
  case ExceptionField::Type:
    return {"facet", "value"};
  case ExceptionField::SourceSystem:
    return {"facet", "detail"};
  case ExceptionField::Entity:
    return {"entity", "value"};
  default:
    return {"owner", "value"};
  }
}

} // namespace

PgExceptionRepository::PgExceptionRepository(std::shared_ptr<PgClient> client, std::shared_ptr<PgClient> reports,
                                             std::shared_ptr<ExceptionEventRepository> events)
    : EventSourcedExceptionRepository(client->tenantId(), std::move(events))
    , m_client(std::move(client))
    , m_reports(std::move(reports)) {}

Task<Exception> PgExceptionRepository::get(QString exceptionId, CancelToken token) {
  const QString text =
      QStringLiteral("SELECT %1 FROM sentinai.exception WHERE exception_id = $1").arg(exceptionColumns());
  return m_client->one<Exception>(PgIntent::Read, {text, {exceptionId}, SqlPlanning::Once}, exceptionReader(tenantId()),
                                  missing(exceptionId), std::move(token));
}

Task<std::vector<Exception>> PgExceptionRepository::getAll(QStringList exceptionIds, CancelToken token) {
  const QString text =
      QStringLiteral("SELECT %1 FROM sentinai.exception WHERE exception_id = ANY($1)").arg(exceptionColumns());
  return m_client->rows<Exception>({text, {exceptionIds}}, exceptionReader(tenantId()), std::move(token));
}

Task<Page<Exception>> PgExceptionRepository::list(ExceptionQuery query, CancelToken token) {
  return listExceptions(m_client, std::move(query), std::move(token));
}

Task<Done> PgExceptionRepository::stream(ExceptionFilter filter, ExceptionSort sort, ExceptionSink sink,
                                         CancelToken token) {
  return m_reports->stream<Exception>(exceptionStreamStatement(SqlDialect::PostgreSql, tenantId(), filter, sort),
                                      exceptionReader(tenantId()), std::move(sink), std::move(token));
}

Task<ListOutline> PgExceptionRepository::outline(ExceptionFilter filter, ExceptionSort sort, CancelToken token) {
  return outlineExceptions(m_client, std::move(filter), sort, std::move(token));
}

Task<RowCount> PgExceptionRepository::count(ExceptionFilter filter, qint64 limit, CancelToken token) {
  return countExceptions(m_client, std::move(filter), limit, std::move(token));
}

Task<QStringList> PgExceptionRepository::distinctValues(ExceptionField field, QString text, int limit,
                                                        CancelToken token) {
  if (!hasDistinctValues(field)) {
    return PgClient::refuse<QStringList>(
        DbError::Kind::InvalidInput,
        QStringLiteral("Only domain, type, source_system, entity and owner have a list of values."));
  }
  const auto [kind, column] = rolledUpAs(field);
  const QString sql = QStringLiteral(R"(
    SELECT present.value
    FROM (SELECT %2 AS value, sum(n) AS uses FROM sentinai.exception_rollup
          WHERE kind = '%1' AND %2 <> '' GROUP BY %2 HAVING sum(n) > 0) AS present
    WHERE $1 = '' OR strpos(sentinai.fold(present.value), sentinai.fold($1)) > 0
    ORDER BY uses DESC, present.value
    LIMIT $2)")
                          .arg(QLatin1String(kind), QLatin1String(column));
  return m_client->run<QStringList>(
      PgIntent::Read, {sql, {text, qint64{std::max(limit, 0)}}},
      [](const PGresult* result) {
        return readRows(result, [](PgRow& row) { return row.next<QString>(); }).map([](std::vector<QString>&& values) {
          return QStringList(values.begin(), values.end());
        });
      },
      std::move(token));
}

Task<std::vector<SimilarException>>
PgExceptionRepository::similar(QString exceptionId, int limit, std::optional<Instant> resolvedBy, CancelToken token) {
  // The exception itself comes first, then the candidates, all in one round trip.
  const QString text =
      QStringLiteral(R"(
    WITH chosen AS (SELECT * FROM sentinai.exception WHERE exception_id = $1),
    candidates AS (
      SELECT e.* FROM sentinai.exception e, chosen c
      WHERE e.domain = c.domain AND e.type = c.type AND e.exception_id <> c.exception_id %2
      ORDER BY e.created_at DESC, e.exception_id
      LIMIT $2)
    SELECT %1 FROM (SELECT 0 AS part, * FROM chosen UNION ALL SELECT 1, * FROM candidates) AS both_parts
    ORDER BY part, created_at DESC, exception_id)")
          .arg(exceptionColumns(),
               resolvedBy ? QStringLiteral("AND e.status = 'resolved' AND e.resolved_at <= $3") : QString());
  std::vector<SqlValue> values{exceptionId, qint64{kSimilarCandidates}};
  if (resolvedBy) {
    values.emplace_back(*resolvedBy);
  }
  return m_client->run<std::vector<SimilarException>>(
      PgIntent::Read, {text, std::move(values)},
      [read = exceptionReader(tenantId()), exceptionId, limit](const PGresult* result) {
        return readRows(result, read)
            .and_then([&](std::vector<Exception>&& rows) -> Result<std::vector<SimilarException>> {
              if (rows.empty()) {
                return failure(DbError::Kind::NotFound, missing(exceptionId));
              }
              const Exception of = std::move(rows.front());
              rows.erase(rows.begin());
              return mostSimilar(of, std::move(rows), limit);
            });
      },
      std::move(token));
}

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/sqlite/sqlite_exception_repository.h"

#include "repositories/database/exception_select.h"
#include "repositories/database/similarity.h"
#include "repositories/database/utf8_text.h"
#include "repositories/sqlite/sqlite_rows.h"

namespace sentinai {

namespace {

Exception requireException(SqliteConnection& db, const QString& tenantId, const QString& exceptionId) {
  static const QByteArray sql = QStringLiteral(R"sql(
      SELECT %1
      FROM exception
      WHERE tenant_id = ?1 AND exception_id = ?2)sql")
                                    .arg(exceptionColumns())
                                    .toUtf8();
  SqliteStatement select = db.prepare(sql);
  select.bind(tenantId, exceptionId);
  if (!select.step()) {
    refuse(DbError::Kind::NotFound, QStringLiteral("There is no exception %1 in this tenant.").arg(exceptionId));
  }
  return readException(select, tenantId);
}

// Up to here, looking rows up by id and sorting them takes less time than to read on in the sort's order until a page
// is full.
constexpr qsizetype kFewMatches = 4000;

/// The ids of all matches, unless they are many or the filter is empty. SQLite's planner would choose one way for any
/// value of a filter, and where a value is rare read the whole table in the sort's order.
std::optional<QStringList> fewMatches(SqliteConnection& db, const QString& tenantId, const ExceptionFilter& filter) {
  if (filter == ExceptionFilter()) {
    return std::nullopt;
  }
  SqliteStatement select = db.prepare(exceptionIdsStatement(SqlDialect::Sqlite, tenantId, filter, kFewMatches + 1));
  QStringList matches;
  while (select.step()) {
    matches.append(select.text(0));
  }
  return matches.size() > kFewMatches ? std::nullopt : std::optional(matches);
}

std::vector<Exception> similarCandidates(SqliteConnection& db, const Exception& of,
                                         const std::optional<Instant>& resolvedBy) {
  const QString sql =
      QStringLiteral(R"sql(
      SELECT %1
      FROM exception
      WHERE tenant_id = ?1 AND domain = ?2 AND type = ?3 %2
      ORDER BY created_at DESC, exception_id
      LIMIT ?4)sql")
          .arg(exceptionColumns(),
               resolvedBy ? QStringLiteral("AND status = 'resolved' AND resolved_at <= ?5") : QString());
  SqliteStatement select = db.prepare(sql.toUtf8());
  if (resolvedBy) {
    select.bind(of.tenantId, of.domain, of.type, kSimilarCandidates, *resolvedBy);
  } else {
    select.bind(of.tenantId, of.domain, of.type, kSimilarCandidates);
  }
  return readAll(select, [&of](const SqliteStatement& row) { return readException(row, of.tenantId); });
}

/// The fields whose values make sense as a menu.
bool hasDistinctValues(ExceptionField field) {
  switch (field) {
  case ExceptionField::Domain:
  case ExceptionField::Type:
  case ExceptionField::SourceSystem:
  case ExceptionField::Entity:
  case ExceptionField::Owner:
    return true;
  default:
    return false;
  }
}

} // namespace

SqliteExceptionRepository::SqliteExceptionRepository(SqliteScope scope,
                                                     std::shared_ptr<ExceptionEventRepository> events)
    : EventSourcedExceptionRepository(scope.tenantId(), std::move(events))
    , m_scope(std::move(scope)) {}

Task<Exception> SqliteExceptionRepository::get(QString exceptionId, CancelToken token) {
  return m_scope.read<Exception>([exceptionId, tenantId = tenantId()](
                                     SqliteConnection& db) { return requireException(db, tenantId, exceptionId); },
                                 token);
}

Task<std::vector<Exception>> SqliteExceptionRepository::getAll(QStringList exceptionIds, CancelToken token) {
  return m_scope.read<std::vector<Exception>>(
      [exceptionIds, tenantId = tenantId()](SqliteConnection& db) {
        static const QByteArray sql = QStringLiteral(R"sql(
            SELECT %1
            FROM exception
            WHERE tenant_id = ?1 AND exception_id IN (SELECT value FROM json_each(?2)))sql")
                                          .arg(exceptionColumns())
                                          .toUtf8();
        SqliteStatement select = db.prepare(sql);
        select.bind(tenantId, jsonArrayOf(exceptionIds));
        return readAll(select, [&tenantId](const SqliteStatement& row) { return readException(row, tenantId); });
      },
      token);
}

Task<Page<Exception>> SqliteExceptionRepository::list(ExceptionQuery query, CancelToken token) {
  return m_scope.read<Page<Exception>>(
      [query, tenantId = tenantId()](SqliteConnection& db) {
        SqliteTransaction moment(db, SqliteTransaction::Kind::Read);
        const std::optional<QStringList> matches = fewMatches(db, tenantId, query.filter);
        SqliteStatement select =
            db.prepare(valueOrRefuse(exceptionListStatement(SqlDialect::Sqlite, tenantId, query, matches)));
        return exceptionPage(
            readAll(select, [&tenantId](const SqliteStatement& row) { return readException(row, tenantId); }), query);
      },
      token);
}

Task<ListOutline> SqliteExceptionRepository::outline(ExceptionFilter filter, ExceptionSort sort, CancelToken token) {
  return m_scope.read<ListOutline>(
      [filter, sort, tenantId = tenantId()](SqliteConnection& db) {
        SqliteStatement select = db.prepare(exceptionOutlineStatement(SqlDialect::Sqlite, tenantId, filter, sort));
        return exceptionOutline(
            readAll(
                select,
                [&tenantId](const SqliteStatement& row) {
                  return OutlinePlace{readException(row, tenantId), static_cast<int>(row.integer(17)), row.integer(18)};
                }),
            sort);
      },
      token);
}

Task<RowCount> SqliteExceptionRepository::count(ExceptionFilter filter, qint64 limit, CancelToken token) {
  return m_scope.read<RowCount>(
      [filter, limit, tenantId = tenantId()](SqliteConnection& db) {
        return cappedCount(db, exceptionCountStatement(SqlDialect::Sqlite, tenantId, filter, limit), limit);
      },
      token);
}

Task<QStringList> SqliteExceptionRepository::distinctValues(ExceptionField field, QString text, int limit,
                                                            CancelToken token) {
  return m_scope.read<QStringList>(
      [field, text, limit, tenantId = tenantId()](SqliteConnection& db) {
        if (!hasDistinctValues(field)) {
          refuse(DbError::Kind::InvalidInput,
                 QStringLiteral("%1 has no list of values; domain, type, source_system, entity and owner have one.")
                     .arg(toText(field)));
        }
        const QString sql = QStringLiteral(R"sql(
            SELECT %1
            FROM (SELECT %1, count(*) AS uses FROM exception WHERE tenant_id = ?1 AND %1 <> '' GROUP BY %1)
            WHERE ?2 = '' OR instr(sentinai_fold(%1), ?2) > 0
            ORDER BY uses DESC, %1
            LIMIT ?3)sql")
                                .arg(toText(field));
        SqliteStatement select = db.prepare(sql.toUtf8());
        select.bind(tenantId, text.toCaseFolded(), std::max(limit, 0));
        QStringList values;
        while (select.step()) {
          values.append(select.text(0));
        }
        return values;
      },
      token);
}

Task<std::vector<SimilarException>> SqliteExceptionRepository::similar(QString exceptionId, int limit,
                                                                       std::optional<Instant> resolvedBy,
                                                                       CancelToken token) {
  return m_scope.read<std::vector<SimilarException>>(
      [exceptionId, limit, resolvedBy, tenantId = tenantId()](SqliteConnection& db) {
        const Exception of = requireException(db, tenantId, exceptionId);
        return mostSimilar(of, similarCandidates(db, of, resolvedBy), limit);
      },
      token);
}

} // namespace sentinai

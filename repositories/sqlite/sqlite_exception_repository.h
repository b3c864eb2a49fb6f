// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/event_sourced_exception_repository.h"
#include "repositories/sqlite/sqlite_scope.h"

namespace sentinai {

class SqliteExceptionRepository : public EventSourcedExceptionRepository {
public:
  SqliteExceptionRepository(SqliteScope scope, std::shared_ptr<ExceptionEventRepository> events);

  Task<Exception> get(QString exceptionId, CancelToken token) override;
  Task<std::vector<Exception>> getAll(QStringList exceptionIds, CancelToken token) override;
  Task<Page<Exception>> list(ExceptionQuery query, CancelToken token) override;
  Task<ListOutline> outline(ExceptionFilter filter, ExceptionSort sort, CancelToken token) override;
  Task<RowCount> count(ExceptionFilter filter, qint64 limit, CancelToken token) override;
  Task<QStringList> distinctValues(ExceptionField field, QString text, int limit, CancelToken token) override;
  Task<std::vector<SimilarException>> similar(QString exceptionId, int limit, std::optional<Instant> resolvedBy,
                                              CancelToken token) override;

private:
  SqliteScope m_scope;
};

} // namespace sentinai

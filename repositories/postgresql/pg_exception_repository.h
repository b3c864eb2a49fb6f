// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/event_sourced_exception_repository.h"
#include "repositories/postgresql/pg_client.h"

namespace sentinai {

class PgExceptionRepository : public EventSourcedExceptionRepository {
public:
  /// `reports`: where streams are read.
  PgExceptionRepository(std::shared_ptr<PgClient> client, std::shared_ptr<PgClient> reports,
                        std::shared_ptr<ExceptionEventRepository> events);

  Task<Exception> get(QString exceptionId, CancelToken token) override;
  Task<std::vector<Exception>> getAll(QStringList exceptionIds, CancelToken token) override;
  Task<Page<Exception>> list(ExceptionQuery query, CancelToken token) override;
  Task<Done> stream(ExceptionFilter filter, ExceptionSort sort, ExceptionSink sink, CancelToken token) override;
  Task<ListOutline> outline(ExceptionFilter filter, ExceptionSort sort, CancelToken token) override;
  Task<RowCount> count(ExceptionFilter filter, qint64 limit, CancelToken token) override;
  Task<QStringList> distinctValues(ExceptionField field, QString text, int limit, CancelToken token) override;
  Task<std::vector<SimilarException>> similar(QString exceptionId, int limit, std::optional<Instant> resolvedBy,
                                              CancelToken token) override;

private:
  std::shared_ptr<PgClient> m_client;
  std::shared_ptr<PgClient> m_reports;
};

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/replaying_event_repository.h"
#include "repositories/sqlite/sqlite_scope.h"

namespace sentinai {

class SqliteExceptionEventRepository : public ReplayingEventRepository {
public:
  explicit SqliteExceptionEventRepository(SqliteScope scope);

  Task<QHash<QUuid, RecordedEvent>> existing(std::vector<QUuid> eventIds, CancelToken token) override;
  Task<Page<ExceptionEvent>> timeline(QString exceptionId, EventQuery query, CancelToken token) override;
  Task<Page<ExceptionEvent>> list(EventQuery query, CancelToken token) override;
  Task<EventVocabulary> vocabulary(QString exceptionId, CancelToken token) override;
  Task<std::vector<ExceptionEvent>> chains(EventPosition from, int limit, CancelToken token) override;
  Task<std::vector<ExceptionEvent>> openings(QStringList exceptionIds, CancelToken token) override;
  Task<RowCount> count(std::optional<QString> exceptionId, EventFilter filter, qint64 limit,
                       CancelToken token) override;

protected:
  Task<std::vector<Result<AppendOutcome>>> write(std::vector<NewExceptionEvent> events, Atomicity atomicity,
                                                 CancelToken token) override;
  Task<std::vector<ExceptionEvent>> bySeq(EventPosition from, int limit, CancelToken token) override;

private:
  SqliteScope m_scope;

  Task<Page<ExceptionEvent>> page(std::optional<QString> exceptionId, EventQuery query, CancelToken token);
};

} // namespace sentinai

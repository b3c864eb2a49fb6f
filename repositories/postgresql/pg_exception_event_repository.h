// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/replaying_event_repository.h"
#include "repositories/postgresql/pg_client.h"

namespace sentinai {

/// Writes through sentinai.append_events() only, one round trip a batch.
///
/// Where the connection breaks during a write, the same events are offered once more on another connection: the
/// function looks each event id up before writing it, so nothing is written twice. The outcome may then say of an event
/// that it was there already although this call wrote it.
class PgExceptionEventRepository : public ReplayingEventRepository {
public:
  explicit PgExceptionEventRepository(std::shared_ptr<PgClient> client)
      : m_client(std::move(client)) {}

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
  Task<Page<ExceptionEvent>> page(std::optional<QString> exceptionId, EventQuery query, CancelToken token);

  std::shared_ptr<PgClient> m_client;
};

} // namespace sentinai

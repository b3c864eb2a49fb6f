// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/exception_event_repository.h"
#include "repositories/exception_repository.h"

namespace sentinai {

/// The writes of ExceptionRepository, the same on every engine: each becomes events, and appending those changes the
/// row. An engine adds the reads. Held by shared_ptr, so that a pending call outlives its session.
class EventSourcedExceptionRepository : public ExceptionRepository,
                                        public std::enable_shared_from_this<EventSourcedExceptionRepository> {
public:
  EventSourcedExceptionRepository(QString tenantId, std::shared_ptr<ExceptionEventRepository> events);

  Task<Exception> create(Exception exception, Actor actor, QUuid idempotencyKey, CancelToken token) override;
  Task<Exception> update(ExceptionUpdate update, CancelToken token) override;
  Task<UpsertOutcome> upsert(Exception exception, Actor actor, CancelToken token) override;
  Task<std::vector<BulkOutcome>> bulkUpdate(std::vector<ExceptionUpdate> updates, CancelToken token) override;
  /// Page by page, each of its own moment; rows that change their place meanwhile may come twice or not at all.
  Task<Done> stream(ExceptionFilter filter, ExceptionSort sort, ExceptionSink sink, CancelToken token) override;
  Task<Page<Exception>> dueBefore(Instant until, int limit, std::optional<QString> after, CancelToken token) override;

protected:
  [[nodiscard]] const QString& tenantId() const { return m_tenantId; }

private:
  /// The present row if the write was refused only because a call with the same key did it before, else the refusal.
  /// `ids` are the events that the key stands for; a key made for this call only is not repeatable.
  Task<Exception> orDoneBefore(QString exceptionId, std::vector<QUuid> ids, bool isRepeatable, DbError refusal,
                               CancelToken token);

  QString m_tenantId;
  std::shared_ptr<ExceptionEventRepository> m_events;
};

} // namespace sentinai

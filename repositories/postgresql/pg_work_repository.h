// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/postgresql/pg_client.h"
#include "repositories/work_repository.h"

namespace sentinai {

class PgWorkRepository : public WorkRepository {
public:
  explicit PgWorkRepository(std::shared_ptr<PgClient> client)
      : m_client(std::move(client)) {}

  Task<std::vector<TakenWork>> take(int most, std::chrono::milliseconds lease, QString worker,
                                    CancelToken token) override;
  Task<std::optional<TakenWork>> takeOne(QString exceptionId, std::chrono::milliseconds lease, QString worker,
                                         CancelToken token) override;
  Task<std::vector<QUuid>> extend(std::vector<QUuid> leases, std::chrono::milliseconds lease,
                                  CancelToken token) override;
  Task<Done> finish(QUuid lease, std::optional<Instant> next, CancelToken token) override;
  Task<Done> fail(QUuid lease, WorkErrorClass errorClass, QString error, std::chrono::milliseconds delay,
                  CancelToken token) override;
  Task<Done> postpone(QUuid lease, std::chrono::milliseconds delay, QString reason, CancelToken token) override;
  Task<Done> release(std::vector<QUuid> leases, CancelToken token) override;
  Task<Done> schedule(QString exceptionId, Instant at, CancelToken token) override;
  Task<WorkStatus> status(CancelToken token) override;
  Task<Page<WorkItem>> list(std::optional<WorkItem::State> state, int limit, std::optional<QString> after,
                            CancelToken token) override;
  Task<WorkItem> get(QString exceptionId, CancelToken token) override;
  Task<QStringList> retry(QStringList exceptionIds, CancelToken token) override;
  Task<WorkItem> edit(QString exceptionId, WorkEdit edit, CancelToken token) override;
  Task<QStringList> drop(QStringList exceptionIds, CancelToken token) override;

private:
  std::shared_ptr<PgClient> m_client;
};

} // namespace sentinai

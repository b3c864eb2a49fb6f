// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/change_feed.h"
#include "repositories/postgresql/pg_client.h"

namespace sentinai {

/// The changes of a tenant on PostgreSQL: as a ChangeListener on the I/O thread hears of them, or, through a pooler
/// that hands connections around, by asking every now and then how many events there are.
class PgChangeFeed : public ChangeFeed {
  Q_OBJECT
public:
  PgChangeFeed(std::shared_ptr<PgPools> pools, std::shared_ptr<PgClient> client);
  ~PgChangeFeed() override;

  void retryNow() override;

protected:
  void begin() override;
  void hold() override;
  void go() override;

private:
  /// The way from the I/O thread to the feed, for as long as there is one.
  struct Outlet {
    std::mutex mutex;
    PgChangeFeed* feed = nullptr;
    void post(std::function<void(PgChangeFeed&)> act);
  };

  void startPolling();
  void poll();
  void takeCount(Result<qint64> count);

  std::shared_ptr<PgPools> m_pools;
  std::shared_ptr<PgClient> m_client;
  std::shared_ptr<Outlet> m_outlet = std::make_shared<Outlet>();
  QTimer m_poll;
  CancelSource m_asked;
  std::optional<qint64> m_count; ///< Of the tenant's events, when last asked.
  int m_failures = 0;            ///< Of polls, in a row.
};

} // namespace sentinai

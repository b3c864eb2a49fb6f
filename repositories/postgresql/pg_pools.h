// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/postgresql/change_listener.h"
#include "repositories/postgresql/tenant_pool.h"

#include <map>

namespace sentinai {

/// The pools of one login to one database, by tenant, and the I/O thread they share. Usable from any thread.
class PgPools {
public:
  explicit PgPools(Result<PgSettings> settings);
  ~PgPools(); ///< shutDown().

  /// Queues the job for a connection of that tenant. Where `token` is cancelled, so is the job. A job that cannot be
  /// queued any more finishes with Cancelled.
  void submit(const QString& tenantId, std::shared_ptr<PgJob> job, const CancelToken& token);

  /// The receiver of a Stream takes rows again.
  void resume(const QString& tenantId, std::weak_ptr<PgJob> job);

  /// Cancels every job of an owner that goes away.
  void cancelOwner(const QString& tenantId, const void* owner);

  /// Calls `reader` on the I/O thread with the tenant's figures.
  void readFigures(const QString& tenantId, std::function<void(TenantPool::Figures)> reader);

  /// Listens to the tenant's changes for `owner`, on a connection besides the pool's.
  void listen(const QString& tenantId, const void* owner, ChangeListener::Heard heard);
  /// Calls `act` on the I/O thread, if there is a listener for `owner`.
  void tuneListener(const void* owner, std::function<void(ChangeListener&)> act);
  void stopListening(const void* owner);
  [[nodiscard]] const ChangeWatch& watch() const;

  /// The server's session_user once connected, before that what the connection string says.
  [[nodiscard]] QString login() const;

  /// Calls `handler` on the I/O thread whenever jobs find the server out of reach, or back in reach. To be set before
  /// the first job.
  void onReachChanged(std::function<void()> handler) { m_reachChanged = std::move(handler); }

  /// Closes every connection, finishes every job with Cancelled and ends the I/O thread. Idempotent.
  void shutDown();

private:
  TenantPool& pool(const QString& tenantId);
  void setOutOfReach(bool outOfReach);

  Result<std::shared_ptr<const PgSettings>> m_settings;
  mutable std::mutex m_loginMutex;
  QString m_login;
  std::function<void()> m_reachChanged;
  bool m_isOutOfReach = false;                                         ///< I/O thread.
  std::shared_ptr<bool> m_everReached = std::make_shared<bool>(false); ///< I/O thread.
  PgIoThread m_io;
  std::map<QString, std::unique_ptr<TenantPool>> m_pools;             ///< I/O thread.
  std::map<const void*, std::unique_ptr<ChangeListener>> m_listeners; ///< I/O thread.
};

} // namespace sentinai

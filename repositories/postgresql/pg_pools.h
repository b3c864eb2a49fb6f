// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

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

  /// Cancels every job of an owner that goes away.
  void cancelOwner(const QString& tenantId, const void* owner);

  /// Calls `reader` on the I/O thread with the tenant's figures.
  void readFigures(const QString& tenantId, std::function<void(TenantPool::Figures)> reader);

  /// The server's session_user once connected, before that what the connection string says.
  [[nodiscard]] QString login() const;

  /// Closes every connection, finishes every job with Cancelled and ends the I/O thread. Idempotent.
  void shutDown();

private:
  TenantPool& pool(const QString& tenantId);

  Result<std::shared_ptr<const PgSettings>> m_settings;
  mutable std::mutex m_loginMutex;
  QString m_login;
  PgIoThread m_io;
  std::map<QString, std::unique_ptr<TenantPool>> m_pools; ///< I/O thread.
};

} // namespace sentinai

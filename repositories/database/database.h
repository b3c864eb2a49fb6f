// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/database_url.h"
#include "repositories/database/session.h"
#include "repositories/records/health.h"
#include "repositories/tenant_repository.h"

#include <functional>
#include <memory>

namespace sentinai {

/// A system of record, as one login sees it. Opening does no I/O: the first call connects. It must outlive its
/// sessions.
class Database {
public:
  virtual ~Database() = default;

  [[nodiscard]] virtual TenantRepository& tenants() = 0;

  /// Repositories bound to `tenantId`. Whether the login is a member shows in the calls: reads find nothing, writes are
  /// refused.
  [[nodiscard]] virtual std::unique_ptr<Session> openSession(QString tenantId) = 0;

  /// Round trip, versions, migrations, login, tenant and access in force, pool. `tenantId` may be empty.
  [[nodiscard]] virtual Task<Health> health(QString tenantId, CancelToken token) = 0;

  /// Has `handler` called, on any thread, whenever the system of record is found out of reach or back in reach by calls
  /// under way. One handler; an empty one ends it: after that it neither runs nor will run. It must not wait.
  virtual void watchReach(std::function<void()> handler) { Q_UNUSED(handler); }

  /// The login's own name: what "me" means, and the actor of what people do here. Empty until connected on PostgreSQL
  /// where the connection string names none; the operating system's user on SQLite.
  [[nodiscard]] virtual QString login() const = 0;
};

} // namespace sentinai

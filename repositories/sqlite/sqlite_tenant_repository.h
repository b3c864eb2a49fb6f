// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/sqlite/sqlite_scope.h"
#include "repositories/tenant_repository.h"

namespace sentinai {

class SqliteTenantRepository : public TenantRepository {
public:
  explicit SqliteTenantRepository(SqliteScope scope);

  Task<Page<Tenant>> list(TenantFilter filter, int limit, std::optional<QString> after, CancelToken token) override;
  Task<Tenant> get(QString tenantId, CancelToken token) override;
  Task<Tenant> create(QString tenantId, QString name, CancelToken token) override;
  Task<Tenant> setStatus(QString tenantId, TenantStatus status, CancelToken token, Seen<TenantStatus> seen) override;

private:
  SqliteScope m_scope;
};

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/postgresql/pg_client.h"
#include "repositories/tenant_repository.h"

namespace sentinai {

class PgTenantRepository : public TenantRepository {
public:
  explicit PgTenantRepository(std::shared_ptr<PgClient> client)
      : m_client(std::move(client)) {}

  Task<Page<Tenant>> list(TenantFilter filter, int limit, std::optional<QString> after, CancelToken token) override;
  Task<Tenant> get(QString tenantId, CancelToken token) override;
  Task<Tenant> create(QString tenantId, QString name, CancelToken token) override;
  Task<Tenant> setStatus(QString tenantId, TenantStatus status, CancelToken token, Seen<TenantStatus> seen) override;

private:
  std::shared_ptr<PgClient> m_client;
};

} // namespace sentinai

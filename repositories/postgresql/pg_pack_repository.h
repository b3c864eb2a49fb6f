// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/postgresql/pg_pack_store.h"

namespace sentinai {

/// `Interface`, which is DomainPackRepository or TenantPolicyPackRepository, over a store of that kind of pack.
template <typename Interface>
class PgPackRepository : public Interface {
public:
  explicit PgPackRepository(PgPackStore store)
      : m_store(std::move(store)) {}

  Task<PackVersion> get(QString subject, int version, CancelToken token) override {
    return m_store.get(subject, version, std::move(token));
  }
  Task<PackVersion> latest(QString subject, CancelToken token) override {
    return m_store.latest(subject, std::move(token));
  }
  Task<PackVersion> active(QString subject, CancelToken token) override {
    return m_store.active(subject, std::move(token));
  }
  Task<std::vector<PackVersion>> list(QString subject, CancelToken token) override {
    return m_store.list(subject, std::move(token));
  }
  Task<PackVersion> createVersion(QString subject, QJsonObject pack, CancelToken token) override {
    return m_store.createVersion(subject, pack, std::move(token));
  }
  Task<PackVersion> activate(QString subject, int version, CancelToken token, Seen<int> seen) override {
    return m_store.activate(subject, version, std::move(token), seen);
  }
  Task<PackVersion> rollBack(QString subject, int version, CancelToken token, Seen<int> seen) override {
    return m_store.rollBack(subject, version, std::move(token), seen);
  }
  Task<std::vector<PackDifference>> difference(QString subject, int fromVersion, int toVersion,
                                               CancelToken token) override {
    return m_store.difference(subject, fromVersion, toVersion, std::move(token));
  }

private:
  PgPackStore m_store;
};

class PgDomainPackRepository : public PgPackRepository<DomainPackRepository> {
public:
  explicit PgDomainPackRepository(std::shared_ptr<PgClient> client)
      : PgPackRepository(PgPackStore(std::move(client), {"domain_pack_version", "domain_pack_active", "domain"})) {}
};

class PgTenantPolicyPackRepository : public PgPackRepository<TenantPolicyPackRepository> {
public:
  explicit PgTenantPolicyPackRepository(std::shared_ptr<PgClient> client)
      : PgPackRepository(
            PgPackStore(std::move(client), {"tenant_policy_pack_version", "tenant_policy_pack_active", "tenant_id"})) {}
};

} // namespace sentinai

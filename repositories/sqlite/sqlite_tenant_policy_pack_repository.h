// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/pack_repository.h"
#include "repositories/sqlite/sqlite_scope.h"

namespace sentinai {

class SqliteTenantPolicyPackRepository : public TenantPolicyPackRepository {
public:
  explicit SqliteTenantPolicyPackRepository(SqliteScope scope);

  Task<PackVersion> get(QString subject, int version, CancelToken token) override;
  Task<PackVersion> latest(QString subject, CancelToken token) override;
  Task<PackVersion> active(QString subject, CancelToken token) override;
  Task<std::vector<PackVersion>> list(QString subject, CancelToken token) override;
  Task<PackVersion> createVersion(QString subject, QJsonObject pack, CancelToken token) override;
  Task<PackVersion> activate(QString subject, int version, CancelToken token, Seen<int> seen) override;
  Task<PackVersion> rollBack(QString subject, int version, CancelToken token, Seen<int> seen) override;
  Task<std::vector<PackDifference>> difference(QString subject, int fromVersion, int toVersion,
                                               CancelToken token) override;

private:
  SqliteScope m_scope;
};

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/audit_repository.h"
#include "repositories/sqlite/sqlite_scope.h"

namespace sentinai {

class SqliteAuditRepository : public AuditRepository {
public:
  explicit SqliteAuditRepository(SqliteScope scope);

  Task<Page<AuditEntry>> list(int limit, std::optional<QString> after, CancelToken token) override;

private:
  SqliteScope m_scope;
};

} // namespace sentinai

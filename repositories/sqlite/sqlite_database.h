// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/database.h"
#include "repositories/sqlite/sqlite_store.h"
#include "repositories/sqlite/sqlite_tenant_repository.h"

namespace sentinai {

/// A database in one file. There are no logins: whoever may write the file may do everything, as its admin.
///
/// The destructor cancels what is under way and waits for the worker threads, which stop within milliseconds.
class SqliteDatabase : public Database {
public:
  SqliteDatabase(const QString& path, const DatabaseOptions& options);
  ~SqliteDatabase() override;

  [[nodiscard]] TenantRepository& tenants() override { return m_tenants; }
  [[nodiscard]] std::unique_ptr<Session> openSession(QString tenantId) override;
  [[nodiscard]] Task<Health> health(QString tenantId, CancelToken token) override;
  [[nodiscard]] QString login() const override { return m_store->login(); }

private:
  std::shared_ptr<SqliteStore> m_store;
  CancelSource m_open;
  SqliteTenantRepository m_tenants;
};

[[nodiscard]] std::unique_ptr<Database> openSqliteDatabase(const DatabaseUrl& url, const DatabaseOptions& options);

} // namespace sentinai

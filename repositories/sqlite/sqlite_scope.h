// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/sqlite/sqlite_audit_context.h"
#include "repositories/sqlite/sqlite_store.h"
#include "repositories/sqlite/sqlite_transaction.h"

namespace sentinai {

/// Refuses with PermissionDenied unless the tenant exists and is active.
void requireWritableTenant(SqliteConnection& db, const QString& tenantId);

/// What the repositories of one session share: the file, the tenant, and the session's end. Cheap to copy.
class SqliteScope {
public:
  SqliteScope(std::shared_ptr<SqliteStore> store, QString tenantId, CancelToken closed)
      : m_store(std::move(store))
      , m_tenantId(std::move(tenantId))
      , m_closed(std::move(closed)) {}

  [[nodiscard]] const QString& tenantId() const { return m_tenantId; }
  [[nodiscard]] const QString& login() const { return m_store->login(); }

  /// Does `work(SqliteConnection&) -> T`, which only reads.
  template <typename T, typename Work>
  [[nodiscard]] Task<T> read(Work work, CancelToken token) const {
    return m_store->run<T>(SqliteStore::Lane::Read, std::move(work), std::move(token), m_closed);
  }

  /// Does `work(SqliteConnection&) -> T` in one transaction, which is rolled back if it throws. Refused where the
  /// tenant is suspended, archived or unknown.
  template <typename T, typename Work>
  [[nodiscard]] Task<T> write(Work work, CancelToken token) const {
    auto inTransaction = [work = std::move(work), tenantId = m_tenantId](SqliteConnection& db) -> T {
      SqliteTransaction transaction(db, SqliteTransaction::Kind::Write);
      requireWritableTenant(db, tenantId);
      T result = work(db);
      transaction.commit();
      return result;
    };
    return m_store->run<T>(SqliteStore::Lane::Write, std::move(inTransaction), std::move(token), m_closed);
  }

  /// As write(), for what the audit log records.
  template <typename T, typename Work>
  [[nodiscard]] Task<T> configure(Work work, CancelToken token) const {
    return write<T>(audited<T>(std::move(work)), std::move(token));
  }

  /// As configure(), for tenants themselves, whatever their status.
  template <typename T, typename Work>
  [[nodiscard]] Task<T> administer(Work work, CancelToken token) const {
    auto inTransaction = [work = audited<T>(std::move(work))](SqliteConnection& db) -> T {
      SqliteTransaction transaction(db, SqliteTransaction::Kind::Write);
      T result = work(db);
      transaction.commit();
      return result;
    };
    return m_store->run<T>(SqliteStore::Lane::Write, std::move(inTransaction), std::move(token), m_closed);
  }

private:
  std::shared_ptr<SqliteStore> m_store;
  QString m_tenantId;
  CancelToken m_closed;

  template <typename T, typename Work>
  [[nodiscard]] auto audited(Work work) const {
    return [work = std::move(work), login = m_store->login(),
            application = m_store->application()](SqliteConnection& db) -> T {
      SqliteAuditContext context(db, login, application);
      T result = work(db);
      context.clear();
      return result;
    };
  }
};

} // namespace sentinai

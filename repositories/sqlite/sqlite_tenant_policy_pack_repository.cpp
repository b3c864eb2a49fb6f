// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/sqlite/sqlite_tenant_policy_pack_repository.h"

#include "repositories/database/json_difference.h"
#include "repositories/database/name_check.h"
#include "repositories/sqlite/sqlite_pack_table.h"
#include "repositories/sqlite/sqlite_rows.h"

namespace sentinai {

namespace {

const SqlitePackTable& table() {
  static const SqlitePackTable packs("tenant_policy_pack_version", "tenant_policy_pack_active", "tenant_id");
  return packs;
}

void requireOwn(const QString& subject, const QString& tenantId) {
  if (subject.isEmpty()) {
    refuse(DbError::Kind::InvalidInput, QStringLiteral("A tenant policy pack needs a tenant."));
  }
  if (subject != tenantId) {
    refuse(
        DbError::Kind::PermissionDenied,
        QStringLiteral("The policy pack of %1 can be changed in that tenant only, not in %2.").arg(subject, tenantId));
  }
}

/// Other tenants' packs do not exist here.
void requireVisible(const QString& subject, const QString& tenantId) {
  if (subject != tenantId) {
    refuse(DbError::Kind::NotFound, QStringLiteral("%1 has no policy pack in this tenant.").arg(subject));
  }
}

} // namespace

SqliteTenantPolicyPackRepository::SqliteTenantPolicyPackRepository(SqliteScope scope)
    : m_scope(std::move(scope)) {}

Task<PackVersion> SqliteTenantPolicyPackRepository::get(QString subject, int version, CancelToken token) {
  return m_scope.read<PackVersion>(
      [subject, version, tenantId = m_scope.tenantId()](SqliteConnection& db) {
        requireVisible(subject, tenantId);
        return table().get(db, subject, version);
      },
      token);
}

Task<PackVersion> SqliteTenantPolicyPackRepository::latest(QString subject, CancelToken token) {
  return m_scope.read<PackVersion>(
      [subject, tenantId = m_scope.tenantId()](SqliteConnection& db) {
        requireVisible(subject, tenantId);
        return table().latest(db, subject);
      },
      token);
}

Task<PackVersion> SqliteTenantPolicyPackRepository::active(QString subject, CancelToken token) {
  return m_scope.read<PackVersion>(
      [subject, tenantId = m_scope.tenantId()](SqliteConnection& db) {
        requireVisible(subject, tenantId);
        return table().active(db, subject);
      },
      token);
}

Task<std::vector<PackVersion>> SqliteTenantPolicyPackRepository::list(QString subject, CancelToken token) {
  return m_scope.read<std::vector<PackVersion>>(
      [subject, tenantId = m_scope.tenantId()](SqliteConnection& db) {
        const bool own = subject.isEmpty() || subject == tenantId;
        return own ? table().list(db, tenantId) : std::vector<PackVersion>();
      },
      token);
}

Task<PackVersion> SqliteTenantPolicyPackRepository::createVersion(QString subject, QJsonObject pack,
                                                                  CancelToken token) {
  return m_scope.configure<PackVersion>(
      [subject, pack, tenantId = m_scope.tenantId(), login = m_scope.login()](SqliteConnection& db) {
        requireOwn(subject, tenantId);
        (void)valueOrRefuse(checkPackNames(subject, pack));
        return table().createVersion(db, subject, pack, login);
      },
      token);
}

Task<PackVersion> SqliteTenantPolicyPackRepository::activate(QString subject, int version, CancelToken token,
                                                             Seen<int> seen) {
  return m_scope.configure<PackVersion>(
      [subject, version, seen, tenantId = m_scope.tenantId(), login = m_scope.login()](SqliteConnection& db) {
        requireOwn(subject, tenantId);
        return table().activate(db, subject, version, login, seen);
      },
      token);
}

Task<PackVersion> SqliteTenantPolicyPackRepository::rollBack(QString subject, int version, CancelToken token,
                                                             Seen<int> seen) {
  return m_scope.configure<PackVersion>(
      [subject, version, seen, tenantId = m_scope.tenantId(), login = m_scope.login()](SqliteConnection& db) {
        requireOwn(subject, tenantId);
        return table().rollBack(db, subject, version, login, seen);
      },
      token);
}

Task<std::vector<PackDifference>> SqliteTenantPolicyPackRepository::difference(QString subject, int fromVersion,
                                                                               int toVersion, CancelToken token) {
  return m_scope.read<std::vector<PackDifference>>(
      [subject, fromVersion, toVersion, tenantId = m_scope.tenantId()](SqliteConnection& db) {
        requireVisible(subject, tenantId);
        return jsonDifference(table().get(db, subject, fromVersion).pack, table().get(db, subject, toVersion).pack);
      },
      token);
}

} // namespace sentinai

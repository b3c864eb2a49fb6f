// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/sqlite/sqlite_tenant_repository.h"

#include "repositories/database/name_check.h"
#include "repositories/database/stale_edit.h"
#include "repositories/sqlite/sqlite_rows.h"

#include <QRegularExpression>

namespace sentinai {

namespace {

const QByteArray kSelect = R"sql(
      SELECT tenant_id, name, status, created_at, updated_at
      FROM tenant
      )sql";

Tenant readTenant(const SqliteStatement& row) {
  return {row.text(0), row.text(1), row.enumeration<TenantStatus>(2), row.instant(3), row.instant(4)};
}

Tenant requireTenant(SqliteConnection& db, const QString& tenantId) {
  SqliteStatement select = db.prepare(kSelect + "WHERE tenant_id = ?1");
  select.bind(tenantId);
  if (!select.step()) {
    refuse(DbError::Kind::NotFound, QStringLiteral("There is no tenant %1.").arg(tenantId));
  }
  return readTenant(select);
}

bool tenantExists(SqliteConnection& db, const QString& tenantId) {
  return db.prepare("SELECT 1 FROM tenant WHERE tenant_id = ?1").bind(tenantId).step();
}

void checkTenant(const QString& tenantId, const QString& name) {
  static const QRegularExpression form(QStringLiteral("\\A[A-Za-z0-9._-]{1,64}\\z"));
  if (!form.match(tenantId).hasMatch()) {
    refuse(DbError::Kind::InvalidInput,
           QStringLiteral("A tenant's id has 1 to 64 characters, of A-Z a-z 0-9 . _ and - only."));
  }
  (void)valueOrRefuse(checkName(QStringLiteral("tenant"), name));
}

} // namespace

SqliteTenantRepository::SqliteTenantRepository(SqliteScope scope)
    : m_scope(std::move(scope)) {}

Task<Page<Tenant>> SqliteTenantRepository::list(TenantFilter filter, int limit, std::optional<QString> after,
                                                CancelToken token) {
  return m_scope.read<Page<Tenant>>(
      [filter, limit, after](SqliteConnection& db) {
        requirePageSize(limit);
        std::vector<TenantStatus> statuses = filter.statuses;
        if (statuses.empty()) {
          statuses = {TenantStatus::Active, TenantStatus::Suspended};
        }
        QStringList spellings;
        for (const TenantStatus status : statuses) {
          spellings.append(toText(status));
        }
        SqliteStatement select = db.prepare(kSelect + R"sql(
            WHERE tenant_id > ?1
              AND instr(',' || ?2 || ',', ',' || status || ',') > 0
              AND (?3 = '' OR instr(sentinai_fold(tenant_id), ?3) > 0 OR instr(sentinai_fold(name), ?3) > 0)
            ORDER BY tenant_id
            LIMIT ?4)sql");
        select.bind(after.value_or(QString()), spellings.join(QLatin1Char(',')), filter.text.toCaseFolded(), limit + 1);
        Page<Tenant> page{readAll(select, readTenant), std::nullopt};
        if (page.rows.size() > static_cast<std::size_t>(limit)) {
          page.rows.resize(static_cast<std::size_t>(limit));
          page.next = page.rows.back().tenantId;
        }
        return page;
      },
      token);
}

Task<Tenant> SqliteTenantRepository::get(QString tenantId, CancelToken token) {
  return m_scope.read<Tenant>([tenantId](SqliteConnection& db) { return requireTenant(db, tenantId); }, token);
}

Task<Tenant> SqliteTenantRepository::create(QString tenantId, QString name, CancelToken token) {
  return m_scope.administer<Tenant>(
      [tenantId, name, login = m_scope.login()](SqliteConnection& db) {
        checkTenant(tenantId, name);
        if (tenantExists(db, tenantId)) {
          refuse(DbError::Kind::Conflict, QStringLiteral("There is a tenant %1 already.").arg(tenantId));
        }
        const Instant now = currentInstant();
        db.prepare(R"sql(
            INSERT INTO tenant (tenant_id, name, status, created_at, updated_at)
            VALUES (?1, ?2, ?3, ?4, ?4))sql")
            .bind(tenantId, name, TenantStatus::Active, now)
            .run();
        db.prepare(R"sql(
            INSERT INTO tenant_member (tenant_id, role_name, access, created_at)
            VALUES (?1, ?2, ?3, ?4))sql")
            .bind(tenantId, login, Access::Admin, now)
            .run();
        return requireTenant(db, tenantId);
      },
      token);
}

Task<Tenant> SqliteTenantRepository::setStatus(QString tenantId, TenantStatus status, CancelToken token,
                                               Seen<TenantStatus> seen) {
  return m_scope.administer<Tenant>(
      [tenantId, status, seen](SqliteConnection& db) {
        const Tenant before = requireTenant(db, tenantId);
        if (!seen.fits(before.status)) {
          refuse(staleEdit(QStringLiteral("The status of tenant %1").arg(tenantId), toText(before.status),
                           seen.value() ? toText(*seen.value()) : QStringLiteral("none")));
        }
        if (before.status == status) {
          return before;
        }
        db.prepare("UPDATE tenant SET status = ?2, updated_at = ?3 WHERE tenant_id = ?1")
            .bind(tenantId, status, currentInstant())
            .run();
        return requireTenant(db, tenantId);
      },
      token);
}

} // namespace sentinai

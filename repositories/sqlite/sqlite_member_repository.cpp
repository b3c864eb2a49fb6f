// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/sqlite/sqlite_member_repository.h"

#include "repositories/database/stale_edit.h"
#include "repositories/sqlite/sqlite_rows.h"

namespace sentinai {

namespace {

const QByteArray kSelect = R"sql(
      SELECT tenant_id, role_name, access, created_at
      FROM tenant_member
      )sql";

TenantMember readMember(const SqliteStatement& row) {
  return {row.text(0), row.text(1), row.enumeration<Access>(2), row.instant(3)};
}

std::optional<TenantMember> findMember(SqliteConnection& db, const QString& tenantId, const QString& roleName) {
  SqliteStatement select = db.prepare(kSelect + "WHERE tenant_id = ?1 AND role_name = ?2");
  select.bind(tenantId, roleName);
  return select.step() ? std::optional(readMember(select)) : std::nullopt;
}

void requireSeen(const QString& roleName, const std::optional<TenantMember>& present, const Seen<Access>& seen) {
  const std::optional<Access> access = present ? std::optional(present->access) : std::nullopt;
  const auto shown = [](std::optional<Access> one) { return one ? toText(*one) : QStringLiteral("none"); };
  if (!seen.fits(access)) {
    refuse(staleEdit(QStringLiteral("The access of %1").arg(roleName), shown(access), shown(seen.value())));
  }
}

void keepAnAdmin(SqliteConnection& db, const TenantMember& leaving) {
  SqliteStatement select = db.prepare(R"sql(
      SELECT 1
      FROM tenant_member
      WHERE tenant_id = ?1 AND access = 'admin' AND role_name <> ?2)sql");
  select.bind(leaving.tenantId, leaving.roleName);
  if (leaving.access == Access::Admin && !select.step()) {
    refuse(DbError::Kind::Conflict, QStringLiteral("%1 is the last admin of the tenant %2. Make another member admin "
                                                   "first.")
                                        .arg(leaving.roleName, leaving.tenantId));
  }
}

} // namespace

SqliteMemberRepository::SqliteMemberRepository(SqliteScope scope)
    : m_scope(std::move(scope)) {}

Task<std::vector<TenantMember>> SqliteMemberRepository::list(CancelToken token) {
  return m_scope.read<std::vector<TenantMember>>(
      [tenantId = m_scope.tenantId()](SqliteConnection& db) {
        SqliteStatement select = db.prepare(kSelect + "WHERE tenant_id = ?1 ORDER BY role_name");
        select.bind(tenantId);
        return readAll(select, readMember);
      },
      token);
}

Task<TenantMember> SqliteMemberRepository::grant(QString roleName, Access access, CancelToken token,
                                                 Seen<Access> seen) {
  return m_scope.configure<TenantMember>(
      [roleName, access, seen, tenantId = m_scope.tenantId()](SqliteConnection& db) {
        if (roleName.trimmed().isEmpty() || roleName.toUtf8().size() > 63) {
          refuse(DbError::Kind::InvalidInput, QStringLiteral("A login's name has 1 to 63 bytes."));
        }
        const std::optional<TenantMember> before = findMember(db, tenantId, roleName);
        requireSeen(roleName, before, seen);
        if (before && before->access == access) {
          return *before;
        }
        if (before) {
          keepAnAdmin(db, *before);
          db.prepare("UPDATE tenant_member SET access = ?3 WHERE tenant_id = ?1 AND role_name = ?2")
              .bind(tenantId, roleName, access)
              .run();
        } else {
          db.prepare(R"sql(
              INSERT INTO tenant_member (tenant_id, role_name, access, created_at)
              VALUES (?1, ?2, ?3, ?4))sql")
              .bind(tenantId, roleName, access, currentInstant())
              .run();
        }
        return *findMember(db, tenantId, roleName);
      },
      token);
}

Task<Done> SqliteMemberRepository::revoke(QString roleName, CancelToken token, Seen<Access> seen) {
  return m_scope.configure<Done>(
      [roleName, seen, tenantId = m_scope.tenantId()](SqliteConnection& db) {
        const std::optional<TenantMember> member = findMember(db, tenantId, roleName);
        requireSeen(roleName, member, seen);
        if (!member) {
          refuse(DbError::Kind::NotFound, QStringLiteral("%1 is no member of the tenant %2.").arg(roleName, tenantId));
        }
        keepAnAdmin(db, *member);
        db.prepare("DELETE FROM tenant_member WHERE tenant_id = ?1 AND role_name = ?2").bind(tenantId, roleName).run();
        return Done{};
      },
      token);
}

Task<std::vector<Privilege>> SqliteMemberRepository::privileges(CancelToken /*token*/) {
  co_return std::vector<Privilege>();
}

} // namespace sentinai

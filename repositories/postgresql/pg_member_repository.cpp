// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/postgresql/pg_member_repository.h"

namespace sentinai {

namespace {

constexpr qsizetype kMaxRoleNameBytes = 63; // PostgreSQL cuts longer names off, so they would name another role.
constexpr char kColumns[] = "m.tenant_id, m.role_name, m.access, m.created_at";

TenantMember readMember(PgRow& row) {
  TenantMember member;
  member.tenantId = row.next<QString>();
  member.roleName = row.next<QString>();
  member.access = row.next<Access>();
  member.createdAt = row.next<Instant>();
  return member;
}

/// NULL: not looked; `none`: they saw no member.
SqlValue toParameter(const Seen<Access>& seen) {
  if (!seen.looked()) {
    return {};
  }
  return seen.value() ? toText(*seen.value()) : QStringLiteral("none");
}

} // namespace

Task<std::vector<TenantMember>> PgMemberRepository::list(CancelToken token) {
  // The policy also shows the login its own memberships of other tenants.
  const QString text = QStringLiteral(R"(
    SELECT %1 FROM sentinai.tenant_member m
    WHERE m.tenant_id = (SELECT sentinai.current_tenant())
    ORDER BY m.role_name)")
                           .arg(QLatin1String(kColumns));
  return m_client->rows<TenantMember>({text, {}}, readMember, std::move(token));
}

Task<TenantMember> PgMemberRepository::grant(QString roleName, Access access, CancelToken token, Seen<Access> seen) {
  const qsizetype length = roleName.toUtf8().size();
  if (length < 1 || length > kMaxRoleNameBytes) {
    return PgClient::refuse<TenantMember>(DbError::Kind::InvalidInput,
                                          QStringLiteral("A login's name has 1 to 63 bytes."));
  }
  const QString text =
      QStringLiteral("SELECT %1 FROM sentinai.grant_member($1, $2, $3) AS m").arg(QLatin1String(kColumns));
  return m_client->one<TenantMember>(PgIntent::Write, {text, {roleName, toText(access), toParameter(seen)}}, readMember,
                                     {}, std::move(token));
}

Task<Done> PgMemberRepository::revoke(QString roleName, CancelToken token, Seen<Access> seen) {
  return m_client->run<Done>(
      PgIntent::Write, {QStringLiteral("SELECT sentinai.revoke_member($1, $2)"), {roleName, toParameter(seen)}},
      [](const PGresult*) { return Result<Done>(Done{}); }, std::move(token));
}

Task<std::vector<Privilege>> PgMemberRepository::privileges(CancelToken token) {
  return m_client->rows<Privilege>(
      {QStringLiteral("SELECT action, array_to_string(granted_to, ','), allowed, reason FROM sentinai.privileges()"),
       {}},
      [](PgRow& row) {
        Privilege privilege;
        privilege.action = row.next<QString>();
        for (const QString& access : row.next<QString>().split(QLatin1Char(','), Qt::SkipEmptyParts)) {
          privilege.grantedTo.push_back(fromText<Access>(access).value_or(Access::Admin));
        }
        privilege.allowed = row.next<bool>();
        privilege.reason = row.next<QString>();
        return privilege;
      },
      std::move(token));
}

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/postgresql/pg_tenant_repository.h"

#include "repositories/database/name_check.h"

namespace sentinai {

namespace {

constexpr char kColumns[] = "t.tenant_id, t.name, t.status, t.created_at, t.updated_at";

Tenant readTenant(PgRow& row) {
  Tenant tenant;
  tenant.tenantId = row.next<QString>();
  tenant.name = row.next<QString>();
  tenant.status = row.next<TenantStatus>();
  tenant.createdAt = row.next<Instant>();
  tenant.updatedAt = row.next<Instant>();
  return tenant;
}

QString missing(const QString& tenantId) {
  return QStringLiteral("There is no tenant %1 among those of this login.").arg(tenantId);
}

} // namespace

Task<Page<Tenant>> PgTenantRepository::list(TenantFilter filter, int limit, std::optional<QString> after,
                                            CancelToken token) {
  if (limit < 1 || limit > kMaxPageSize) {
    return PgClient::refuse<Page<Tenant>>(DbError::Kind::InvalidInput,
                                          QStringLiteral("limit must be from 1 to %1.").arg(kMaxPageSize));
  }
  if (filter.statuses.empty()) {
    filter.statuses = {TenantStatus::Active, TenantStatus::Suspended};
  }
  QStringList statuses;
  for (const TenantStatus status : filter.statuses) {
    statuses << toText(status);
  }
  const QString text = QStringLiteral(R"(
    SELECT %1 FROM sentinai.tenant t
    WHERE t.status = ANY($1)
      AND ($2 = '' OR strpos(sentinai.fold(t.tenant_id), sentinai.fold($2)) > 0
           OR strpos(sentinai.fold(t.name), sentinai.fold($2)) > 0)
      AND t.tenant_id > $3
    ORDER BY t.tenant_id
    LIMIT $4)")
                           .arg(QLatin1String(kColumns));
  return m_client->run<Page<Tenant>>(
      PgIntent::Read, {text, {statuses, filter.text, after.value_or(QString()), qint64{limit} + 1}},
      [limit](const PGresult* result) {
        return readRows(result, readTenant).map([limit](std::vector<Tenant>&& rows) {
          Page<Tenant> page{std::move(rows), std::nullopt};
          if (page.rows.size() > static_cast<std::size_t>(limit)) {
            page.rows.resize(static_cast<std::size_t>(limit));
            page.next = page.rows.back().tenantId;
          }
          return page;
        });
      },
      std::move(token));
}

Task<Tenant> PgTenantRepository::get(QString tenantId, CancelToken token) {
  const QString text =
      QStringLiteral("SELECT %1 FROM sentinai.tenant t WHERE t.tenant_id = $1").arg(QLatin1String(kColumns));
  return m_client->one<Tenant>(PgIntent::Read, {text, {tenantId}}, readTenant, missing(tenantId), std::move(token));
}

Task<Tenant> PgTenantRepository::create(QString tenantId, QString name, CancelToken token) {
  if (const Result<Done> fits = checkName(QStringLiteral("tenant"), name); !fits) {
    return PgClient::refuse<Tenant>(fits.error());
  }
  const QString text =
      QStringLiteral("SELECT %1 FROM sentinai.create_tenant($1, $2) AS t").arg(QLatin1String(kColumns));
  return m_client->one<Tenant>(PgIntent::Write, {text, {tenantId, name}}, readTenant, missing(tenantId),
                               std::move(token));
}

Task<Tenant> PgTenantRepository::setStatus(QString tenantId, TenantStatus status, CancelToken token,
                                           Seen<TenantStatus> seen) {
  const QString text =
      QStringLiteral("SELECT %1 FROM sentinai.set_tenant_status($1, $2, $3) AS t").arg(QLatin1String(kColumns));
  const SqlValue expected = seen.value() ? SqlValue(toText(*seen.value())) : SqlValue();
  return m_client->one<Tenant>(PgIntent::Write, {text, {tenantId, toText(status), expected}}, readTenant,
                               missing(tenantId), std::move(token));
}

} // namespace sentinai

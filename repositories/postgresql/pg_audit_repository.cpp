// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/postgresql/pg_audit_repository.h"

#include <limits>

namespace sentinai {

namespace {

AuditEntry readEntry(PgRow& row) {
  AuditEntry entry;
  entry.auditId = row.next<qint64>();
  entry.at = row.next<Instant>();
  entry.login = row.next<QString>();
  entry.tenantId = row.next<std::optional<QString>>();
  entry.action = row.next<QString>();
  entry.objectType = row.next<QString>();
  entry.objectId = row.next<QString>();
  entry.before = row.next<std::optional<QJsonObject>>().value_or(QJsonObject());
  entry.after = row.next<std::optional<QJsonObject>>().value_or(QJsonObject());
  entry.clientAddress = row.next<std::optional<QString>>().value_or(QString());
  entry.application = row.next<std::optional<QString>>().value_or(QString());
  return entry;
}

} // namespace

Task<Page<AuditEntry>> PgAuditRepository::list(int limit, std::optional<QString> after, CancelToken token) {
  qint64 before = std::numeric_limits<qint64>::max();
  bool valid = limit >= 1 && limit <= kMaxPageSize;
  if (valid && after) {
    before = after->toLongLong(&valid);
  }
  if (!valid) {
    return PgClient::refuse<Page<AuditEntry>>(
        DbError::Kind::InvalidInput,
        QStringLiteral("limit must be from 1 to %1, and the cursor one of this list.").arg(kMaxPageSize));
  }
  return m_client->run<Page<AuditEntry>>(
      PgIntent::Read,
      {QStringLiteral(R"(
    SELECT a.audit_id, a.at, a.login, a.tenant_id, a.action, a.object_type, a.object_id, a.before, a.after,
      a.client_address, a.application
    FROM sentinai.audit_log a
    WHERE a.audit_id < $1 AND (SELECT sentinai.require_reader(VARIADIC sentinai.access_for('read_audit'))) IS NOT NULL
    ORDER BY a.audit_id DESC
    LIMIT $2)"),
       {before, qint64{limit} + 1}},
      [limit](const PGresult* result) {
        return readRows(result, readEntry).map([limit](std::vector<AuditEntry>&& rows) {
          Page<AuditEntry> page{std::move(rows), std::nullopt};
          if (page.rows.size() > static_cast<std::size_t>(limit)) {
            page.rows.resize(static_cast<std::size_t>(limit));
            page.next = QString::number(page.rows.back().auditId);
          }
          return page;
        });
      },
      std::move(token));
}

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/sqlite/sqlite_audit_repository.h"

#include "repositories/sqlite/sqlite_rows.h"

#include <limits>

namespace sentinai {

namespace {

AuditEntry readEntry(const SqliteStatement& row) {
  AuditEntry entry;
  entry.auditId = row.integer(0);
  entry.at = row.instant(1);
  entry.login = row.text(2);
  entry.tenantId = row.optionalText(3);
  entry.action = row.text(4);
  entry.objectType = row.text(5);
  entry.objectId = row.text(6);
  entry.before = row.json(7);
  entry.after = row.json(8);
  entry.clientAddress = row.text(9);
  entry.application = row.text(10);
  return entry;
}

/// The cursor is the id of the last entry seen.
qint64 entryBefore(const std::optional<QString>& after) {
  if (!after) {
    return std::numeric_limits<qint64>::max();
  }
  bool ok = false;
  const qint64 id = after->toLongLong(&ok);
  if (!ok) {
    refuse(DbError::Kind::InvalidInput,
           QStringLiteral("The cursor does not belong to this list. Start again without a cursor."));
  }
  return id;
}

} // namespace

SqliteAuditRepository::SqliteAuditRepository(SqliteScope scope)
    : m_scope(std::move(scope)) {}

Task<Page<AuditEntry>> SqliteAuditRepository::list(int limit, std::optional<QString> after, CancelToken token) {
  return m_scope.read<Page<AuditEntry>>(
      [limit, after, tenantId = m_scope.tenantId()](SqliteConnection& db) {
        requirePageSize(limit);
        SqliteStatement select = db.prepare(R"sql(
            SELECT audit_id, at, login, tenant_id, action, object_type, object_id, before, after, client_address,
                   application
            FROM audit_log
            WHERE audit_id < ?2 AND (tenant_id = ?1 OR tenant_id IS NULL)
            ORDER BY audit_id DESC
            LIMIT ?3)sql");
        select.bind(tenantId, entryBefore(after), limit + 1);
        Page<AuditEntry> page{readAll(select, readEntry), std::nullopt};
        if (page.rows.size() > static_cast<std::size_t>(limit)) {
          page.rows.resize(static_cast<std::size_t>(limit));
          page.next = QString::number(page.rows.back().auditId);
        }
        return page;
      },
      token);
}

} // namespace sentinai

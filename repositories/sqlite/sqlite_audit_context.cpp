// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/sqlite/sqlite_audit_context.h"

namespace sentinai {

SqliteAuditContext::SqliteAuditContext(SqliteConnection& db, const QString& login, const QString& application)
    : m_db(db) {
  set(login, application);
}

void SqliteAuditContext::clear() {
  set(QString(), QString());
}

void SqliteAuditContext::set(const QString& login, const QString& application) {
  m_db.prepare("UPDATE audit_context SET login = ?1, application = ?2").bind(login, application).run();
}

} // namespace sentinai

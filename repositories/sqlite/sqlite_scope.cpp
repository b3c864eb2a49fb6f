// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/sqlite/sqlite_scope.h"

#include "repositories/records/tenant.h"

namespace sentinai {

void requireWritableTenant(SqliteConnection& db, const QString& tenantId) {
  SqliteStatement select = db.prepare("SELECT status FROM tenant WHERE tenant_id = ?1");
  select.bind(tenantId);
  if (!select.step()) {
    refuse(DbError::Kind::PermissionDenied,
           QStringLiteral("There is no tenant %1 in %2, so nothing can be written to it.").arg(tenantId, db.path()));
  }
  if (const auto status = select.enumeration<TenantStatus>(0); status != TenantStatus::Active) {
    refuse(
        DbError::Kind::PermissionDenied,
        QStringLiteral("The tenant %1 is %2 and takes no changes. Set it active first.").arg(tenantId, toText(status)));
  }
}

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/sqlite/sqlite_connection.h"

namespace sentinai {

/// Tells the audit triggers who makes the changes that follow in this transaction, by the one row of `audit_context`.
///
/// The row is blank again before the commit, so that no other program, such as plain sqlite3, is ever taken for this
/// one; a rollback blanks it, too.
class SqliteAuditContext {
public:
  SqliteAuditContext(SqliteConnection& db, const QString& login, const QString& application);

  void clear();

private:
  SqliteConnection& m_db;
  void set(const QString& login, const QString& application);
};

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/sqlite/sqlite_transaction.h"

namespace sentinai {

SqliteTransaction::SqliteTransaction(SqliteConnection& db, Kind kind)
    : m_db(db) {
  m_db.stopIfAsked();
  m_db.execute(kind == Kind::Write ? "BEGIN IMMEDIATE" : "BEGIN DEFERRED");
}

SqliteTransaction::~SqliteTransaction() {
  // SQLite has rolled back by itself after some errors, and after an interrupt of a writing statement.
  if (!m_db.inTransaction()) {
    return;
  }
  SqliteInterrupt* const interrupt = m_db.interrupt();
  m_db.setInterrupt(nullptr);
  try {
    m_db.execute("ROLLBACK");
  } catch (const SqliteFailure&) {
    // Whatever kept it from being rolled back keeps it from being committed, too.
  }
  m_db.setInterrupt(interrupt);
}

void SqliteTransaction::commit() {
  m_db.stopIfAsked();
  m_db.execute("COMMIT");
}

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/sqlite/sqlite_connection.h"

namespace sentinai {

/// A transaction that is rolled back unless committed.
class SqliteTransaction {
public:
  enum class Kind : quint8 {
    Read, ///< All its statements see one moment.
    Write ///< Holds the file's write lock from the start.
  };

  SqliteTransaction(SqliteConnection& db, Kind kind);
  ~SqliteTransaction();
  Q_DISABLE_COPY_MOVE(SqliteTransaction)

  void commit();

private:
  SqliteConnection& m_db;
};

} // namespace sentinai

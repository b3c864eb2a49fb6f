// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/sqlite/sqlite_error.h"
#include "repositories/sqlite/sqlite_interrupt.h"
#include "repositories/sqlite/sqlite_statement.h"

#include <QHash>
#include <chrono>

struct sqlite3;

namespace sentinai {

/// One connection to a database file, for the one thread that made it. Throws SqliteFailure.
class SqliteConnection {
public:
  enum class Mode : quint8 {
    Write, ///< Falls back to reading where the file may not be written; isReadOnly() tells.
    Read
  };

  struct Settings {
    QString path;
    std::chrono::milliseconds lockTimeout{}; ///< How long to wait for another program's lock.
    bool echo = false;                       ///< Log statements, without parameters' values.
  };

  /// Opens the file, which must exist and be this program's (application_id). `interrupt` may stop that, too.
  SqliteConnection(Settings settings, Mode mode, SqliteInterrupt* interrupt = nullptr);
  ~SqliteConnection();
  Q_DISABLE_COPY_MOVE(SqliteConnection)

  /// From the cache where it has been prepared before.
  [[nodiscard]] SqliteStatement prepare(const QByteArray& sql);
  [[nodiscard]] SqliteStatement prepare(const char* sql) { return prepare(QByteArray(sql)); }

  /// Prepares and binds a statement that was put together at run time.
  [[nodiscard]] SqliteStatement prepare(const SqlStatement& statement);

  void execute(const char* sql) { prepare(sql).run(); }

  [[nodiscard]] qint64 lastInsertId() const;
  [[nodiscard]] qint64 changedRows() const; ///< By the latest INSERT, UPDATE or DELETE.
  [[nodiscard]] bool inTransaction() const;

  /// Puts the file into WAL mode, unless it is, may not be written, or another program uses it just now.
  void preferWal();
  [[nodiscard]] bool isReadOnly() const;
  [[nodiscard]] bool hasMoved() const; ///< The file was deleted or replaced since it was opened.
  [[nodiscard]] int schemaVersion();
  [[nodiscard]] const QString& path() const { return m_settings.path; }

  /// What may stop the statements that follow; null: nothing.
  void setInterrupt(SqliteInterrupt* interrupt) { m_interrupt = interrupt; }
  [[nodiscard]] SqliteInterrupt* interrupt() const { return m_interrupt; }
  void stopIfAsked() const; ///< Throws where the interrupt says so: short statements may not notice it.

  [[noreturn]] void fail(int code); ///< Throws what `code` means.

private:
  friend class SqliteStatement;

  struct CachedStatement {
    sqlite3_stmt* statement = nullptr;
    bool inUse = false;
    quint64 lastUse = 0;
  };

  Settings m_settings;
  sqlite3* m_handle = nullptr;
  SqliteInterrupt* m_interrupt = nullptr;
  QHash<QByteArray, CachedStatement> m_cache;
  quint64 m_uses = 0;
  bool m_walMode = false;

  void open(Mode mode);
  void openHandle(bool immutable);
  void close();
  void checkIdentity();
  void release(sqlite3_stmt* statement, bool cached);
  void evictOldest();
  static int mayContinue(void* self);
  static int waitForLock(void* self, int attempt);
};

} // namespace sentinai

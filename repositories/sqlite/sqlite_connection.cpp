// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/sqlite/sqlite_connection.h"

#include "repositories/sqlite/sqlite_functions.h"
#include "repositories/sqlite/sqlite_schema.h"

#include <QFile>
#include <QFileInfo>
#include <QLoggingCategory>
#include <QUrl>
#include <sqlite3.h>

namespace sentinai {

namespace {

Q_LOGGING_CATEGORY(statementLog, "sentinai.sqlite.statements", QtInfoMsg)

constexpr int kStepsBetweenChecks = 2000; // some 50 µs
constexpr qsizetype kCachedStatements = 96;
constexpr std::chrono::milliseconds kLockPause{5};

int logStatement(unsigned, void*, void*, void* sql) {
  // SQLITE_TRACE_STMT hands over the text with its placeholders.
  qCInfo(statementLog).noquote() << QString::fromUtf8(static_cast<const char*>(sql)).simplified();
  return 0;
}

/// Counting every allocation costs a lock each. Without effect where SQLite is in use already.
void tuneOnce() {
  static const int tuned = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  Q_UNUSED(tuned)
}

void checkFile(const QString& path) {
  const QFileInfo file(path);
  if (!file.exists()) {
    refuse(DbError::Kind::NotFound,
           QStringLiteral("There is no database file %1. Make one with: sentinaictl demo create %1").arg(path));
  }
  if (file.isDir()) {
    refuse(DbError::Kind::InvalidInput, QStringLiteral("%1 is a folder, not a database file.").arg(path));
  }
  if (!file.isReadable()) {
    refuse(DbError::Kind::PermissionDenied,
           QStringLiteral("%1 may not be read. Check the permissions of the file.").arg(path));
  }
}

} // namespace

SqliteConnection::SqliteConnection(Settings settings, Mode mode, SqliteInterrupt* interrupt)
    : m_settings(std::move(settings))
    , m_interrupt(interrupt) {
  try {
    open(mode);
  } catch (...) {
    close();
    throw;
  }
}

SqliteConnection::~SqliteConnection() {
  close();
}

void SqliteConnection::open(Mode mode) {
  checkFile(m_settings.path);
  openHandle(false);
  try {
    checkIdentity();
  } catch (const SqliteFailure& failure) {
    // A file in WAL mode cannot be read where its -shm file cannot be made, unless nothing can change it meanwhile.
    const QFileInfo file(m_settings.path);
    const bool unchangeable =
        !QFileInfo(file.absolutePath()).isWritable() && QFileInfo(m_settings.path + QStringLiteral("-wal")).size() == 0;
    if (!unchangeable || failure.error().kind == DbError::Kind::InvalidInput) {
      throw;
    }
    close();
    openHandle(true);
    checkIdentity();
  }
  execute("PRAGMA synchronous = NORMAL");
  execute("PRAGMA foreign_keys = ON");
  execute("PRAGMA temp_store = MEMORY");
  execute(mode == Mode::Write ? "PRAGMA cache_size = -65536" : "PRAGMA cache_size = -16384"); // KiB
  execute("PRAGMA wal_autocheckpoint = 16384"); // 64 MiB: a long import writes each page less often.
  execute("PRAGMA journal_size_limit = 67108864");
  if (mode == Mode::Read) {
    execute("PRAGMA query_only = ON");
  }
}

void SqliteConnection::openHandle(bool immutable) {
  tuneOnce();
  QUrl url = QUrl::fromLocalFile(QFileInfo(m_settings.path).absoluteFilePath());
  if (immutable) {
    url.setQuery(QStringLiteral("immutable=1"));
  }
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI | SQLITE_OPEN_EXRESCODE;
  if (const int code = sqlite3_open_v2(url.toEncoded().constData(), &m_handle, flags, nullptr); code != SQLITE_OK) {
    fail(code);
  }
  sqlite3_progress_handler(m_handle, kStepsBetweenChecks, &SqliteConnection::mayContinue, this);
  sqlite3_busy_handler(m_handle, &SqliteConnection::waitForLock, this);
  if (m_settings.echo) {
    sqlite3_trace_v2(m_handle, SQLITE_TRACE_STMT, &logStatement, nullptr);
  }
  registerSqliteFunctions(m_handle);
}

void SqliteConnection::close() {
  for (const CachedStatement& cached : std::as_const(m_cache)) {
    sqlite3_finalize(cached.statement);
  }
  m_cache.clear();
  sqlite3_close_v2(std::exchange(m_handle, nullptr));
}

void SqliteConnection::checkIdentity() {
  SqliteStatement select = prepare(R"sql(
      SELECT application_id,
             (SELECT count(*) FROM sqlite_schema WHERE name NOT LIKE 'sqlite\_%' ESCAPE '\' AND name <> 'schema_migration')
      FROM pragma_application_id)sql");
  if (!select.step() || select.integer(0) != kSqliteApplicationId) {
    const bool empty = select.integer(1) == 0;
    const QString format = empty
                               ? QStringLiteral("%1 is empty. Make its tables with: sentinaictl --db sqlite:%1 migrate "
                                                "up")
                               : QStringLiteral("%1 is an SQLite database of another program. Name another file.");
    refuse(empty ? DbError::Kind::NotFound : DbError::Kind::InvalidInput, format.arg(m_settings.path));
  }
}

SqliteStatement SqliteConnection::prepare(const QByteArray& sql) {
  auto found = m_cache.find(sql);
  if (found != m_cache.end() && !found->inUse) {
    found->inUse = true;
    found->lastUse = ++m_uses;
    return SqliteStatement(*this, found->statement, true);
  }
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(m_handle, sql.constData(), static_cast<int>(sql.size()) + 1,
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) {
    fail(code);
  }
  const bool cached = found == m_cache.end();
  if (cached) {
    if (m_cache.size() >= kCachedStatements) {
      evictOldest();
    }
    m_cache.insert(sql, {statement, true, ++m_uses});
  }
  return SqliteStatement(*this, statement, cached);
}

SqliteStatement SqliteConnection::prepare(const SqlStatement& statement) {
  SqliteStatement prepared = prepare(statement.text.toUtf8());
  prepared.bind(statement.values);
  return prepared;
}

void SqliteConnection::release(sqlite3_stmt* statement, bool cached) {
  if (!cached) {
    sqlite3_finalize(statement);
    return;
  }
  sqlite3_reset(statement);
  sqlite3_clear_bindings(statement);
  for (CachedStatement& entry : m_cache) {
    if (entry.statement == statement) {
      entry.inUse = false;
      return;
    }
  }
}

void SqliteConnection::evictOldest() {
  auto oldest = m_cache.end();
  for (auto it = m_cache.begin(); it != m_cache.end(); ++it) {
    if (!it->inUse && (oldest == m_cache.end() || it->lastUse < oldest->lastUse)) {
      oldest = it;
    }
  }
  if (oldest != m_cache.end()) {
    sqlite3_finalize(oldest->statement);
    m_cache.erase(oldest);
  }
}

qint64 SqliteConnection::lastInsertId() const {
  return sqlite3_last_insert_rowid(m_handle);
}
qint64 SqliteConnection::changedRows() const {
  return sqlite3_changes64(m_handle);
}
bool SqliteConnection::inTransaction() const {
  return sqlite3_get_autocommit(m_handle) == 0;
}
void SqliteConnection::preferWal() {
  if (m_walMode || isReadOnly()) {
    return;
  }
  // The switch needs the file for itself. Waiting for that would hold up the other program's readers.
  sqlite3_busy_handler(m_handle, nullptr, nullptr);
  try {
    SqliteStatement select = prepare("PRAGMA journal_mode = WAL");
    m_walMode = select.step() && select.text(0) == QLatin1String("wal");
  } catch (const SqliteFailure& failure) {
    qCDebug(statementLog) << "not in WAL mode yet:" << failure.error().message;
  }
  sqlite3_busy_handler(m_handle, &SqliteConnection::waitForLock, this);
}

bool SqliteConnection::isReadOnly() const {
  return sqlite3_db_readonly(m_handle, "main") != 0;
}

bool SqliteConnection::hasMoved() const {
  int moved = 0;
  sqlite3_file_control(m_handle, "main", SQLITE_FCNTL_HAS_MOVED, &moved);
  return moved != 0;
}

int SqliteConnection::schemaVersion() {
  SqliteStatement select = prepare("PRAGMA user_version");
  return select.step() ? static_cast<int>(select.integer(0)) : 0;
}

void SqliteConnection::fail(int code) {
  const int primary = code & 0xff;
  const bool waiting = primary == SQLITE_BUSY;
  if (m_interrupt != nullptr && (primary == SQLITE_INTERRUPT || (waiting && m_interrupt->isCancelled()))) {
    throw SqliteFailure(m_interrupt->error());
  }
  throw SqliteFailure(sqliteError(m_handle, code, m_settings.path));
}

void SqliteConnection::stopIfAsked() const {
  if (m_interrupt != nullptr && m_interrupt->mustStop()) {
    throw SqliteFailure(m_interrupt->error());
  }
}

int SqliteConnection::mayContinue(void* self) {
  const SqliteInterrupt* interrupt = static_cast<SqliteConnection*>(self)->m_interrupt;
  return interrupt != nullptr && interrupt->mustStop() ? 1 : 0;
}

int SqliteConnection::waitForLock(void* self, int attempt) {
  const auto* connection = static_cast<SqliteConnection*>(self);
  if (attempt * kLockPause >= connection->m_settings.lockTimeout) {
    return 0;
  }
  if (connection->m_interrupt == nullptr) {
    SqliteInterrupt().pause(kLockPause);
    return 1;
  }
  connection->m_interrupt->pause(kLockPause);
  return connection->m_interrupt->mustStop() ? 0 : 1;
}

} // namespace sentinai

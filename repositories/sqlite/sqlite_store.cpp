// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/sqlite/sqlite_store.h"

namespace sentinai {

namespace {

QString operatingSystemUser() {
  for (const char* variable : {"USER", "USERNAME", "LOGNAME"}) {
    const QString name = qEnvironmentVariable(variable);
    if (!name.isEmpty()) {
      return name;
    }
  }
  return QStringLiteral("local");
}

} // namespace

SqliteStore::SqliteStore(const QString& path, const DatabaseOptions& options)
    : m_path(path)
    , m_login(operatingSystemUser())
    , m_application(options.applicationName)
    , m_writer({path, options.poolTimeout, options.echo}, SqliteConnection::Mode::Write, 1, options.statementTimeout)
    , m_readers({path, options.poolTimeout, options.echo}, SqliteConnection::Mode::Read, options.poolSize - 1,
                options.statementTimeout) {}

void SqliteStore::close() {
  m_readers.close();
  m_writer.close();
}

SqliteWorkerPool::Figures SqliteStore::figures() const {
  const SqliteWorkerPool::Figures writer = m_writer.figures();
  const SqliteWorkerPool::Figures readers = m_readers.figures();
  return {writer.open + readers.open, writer.inUse + readers.inUse, writer.waiting + readers.waiting};
}

} // namespace sentinai

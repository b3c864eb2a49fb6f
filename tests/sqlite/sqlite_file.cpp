// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/sqlite/sqlite_file.h"

#include "repositories/open_database.h"

#include <QDir>
#include <sqlite3.h>
#include <stdexcept>

namespace sentinai {

namespace {

int addRow(void* rows, int columns, char** cells, char**) {
  QStringList row;
  for (int i = 0; i < columns; ++i) {
    row.append(QString::fromUtf8(cells[i]));
  }
  static_cast<QList<QStringList>*>(rows)->append(row);
  return 0;
}

QByteArray contentOf(const QString& path) {
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly)) {
    throw std::runtime_error("cannot read " + path.toStdString());
  }
  return file.readAll();
}

QList<QStringList> executeOn(const QString& path, const QString& sql) {
  sqlite3* file = nullptr;
  sqlite3_open(path.toUtf8().constData(), &file);
  const std::unique_ptr<sqlite3, decltype(&sqlite3_close)> closer(file, &sqlite3_close);
  sqlite3_busy_timeout(file, 10'000);
  QList<QStringList> rows;
  char* problem = nullptr;
  if (sqlite3_exec(file, sql.toUtf8().constData(), addRow, &rows, &problem) != SQLITE_OK) {
    const std::string text = problem;
    sqlite3_free(problem);
    throw std::runtime_error(text);
  }
  return rows;
}

/// Made once for all tests of a program.
QByteArray migratedContent() {
  const QTemporaryDir directory;
  const QString path = directory.filePath(QStringLiteral("template.db"));
  const QDir migrations(QStringLiteral(SENTINAI_SOURCE_DIR "/migrations/sqlite"));
  for (const QString& name : migrations.entryList({QStringLiteral("0*.up.sql")}, QDir::Files, QDir::Name)) {
    executeOn(path, QString::fromUtf8(contentOf(migrations.filePath(name))));
  }
  executeOn(path, QStringLiteral("INSERT INTO tenant (tenant_id, name) VALUES ('bank', 'Bank'), ('clinic', 'Clinic')"));
  return contentOf(path);
}

} // namespace

SqliteFile::SqliteFile()
    : m_path(m_directory.filePath(QStringLiteral("test.db"))) {
  static const QByteArray content = migratedContent();
  QFile file(m_path);
  if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size()) {
    throw std::runtime_error("cannot write " + m_path.toStdString());
  }
}

std::unique_ptr<Database> SqliteFile::open(const DatabaseOptions& options) const {
  return openDatabase(DatabaseUrl::sqliteFile(m_path), options);
}

QList<QStringList> SqliteFile::execute(const QString& sql) const {
  return executeOn(m_path, sql);
}

} // namespace sentinai

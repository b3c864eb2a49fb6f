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

} // namespace

SqliteFile::SqliteFile()
    : m_path(m_directory.filePath(QStringLiteral("test.db"))) {
  const QDir migrations(QStringLiteral(SENTINAI_SOURCE_DIR "/migrations/sqlite"));
  for (const QString& name : migrations.entryList({QStringLiteral("*.up.sql")}, QDir::Files, QDir::Name)) {
    QFile file(migrations.filePath(name));
    if (!file.open(QIODevice::ReadOnly)) {
      throw std::runtime_error("cannot read " + name.toStdString());
    }
    execute(QString::fromUtf8(file.readAll()));
  }
  execute(QStringLiteral("INSERT INTO tenant (tenant_id, name) VALUES ('bank', 'Bank'), ('clinic', 'Clinic')"));
}

std::unique_ptr<Database> SqliteFile::open(const DatabaseOptions& options) const {
  return openDatabase(DatabaseUrl::sqliteFile(m_path), options);
}

QList<QStringList> SqliteFile::execute(const QString& sql) const {
  sqlite3* file = nullptr;
  sqlite3_open(m_path.toUtf8().constData(), &file);
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

} // namespace sentinai

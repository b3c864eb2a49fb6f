// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/database.h"

#include <QTemporaryDir>

namespace sentinai {

/// A database file of its own, made by applying the plain files of migrations/sqlite without any of the program's code,
/// as the sqlite3 tool would, with the active tenants "bank" and "clinic".
class SqliteFile {
public:
  SqliteFile();

  [[nodiscard]] const QString& path() const { return m_path; }
  [[nodiscard]] QString directory() const { return m_directory.path(); }
  [[nodiscard]] std::unique_ptr<Database> open(const DatabaseOptions& options = {}) const;

  /// Runs SQL as another program would; throws std::runtime_error.
  QList<QStringList> execute(const QString& sql) const;

private:
  QTemporaryDir m_directory;
  QString m_path;
};

} // namespace sentinai

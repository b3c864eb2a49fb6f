// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/result.h"

#include <QByteArray>
#include <QStringList>
#include <vector>

namespace sentinai {

/// One numbered pair of SQL files, `NNNN_name.up.sql` and `NNNN_name.down.sql`.
struct Migration {
  int version = 0;
  QString name;
  QString checksum; ///< SHA-256 of `up`, hexadecimal.
  QByteArray up;    ///< With lines ended by LF, however the file was checked out.
  QByteArray down;

  /// As files and messages name it: `0002_exceptions`.
  [[nodiscard]] QString fullName() const;
};

/// The migrations of one engine, as found in a folder.
class MigrationSet {
public:
  /// Reads `folder`, e.g. `:/migrations/sqlite`. Internal where a file is missing or the numbers are not 1, 2, 3 …
  [[nodiscard]] static Result<MigrationSet> load(const QString& folder);

  [[nodiscard]] const std::vector<Migration>& migrations() const { return m_migrations; } ///< In order.
  [[nodiscard]] int latest() const { return static_cast<int>(m_migrations.size()); }
  [[nodiscard]] const Migration* find(int version) const; ///< Null where there is none.

  /// Creates the table schema_migration unless it is there.
  [[nodiscard]] const QByteArray& ledger() const { return m_ledger; }

  /// What a database has after the last migration, as schema_manifest.h compares it.
  [[nodiscard]] const QStringList& manifest() const { return m_manifest; }

private:
  std::vector<Migration> m_migrations;
  QByteArray m_ledger;
  QStringList m_manifest;
};

} // namespace sentinai

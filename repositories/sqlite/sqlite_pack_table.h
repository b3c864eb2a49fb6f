// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/records/pack_version.h"
#include "repositories/records/seen.h"
#include "repositories/sqlite/sqlite_connection.h"

namespace sentinai {

/// One kind of pack: its table of versions and the table that tells which is active. All in the caller's transaction.
class SqlitePackTable {
public:
  /// Names as in migrations/sqlite/0004_packs.up.sql.
  SqlitePackTable(const char* versions, const char* actives, const char* subjectColumn);

  [[nodiscard]] PackVersion get(SqliteConnection& db, const QString& subject, int version) const; ///< NotFound.
  [[nodiscard]] PackVersion latest(SqliteConnection& db, const QString& subject) const;           ///< NotFound.
  [[nodiscard]] PackVersion active(SqliteConnection& db, const QString& subject) const;           ///< NotFound.

  /// Newest first; of all subjects, by subject, where it is empty.
  [[nodiscard]] std::vector<PackVersion> list(SqliteConnection& db, const QString& subject) const;

  PackVersion createVersion(SqliteConnection& db, const QString& subject, const QJsonObject& pack,
                            const QString& login) const;
  PackVersion activate(SqliteConnection& db, const QString& subject, int version, const QString& login,
                       const Seen<int>& seen) const;

  /// Publishes what an earlier version holds once more, and activates that.
  PackVersion rollBack(SqliteConnection& db, const QString& subject, int version, const QString& login,
                       const Seen<int>& seen) const;

private:
  QString m_name;
  QString m_select;
  QByteArray m_insert;
  QByteArray m_activate;

  [[nodiscard]] std::optional<PackVersion> find(SqliteConnection& db, const QString& condition, const QString& subject,
                                                std::optional<int> version) const;
  [[nodiscard]] std::optional<PackVersion> findActive(SqliteConnection& db, const QString& subject) const;
};

} // namespace sentinai

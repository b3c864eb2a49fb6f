// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/postgresql/pg_owner_connection.h"

#include <functional>

namespace sentinai {

/// What is taken off tables while rows are loaded into them in bulk, and put back as it was. Everything is read from
/// the catalogue, so it holds for whatever indexes and triggers a schema has. To be used in one transaction.
class PgLoadWindow {
public:
  using Progress = std::function<void(const QString&)>;

  explicit PgLoadWindow(const PgOwnerConnection& connection)
      : m_connection(connection) {}

  /// Lets the owner read and write all rows of the tables, whatever their policies say.
  [[nodiscard]] Result<Done> liftPolicies(const QByteArrayList& tables);

  /// Keeps the tables' triggers from firing, but for those that enforce foreign keys.
  [[nodiscard]] Result<Done> disableTriggers(const QByteArrayList& tables);

  /// Drops the tables' foreign keys, unique constraints and indexes, but for primary keys and what something else rests
  /// on.
  [[nodiscard]] Result<Done> dropIndexes(const QByteArrayList& tables);

  /// Makes all of that again, in the order that it needs.
  [[nodiscard]] Result<Done> putBack(const Progress& progress);

private:
  /// `sql` answers, for the tables in $1: what takes a thing away, what brings it back, and its name, empty for what
  /// takes no time.
  [[nodiscard]] Result<Done> takeAway(const QByteArray& sql, const QByteArrayList& tables);

  struct Step {
    QByteArray sql;
    QString name;
  };
  const PgOwnerConnection& m_connection;
  std::vector<Step> m_back; ///< In reverse.
};

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/migration_set.h"
#include "repositories/database/migrator.h"

namespace sentinai {

/// One row of schema_migration.
struct LedgerEntry {
  int version = 0;
  QString name;
  QString checksum;
  Instant appliedAt{};
  QString appliedBy;
};

/// A connection to the database to migrate: what LedgerMigrator needs of an engine. Blocking.
class MigrationTarget {
public:
  virtual ~MigrationTarget() = default;

  /// Waits until no other runner is at work, and keeps others out until unlock() or the connection's end.
  [[nodiscard]] virtual Result<Done> lock() = 0;
  virtual void unlock() = 0;

  /// A transaction that will write.
  [[nodiscard]] virtual Result<Done> begin() = 0;
  [[nodiscard]] virtual Result<Done> commit() = 0;
  virtual void rollback() = 0;

  /// Runs a file's statements in the transaction. Internal if they end it.
  [[nodiscard]] virtual Result<Done> execute(const QByteArray& script) = 0;

  /// The ledger by version; empty optional where the database has no ledger.
  [[nodiscard]] virtual Result<std::optional<std::vector<LedgerEntry>>> ledger() = 0;
  [[nodiscard]] virtual Result<Done> record(const Migration& migration) = 0;
  [[nodiscard]] virtual Result<Done> forget(int version) = 0;

  /// The schema as it is, in the form of the manifest.
  [[nodiscard]] virtual Result<QStringList> catalogue() = 0;
};

} // namespace sentinai

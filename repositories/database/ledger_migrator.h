// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/migration_target.h"

namespace sentinai {

/// The Migrator of every engine: which file comes next, and what is refused.
class LedgerMigrator final : public Migrator {
public:
  LedgerMigrator(std::unique_ptr<MigrationTarget> target, MigrationSet set);

  [[nodiscard]] Result<std::vector<MigrationStatus>> status() override;
  [[nodiscard]] Result<std::vector<int>> up(std::optional<int> to, const Progress& progress) override;
  [[nodiscard]] Result<std::vector<int>> down(int to, const Progress& progress) override;

  /// Where migrations are pending, it says only that: the manifest describes the schema after the last one.
  [[nodiscard]] Result<QStringList> verify() override;

  /// The schema as it is; after all migrations, what schema.manifest should say.
  [[nodiscard]] Result<QStringList> catalogue() { return m_target->catalogue(); }

private:
  enum class Direction : quint8 { Up, Down };

  [[nodiscard]] Result<std::vector<int>> run(Direction direction, int to, const Progress& progress);
  [[nodiscard]] Result<std::optional<MigrationStatus>> step(Direction direction, int to);
  [[nodiscard]] Result<Done> prepareLedger();

  /// The ledger's entries, checked against the files.
  [[nodiscard]] Result<std::vector<LedgerEntry>> checkedLedger();

  std::unique_ptr<MigrationTarget> m_target;
  MigrationSet m_set;
};

} // namespace sentinai

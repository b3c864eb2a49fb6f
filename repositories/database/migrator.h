// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/database_url.h"
#include "repositories/records/instant.h"

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace sentinai {

/// One migration as this program knows it and as the database records it.
struct MigrationStatus {
  int version = 0;
  QString name;
  QString checksum;                 ///< SHA-256 of the up file, hexadecimal.
  std::optional<Instant> appliedAt; ///< Empty: pending.
  QString appliedBy;
};

/// Brings a database's schema up and down. Blocking: for command-line programs and worker threads, never a GUI thread.
///
/// Every file runs in a transaction of its own together with its entry in `schema_migration`, under a lock that keeps
/// other runners out, so a runner that is killed leaves whole migrations only and can be run again. An applied file
/// that has been edited since is refused with Conflict, and so is a database newer than the program.
class Migrator {
public:
  virtual ~Migrator() = default;

  using Progress = std::function<void(const MigrationStatus&)>; ///< Called after each file.

  [[nodiscard]] virtual Result<std::vector<MigrationStatus>> status() = 0;

  /// Applies pending migrations up to and including `to`, or all. Returns the versions applied.
  [[nodiscard]] virtual Result<std::vector<int>> up(std::optional<int> to, const Progress& progress) = 0;

  /// Takes back the latest migrations until `to` is the latest applied (0: all). Returns the versions taken back.
  [[nodiscard]] virtual Result<std::vector<int>> down(int to, const Progress& progress) = 0;

  /// What differs from the schema that the applied migrations should have made, one line each ("missing index …",
  /// "extra policy …"); empty when all is as expected.
  [[nodiscard]] virtual Result<QStringList> verify() = 0;
};

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/database/ledger_migrator.h"

#include "repositories/database/schema_manifest.h"

#include <QScopeGuard>

namespace sentinai {

namespace {

MigrationStatus statusOf(const Migration& migration, const LedgerEntry* entry) {
  MigrationStatus status{migration.version, migration.name, migration.checksum, std::nullopt, {}};
  if (entry != nullptr) {
    status.appliedAt = entry->appliedAt;
    status.appliedBy = entry->appliedBy;
  }
  return status;
}

DbError inFile(DbError error, const Migration& migration) {
  error.message =
      QStringLiteral("Migration %1 failed, and nothing of it was kept: %2").arg(migration.fullName(), error.message);
  return error;
}

} // namespace

LedgerMigrator::LedgerMigrator(std::unique_ptr<MigrationTarget> target, MigrationSet set)
    : m_target(std::move(target))
    , m_set(std::move(set)) {}

Result<std::vector<LedgerEntry>> LedgerMigrator::checkedLedger() {
  Result<std::optional<std::vector<LedgerEntry>>> ledger = m_target->ledger();
  if (!ledger) {
    return failure(ledger.error());
  }
  std::vector<LedgerEntry> entries = ledger->value_or(std::vector<LedgerEntry>());
  int expected = 0;
  for (const LedgerEntry& entry : entries) {
    ++expected;
    const Migration* migration = m_set.find(entry.version);
    if (migration == nullptr) {
      return failure(DbError::Kind::Conflict,
                     QStringLiteral("The database is newer than this program: it has migration %1_%2, and this program "
                                    "knows %3. Use a newer version of the program.")
                         .arg(entry.version, 4, 10, QLatin1Char('0'))
                         .arg(entry.name)
                         .arg(m_set.latest()));
    }
    if (entry.version != expected) {
      return failure(DbError::Kind::Conflict,
                     QStringLiteral("schema_migration has migration %1 but not %2. Restore the database from a backup.")
                         .arg(entry.version)
                         .arg(expected));
    }
    if (entry.checksum != migration->checksum || entry.name != migration->name) {
      return failure(DbError::Kind::Conflict,
                     QStringLiteral("Migration %1 is not the one that was applied on %2: the file has been edited "
                                    "since. Restore the file and put the change into a new migration.")
                         .arg(migration->fullName(), toIsoText(entry.appliedAt)));
    }
  }
  return entries;
}

Result<std::vector<MigrationStatus>> LedgerMigrator::status() {
  const Result<std::vector<LedgerEntry>> entries = checkedLedger();
  if (!entries) {
    return failure(entries.error());
  }
  std::vector<MigrationStatus> statuses;
  for (const Migration& migration : m_set.migrations()) {
    const auto index = static_cast<std::size_t>(migration.version) - 1;
    statuses.push_back(statusOf(migration, index < entries->size() ? &(*entries)[index] : nullptr));
  }
  return statuses;
}

Result<std::vector<int>> LedgerMigrator::up(std::optional<int> to, const Progress& progress) {
  return run(Direction::Up, to.value_or(m_set.latest()), progress);
}

Result<std::vector<int>> LedgerMigrator::down(int to, const Progress& progress) {
  return run(Direction::Down, to, progress);
}

Result<std::vector<int>> LedgerMigrator::run(Direction direction, int to, const Progress& progress) {
  if (to < 0 || to > m_set.latest()) {
    return failure(DbError::Kind::InvalidInput,
                   QStringLiteral("There is no migration %1; they go from 1 to %2, and 0 stands for none of them.")
                       .arg(to)
                       .arg(m_set.latest()));
  }
  if (Result<Done> locked = m_target->lock(); !locked) {
    return failure(locked.error());
  }
  const auto unlock = qScopeGuard([this] { m_target->unlock(); });
  if (direction == Direction::Up) {
    if (Result<Done> prepared = prepareLedger(); !prepared) {
      return failure(prepared.error());
    }
  }
  std::vector<int> done;
  for (;;) {
    const Result<std::optional<MigrationStatus>> stepped = step(direction, to);
    if (!stepped) {
      return failure(stepped.error());
    }
    if (!*stepped) {
      return done;
    }
    done.push_back((*stepped)->version);
    if (progress) {
      progress(**stepped);
    }
  }
}

Result<Done> LedgerMigrator::prepareLedger() {
  if (Result<Done> begun = m_target->begin(); !begun) {
    return begun;
  }
  auto rollback = qScopeGuard([this] { m_target->rollback(); });
  const Result<std::optional<std::vector<LedgerEntry>>> ledger = m_target->ledger();
  if (!ledger) {
    return failure(ledger.error());
  }
  if (*ledger) {
    return Done{};
  }
  if (Result<Done> created = m_target->execute(m_set.ledger()); !created) {
    return created;
  }
  rollback.dismiss();
  return m_target->commit();
}

Result<std::optional<MigrationStatus>> LedgerMigrator::step(Direction direction, int to) {
  if (Result<Done> begun = m_target->begin(); !begun) {
    return failure(begun.error());
  }
  auto rollback = qScopeGuard([this] { m_target->rollback(); });
  // Read anew in each transaction: on SQLite that is what keeps two runners apart.
  const Result<std::vector<LedgerEntry>> entries = checkedLedger();
  if (!entries) {
    return failure(entries.error());
  }
  const int applied = static_cast<int>(entries->size());
  if (direction == Direction::Up ? applied >= to : applied <= to) {
    return std::nullopt;
  }
  const Migration& migration = *m_set.find(direction == Direction::Up ? applied + 1 : applied);
  const QByteArray& script = direction == Direction::Up ? migration.up : migration.down;
  if (Result<Done> executed = m_target->execute(script); !executed) {
    return failure(inFile(executed.error(), migration));
  }
  const Result<Done> noted =
      direction == Direction::Up ? m_target->record(migration) : m_target->forget(migration.version);
  if (!noted) {
    return failure(inFile(noted.error(), migration));
  }
  MigrationStatus status = statusOf(migration, nullptr);
  if (direction == Direction::Up) {
    const Result<std::optional<std::vector<LedgerEntry>>> recorded = m_target->ledger();
    if (!recorded) {
      return failure(recorded.error());
    }
    status = statusOf(migration, &(**recorded).back());
  }
  rollback.dismiss();
  if (Result<Done> committed = m_target->commit(); !committed) {
    return failure(inFile(committed.error(), migration));
  }
  return status;
}

Result<QStringList> LedgerMigrator::verify() {
  const Result<std::vector<MigrationStatus>> statuses = status();
  if (!statuses) {
    return failure(statuses.error());
  }
  QStringList findings;
  for (const MigrationStatus& one : *statuses) {
    if (!one.appliedAt) {
      findings << QStringLiteral("pending migration %1").arg(m_set.find(one.version)->fullName());
    }
  }
  if (!findings.isEmpty()) {
    return findings;
  }
  const Result<QStringList> present = m_target->catalogue();
  if (!present) {
    return failure(present.error());
  }
  return schemaDifferences(m_set.manifest(), *present);
}

} // namespace sentinai

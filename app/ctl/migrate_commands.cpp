// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/commands.h"

#include "repositories/open_migrator.h"

namespace sentinai::ctl {

namespace {

QJsonObject toJson(const MigrationStatus& migration) {
  return {
      {QStringLiteral("version"), migration.version},
      {QStringLiteral("name"), migration.name},
      {QStringLiteral("checksum"), migration.checksum},
      {QStringLiteral("applied_at"), migration.appliedAt ? QJsonValue(toIsoText(*migration.appliedAt)) : QJsonValue()},
      {QStringLiteral("applied_by"), migration.appliedAt ? QJsonValue(migration.appliedBy) : QJsonValue()}};
}

const QStringList& statusColumns() {
  static const QStringList columns{QStringLiteral("version"), QStringLiteral("name"), QStringLiteral("applied_at"),
                                   QStringLiteral("applied_by")};
  return columns;
}

/// Runs `step` with a callback that prints each migration as it is done.
template <typename Step>
void move(CommandContext& context, const QString& done, Step step) {
  const auto migrator = valueOrFail(openMigrator(context.url()));
  Output& output = context.output();
  const auto versions = valueOrFail(
      step(*migrator, [&](const MigrationStatus& migration) { output.listRow(toJson(migration), statusColumns()); }));
  output.endList();
  output.text(versions.empty() ? QStringLiteral("Nothing to do.") : done.arg(versions.size()));
}

} // namespace

void addMigrateCommands(CLI::App& app, CommandContext& context) {
  CLI::App* group = app.add_subcommand("migrate", "Bring the schema up or down, or check it");
  group->require_subcommand(1);

  const auto target = std::make_shared<int>(-1);
  CLI::App* up = group->add_subcommand("up", "Apply pending migrations");
  up->add_option("--to", *target, "Stop after this version")->check(CLI::NonNegativeNumber);
  up->callback([&context, target] {
    const auto to = *target < 0 ? std::nullopt : std::optional(*target);
    move(context, QStringLiteral("Applied %1."),
         [to](Migrator& migrator, const Migrator::Progress& progress) { return migrator.up(to, progress); });
  });

  CLI::App* down =
      group->add_subcommand("down", "Take back the latest migration, or all above --to; their data is lost");
  down->add_option("--to", *target, "The version to keep as the latest; 0 takes back all")
      ->check(CLI::NonNegativeNumber);
  down->callback([&context, target] {
    move(context, QStringLiteral("Took back %1."), [target](Migrator& migrator, const Migrator::Progress& progress) {
      int to = *target;
      if (to < 0) {
        int latest = 0;
        for (const MigrationStatus& migration : valueOrFail(migrator.status())) {
          latest = migration.appliedAt ? std::max(latest, migration.version) : latest;
        }
        to = std::max(latest - 1, 0);
      }
      return migrator.down(to, progress);
    });
  });

  group->add_subcommand("status", "List the migrations, by version, and when they were applied")->callback([&context] {
    const auto migrator = valueOrFail(openMigrator(context.url()));
    for (const MigrationStatus& migration : valueOrFail(migrator->status())) {
      context.output().listRow(toJson(migration), statusColumns());
    }
    context.output().endList();
  });

  group->add_subcommand("verify", "Compare the schema with what the migrations make")->callback([&context] {
    const auto migrator = valueOrFail(openMigrator(context.url()));
    const QStringList differences = valueOrFail(migrator->verify());
    for (const QString& difference : differences) {
      context.output().line(difference, {{QStringLiteral("difference"), difference}});
    }
    if (!differences.isEmpty()) {
      throw CommandError(
          ExitStatus::Failed,
          QStringLiteral("The schema differs in %1 places from what it should be.").arg(differences.size()));
    }
    context.output().text(QStringLiteral("The schema is as it should be."));
  });
}

} // namespace sentinai::ctl

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/commands.h"

namespace sentinai::ctl {

namespace {

void verify(CommandContext& context) {
  const std::vector<RollupDifference> differences = await(context.session().rollup().differences({}));
  const QStringList columns{QStringLiteral("kind"),     QStringLiteral("bucket"), QStringLiteral("value"),
                            QStringLiteral("detail"),   QStringLiteral("domain"), QStringLiteral("status"),
                            QStringLiteral("severity"), QStringLiteral("kept"),   QStringLiteral("recounted")};
  for (const RollupDifference& difference : differences) {
    QJsonObject row = difference.group;
    row[QStringLiteral("kept")] = difference.kept;
    row[QStringLiteral("recounted")] = difference.recounted;
    context.output().listRow(row, columns);
  }
  context.output().endList();
  if (!differences.empty()) {
    throw CommandError(ExitStatus::Failed,
                       QStringLiteral("%1 kept counts differ from the rows; an administrator of the tenant puts them "
                                      "right with: sentinaictl rollup repair")
                           .arg(differences.size()));
  }
}

} // namespace

void addRollupCommands(CLI::App& app, CommandContext& context) {
  CLI::App* group = app.add_subcommand("rollup", "Check and put right the counts that the database keeps");
  group->require_subcommand(1);
  group->add_subcommand("verify", "Recount every exception; status 1 where a kept count differs")->callback([&context] {
    verify(context);
  });
  group->add_subcommand("repair", "Write the counts anew; everybody's writes wait meanwhile")->callback([&context] {
    await(context.session().rollup().rebuild({}));
    verify(context);
  });
  group->add_subcommand("compact", "Add up counts kept in parts, as after an import")->callback([&context] {
    const qint64 saved = await(context.session().rollup().compact({}));
    context.output().object({{QStringLiteral("rows_saved"), saved}});
  });
}

} // namespace sentinai::ctl

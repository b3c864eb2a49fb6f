// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/commands.h"

#include "app/ctl/progress_line.h"
#include "app/exchange/demo.h"

namespace sentinai::ctl {

void addDemoCommands(CLI::App& app, CommandContext& context) {
  CLI::App* group = app.add_subcommand("demo", "The demo database");
  group->require_subcommand(1);
  struct Arguments {
    std::string path;
    bool verbose = false;
  };
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* create = group->add_subcommand("create", "Make an SQLite file from the bundled real logs, ending now");
  create->add_option("PATH", arguments->path, "The file to make")->required();
  create->add_flag("--verbose", arguments->verbose, "Print progress on standard error");
  create->callback([&context, arguments] {
    ProgressLine line(arguments->verbose);
    const auto progress = [&line](const QString& log, const ImportProgress& step) { line.show(log, step); };
    auto made = QCoro::waitFor(createDemo(text(arguments->path), currentInstant(), progress, {}));
    line.end();
    const DemoReport report = valueOrFail(std::move(made));
    context.output().object(
        {{QStringLiteral("path"), text(arguments->path)},
         {QStringLiteral("created"), report.created},
         {QStringLiteral("cases"), report.cases},
         {QStringLiteral("events"), report.events}},
        {QStringLiteral("path"), QStringLiteral("created"), QStringLiteral("cases"), QStringLiteral("events")});
  });
}

} // namespace sentinai::ctl

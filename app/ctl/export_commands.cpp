// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/commands.h"
#include "app/ctl/terminal.h"
#include "app/exchange/exporter.h"

#include <QFileInfo>
#include <QSaveFile>

namespace sentinai::ctl {

namespace {

struct Arguments {
  ExceptionFilterOptions exceptions;
  EventFilterOptions events;
  std::string format = "csv";
  std::string output;
};

/// Runs `run(device)` on --output or standard output. A file appears only when it is complete; what is none, such as
/// /dev/stdout or a named pipe, gets what there is as it comes.
template <typename Run>
void writeTo(CommandContext& context, const std::string& path, Run run) {
  const bool toStandardOutput = path.empty() || path == "-";
  const QFileInfo info(text(path));
  if (toStandardOutput || (info.exists() && !info.isFile() && !info.isDir())) {
    const QString name = toStandardOutput ? QStringLiteral("Standard output") : text(path);
    TerminalSafeFile output(text(path));
    if (!(toStandardOutput ? output.open(stdout, QIODevice::WriteOnly) : output.open(QIODevice::WriteOnly))) {
      throw CommandError(ExitStatus::Failed, QStringLiteral("%1 cannot be written.").arg(name));
    }
    await(run(&output));
    if (!output.flush()) {
      throw CommandError(ExitStatus::Failed, QStringLiteral("%1 took only a part.").arg(name));
    }
    return;
  }
  QSaveFile file(text(path));
  if (!file.open(QIODevice::WriteOnly)) {
    throw CommandError(ExitStatus::BadInput,
                       QStringLiteral("%1 cannot be written: %2").arg(text(path), file.errorString()));
  }
  const ExportReport report = await(run(&file));
  if (!file.commit()) {
    throw CommandError(ExitStatus::Failed,
                       QStringLiteral("%1 could not be written: %2").arg(text(path), file.errorString()));
  }
  context.output().object({{QStringLiteral("output"), text(path)},
                           {QStringLiteral("exceptions"), report.exceptions},
                           {QStringLiteral("events"), report.events}});
}

void addFormatAndOutput(CLI::App& command, const std::shared_ptr<Arguments>& arguments) {
  command.add_option("--format", arguments->format, "csv, json (one array), jsonl (an object a line) or xes");
  command.add_option("--output", arguments->output, "The file to write (default: standard output)");
}

} // namespace

void addExportCommands(CLI::App& app, CommandContext& context) {
  CLI::App* group = app.add_subcommand("export", "Write exceptions or events as CSV, JSON or XES");
  group->require_subcommand(1);
  const auto arguments = std::make_shared<Arguments>();

  CLI::App* exceptions = group->add_subcommand("exceptions", "Export exceptions, newest first");
  arguments->exceptions.addTo(*exceptions);
  addFormatAndOutput(*exceptions, arguments);
  exceptions->callback([&context, arguments] {
    const auto format = enumArgument<ExportFormat>("--format", arguments->format);
    ExceptionQuery query;
    query.filter = arguments->exceptions.filter();
    Session& session = context.session();
    writeTo(context, arguments->output,
            [&](QIODevice* device) { return exportExceptions(&session, query, format, device, {}, {}); });
  });

  CLI::App* events = group->add_subcommand("events", "Export events as CloudEvents, oldest first");
  arguments->events.addTo(*events);
  addFormatAndOutput(*events, arguments);
  events->callback([&context, arguments] {
    const auto format = enumArgument<ExportFormat>("--format", arguments->format);
    const EventFilter filter = arguments->events.filter();
    Session& session = context.session();
    writeTo(context, arguments->output,
            [&](QIODevice* device) { return exportEvents(&session, filter, format, device, {}, {}); });
  });
}

} // namespace sentinai::ctl

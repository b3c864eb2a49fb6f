// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/commands.h"

#include "app/ctl/progress_line.h"
#include "app/exchange/importer.h"
#include "app/exchange/mapping_json.h"

namespace sentinai::ctl {

namespace {

struct Arguments {
  std::string file, mapping, rejectFile;
  std::string format = "auto";
  bool dryRun = false;
  bool skipExisting = false;
  bool verbose = false;
};

void printReport(Output& output, const ImportReport& report) {
  if (output.json()) {
    output.object(toJson(report));
    return;
  }
  output.text(report.dryRun ? QStringLiteral("Dry run: nothing was written. The import would do this:")
                            : QStringLiteral("Imported:"));
  output.object({{QStringLiteral("rows"), report.rows},
                 {QStringLiteral("cases_created"), report.casesCreated},
                 {QStringLiteral("cases_existing"), report.casesExisting},
                 {QStringLiteral("events_appended"), report.eventsAppended},
                 {QStringLiteral("events_existing"), report.eventsExisting},
                 {QStringLiteral("rows_skipped"), report.rowsSkipped},
                 {QStringLiteral("rows_rejected"), report.rejected},
                 {QStringLiteral("rows_per_second"), static_cast<qint64>(report.rowsPerSecond)}},
                {QStringLiteral("rows"), QStringLiteral("cases_created"), QStringLiteral("cases_existing"),
                 QStringLiteral("events_appended"), QStringLiteral("events_existing"), QStringLiteral("rows_skipped"),
                 QStringLiteral("rows_rejected"), QStringLiteral("rows_per_second")});
  for (auto it = report.warnings.begin(); it != report.warnings.end(); ++it) {
    output.text(QStringLiteral("Note, on %1 rows: %2").arg(it.value()).arg(printable(it.key())));
  }
}

} // namespace

void addImportCommand(CLI::App& app, CommandContext& context) {
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* import = app.add_subcommand("import", "Import a log of cases; doing it again adds only what is new");
  import->add_option("FILE", arguments->file, "CSV or XES, plain or gzip; - for standard input")->required();
  import->add_option("--format", arguments->format, "csv, xes or auto")->check(CLI::IsMember({"csv", "xes", "auto"}));
  import->add_option("--mapping", arguments->mapping, "Name of a shipped mapping, or the path of one")->required();
  import->add_flag("--dry-run", arguments->dryRun, "Read and compare, but write nothing");
  import->add_flag("--skip-existing", arguments->skipExisting, "Leave cases alone that are there already");
  import->add_option("--reject-file", arguments->rejectFile, "Write rejected rows here, with line and reason");
  import->add_flag("--verbose", arguments->verbose, "Print progress and each rejected row on standard error");
  import->callback([&context, arguments] {
    const Mapping mapping = valueOrFail(loadMapping(text(arguments->mapping)));
  ProgressLine line(arguments->verbose);
  ImportOptions options;
  options.format = enumArgument<LogFormat>("--format", arguments->format);
  options.dryRun = arguments->dryRun;
  options.skipExisting = arguments->skipExisting;
  options.rejectFile = text(arguments->rejectFile);
  options.progress = [&line](const ImportProgress& progress) { line.show({}, progress); };
  if (arguments->verbose) {
    options.rejected = [&line](const LogReject& reject) {
      line.end();
      printError(QStringLiteral("line %1 rejected: %2").arg(reject.line).arg(reject.reason));
    };
  }
  const QString tenant = context.tenantId();
  auto imported = QCoro::waitFor(importLog(&context.database(), tenant, text(arguments->file), mapping, options, {}));
  line.end();
  printReport(context.output(), valueOrFail(std::move(imported)));
});
} // namespace sentinai::ctl

} // namespace sentinai::ctl

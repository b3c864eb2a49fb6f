// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/commands.h"

#include "app/ctl/progress_line.h"
#include "app/exchange/demo.h"
#include "app/exchange/demo_generator.h"

#include <QElapsedTimer>
#include <QJsonArray>

namespace sentinai::ctl {

namespace {

struct CreateArguments {
  std::string path;
  bool verbose = false;
};

void create(CommandContext& context, const CreateArguments& arguments) {
  ProgressLine line(arguments.verbose);
  const auto progress = [&line](const QString& log, const ImportProgress& step) { line.show(log, step); };
  auto made = QCoro::waitFor(createDemo(text(arguments.path), currentInstant(), progress, {}));
  line.end();
  const DemoReport report = valueOrFail(std::move(made));
  context.output().object(
      {{QStringLiteral("path"), text(arguments.path)},
       {QStringLiteral("created"), report.created},
       {QStringLiteral("cases"), report.cases},
       {QStringLiteral("events"), report.events}},
      {QStringLiteral("path"), QStringLiteral("created"), QStringLiteral("cases"), QStringLiteral("events")});
}

struct GenerateArguments {
  GenerateOptions options;
  std::string until, member;
  bool verbose = false;
};

QString describe(const GenerateProgress& progress) {
  return progress.total == 0
             ? progress.stage
             : QString::asprintf("%s: %lld of %lld exceptions, %.0f %%, %.0f rows/s", qPrintable(progress.stage),
                                 static_cast<long long>(progress.done), static_cast<long long>(progress.total),
                                 100.0 * static_cast<double>(progress.done) / static_cast<double>(progress.total),
                                 progress.rowsPerSecond);
}

void generate(CommandContext& context, const GenerateArguments& arguments) {
  GenerateOptions options = arguments.options;
  // In whole seconds, so that the time reported makes the same rows again.
  options.until =
      timeArgument("--until", arguments.until).value_or(std::chrono::floor<std::chrono::seconds>(currentInstant()));
  options.member = text(arguments.member);
  const DatabaseUrl url = context.url();
  if (url.engine() == DatabaseUrl::Engine::Sqlite) {
    throw CommandError(
        ExitStatus::BadInput,
        QStringLiteral("\"demo generate\" needs PostgreSQL: name the database with --db, as the schema's "
                       "owner. \"demo create\" makes an SQLite file."));
  }
  ProgressLine line(arguments.verbose);
  constexpr qint64 between = 500;
  QElapsedTimer shown;
  auto generated = generateDemo(url, options, [&](const GenerateProgress& progress) {
    if (!shown.isValid() || shown.elapsed() >= between || progress.done == progress.total) {
      line.show(describe(progress));
      shown.start();
    }
  });
  line.end();
  const GenerateReport report = valueOrFail(std::move(generated));
  QJsonArray tenants;
  QStringList ids;
  for (const GenerateReport::Tenant& tenant : report.tenants) {
    tenants.append(QJsonObject{{QStringLiteral("id"), tenant.id}, {QStringLiteral("exceptions"), tenant.exceptions}});
    ids << QStringLiteral("%1 (%2)").arg(tenant.id).arg(tenant.exceptions);
  }
  const double seconds = std::chrono::duration<double>(report.duration).count();
  context.output().object({{QStringLiteral("exceptions"), report.exceptions},
                           {QStringLiteral("events"), report.events},
                           {QStringLiteral("tenants"),
                            context.output().json() ? QJsonValue(tenants) : QJsonValue(ids.join(QStringLiteral(", ")))},
                           {QStringLiteral("member"), report.member},
                           {QStringLiteral("seed"), QString::number(options.seed)},
                           {QStringLiteral("until"), toIsoText(options.until)},
                           {QStringLiteral("seconds"), seconds}},
                          {QStringLiteral("exceptions"), QStringLiteral("events"), QStringLiteral("tenants"),
                           QStringLiteral("member"), QStringLiteral("seed"), QStringLiteral("until"),
                           QStringLiteral("seconds")});
}

void addGenerateCommand(CLI::App& group, CommandContext& context) {
  const auto arguments = std::make_shared<GenerateArguments>();
  GenerateOptions& options = arguments->options;
  CLI::App* command = group.add_subcommand(
      "generate", "Fill a migrated PostgreSQL database, as the schema's owner, with as many exceptions as wanted");
  command->add_option("--exceptions", options.exceptions, "How many")
      ->required()
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1'000'000'000}));
  command
      ->add_option("--events-per-exception", options.eventsPerException,
                   "Events of each, on average; 1: only its creation, with its final state")
      ->capture_default_str()
      ->check(CLI::Range(1.0, 50.0));
  command->add_option("--seed", options.seed, "The same seed makes the same rows")->capture_default_str();
  command->add_option("--tenants", options.tenants, "Tenants demo-1, demo-2 …; the first has 60 %")
      ->capture_default_str()
      ->check(CLI::Range(1, 100));
  command->add_option("--span", options.days, "Days over which they arose")
      ->capture_default_str()
      ->check(CLI::Range(1, 3650));
  command->add_option("--until", arguments->until, "When that ends, ISO 8601 (default: now)");
  command->add_option("--member", arguments->member,
                      "Login that becomes an admin of the tenants (default: the only one in sentinai_admin)");
  command->add_flag("--verbose", arguments->verbose, "Print progress on standard error");
  command->callback([&context, arguments] { generate(context, *arguments); });
}

} // namespace

void addDemoCommands(CLI::App& app, CommandContext& context) {
  CLI::App* group = app.add_subcommand("demo", "Demo data");
  group->require_subcommand(1);
  const auto arguments = std::make_shared<CreateArguments>();
  CLI::App* command = group->add_subcommand("create", "Make an SQLite file from the bundled real logs, ending now");
  command->add_option("PATH", arguments->path, "The file to make")->required();
  command->add_flag("--verbose", arguments->verbose, "Print progress on standard error");
  command->callback([&context, arguments] { create(context, *arguments); });
  addGenerateCommand(*group, context);
}

} // namespace sentinai::ctl

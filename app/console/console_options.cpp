// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/console/console_options.h"

#include <CLI/CLI.hpp>

namespace sentinai {

namespace {

std::optional<QString> given(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(QString::fromStdString(text));
}

} // namespace

std::variant<ConsoleOptions, ExitCode> ConsoleOptions::parse(PrivateArguments& arguments) {
  CLI::App app("The SentinAI Operations Console: find, read, change and oversee business exceptions.",
               "sentinai-console");
  app.footer("Without --db and --demo, the database is the one that DATABASE_URL or the DB_* variables name, else the "
             "demo.\nExit status: 0 done, 1 failed, 2 usage, 3 database unreachable, 4 not found, 6 not permitted, "
             "7 bad input.");
  app.set_version_flag("--version", "sentinai-console " SENTINAI_VERSION);
  ConsoleOptions options;
  std::string database;
  std::string tenant;
  std::string directory;
  auto* demo = app.add_flag("--demo", options.demo, "Open the demo on real incidents, creating it first if need be");
  app.add_option("--db", database, "PostgreSQL URI or conninfo, or sqlite:PATH")->excludes(demo)->type_name("URL");
  app.add_option("--tenant", tenant, "Open this tenant")->type_name("ID");
  app.add_option("--screenshot", directory,
                 "Write a PNG of every screen, light and dark, to this folder and exit; needs no display")
      ->type_name("DIR");
  app.failure_message([&arguments](const CLI::App* program, const CLI::Error& error) {
    return arguments.withoutPasswords(QString::fromStdString(CLI::FailureMessage::simple(program, error)))
        .toStdString();
  });
  try {
    app.parse(arguments.count(), arguments.pointers());
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? ExitCode::Done : ExitCode::Usage;
  }
  options.database = given(database);
  options.tenantId = given(tenant);
  options.screenshotDirectory = given(directory);
  return options;
}

} // namespace sentinai

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/commands.h"
#include "repositories/database/private_arguments.h"
#include "repositories/database/private_memory.h"

#include <QCoreApplication>
#include <QEvent>

using namespace sentinai::ctl;

namespace {

/// CLI11's words, some of which end with a stop.
QString sentence(const QString& words) {
  return words.endsWith(QLatin1Char('.')) ? words : words + QLatin1Char('.');
}

ExitStatus run(sentinai::PrivateArguments& arguments) {
  CommandContext context;
  CLI::App app{"Works with the exceptions of a SentinAI system of record from the command line.", "sentinaictl"};
  app.set_version_flag("--version", SENTINAI_VERSION);
  app.add_option(
      "--db", context.databaseText,
      "Database: sqlite:PATH, a libpq URI or conninfo (default: DATABASE_URL, DB_*, else the user's demo file)");
  app.add_option("--tenant", context.tenantText, "Tenant (default: SENTINAI_TENANT, else the only one)");
  app.add_flag("--json", context.json, "Print JSON: one document, or one object a line for lists");
  app.require_subcommand(1);
  app.fallthrough();

  addMigrateCommands(app, context);
  addHealthCommand(app, context);
  addDemoCommands(app, context);
  addTenantCommands(app, context);
  addMemberCommands(app, context);
  addImportCommand(app, context);
  addExportCommands(app, context);
  addExceptionCommands(app, context);
  addEventCommands(app, context);
  addSummaryCommand(app, context);
  addRollupCommands(app, context);
  addCheckpointCommands(app, context);
  addAuditCommands(app, context);
  addPackCommands(app, context);
  addRuleCommands(app, context);
  addAgentCommands(app, context);
  addWorkCommands(app, context);
  addPlaybookCommands(app, context);
  addDecisionCommands(app, context);
  addToolCommands(app, context);
  addAskCommand(app, context);

  // Either may repeat what was given in a wrong place, or by a wrong name.
  const auto complain = [&arguments](const QString& words) { printError(arguments.withoutPasswords(words)); };
  try {
    app.parse(arguments.count(), arguments.pointers());
    flushOutput();
  } catch (const CLI::Success& success) {
    return app.exit(success) == 0 ? ExitStatus::Done : ExitStatus::Failed;
  } catch (const CLI::ParseError& error) {
    const std::vector<std::string> unknown = app.remaining(true);
    complain(QStringLiteral("%1 Run it with --help for what there is.")
                 .arg(error.get_name() == "RequiredError" && !unknown.empty()
                          ? QStringLiteral("There is no command \"%1\" here.").arg(text(unknown.front()))
                          : sentence(QString::fromUtf8(error.what()))));
    return ExitStatus::Usage;
  } catch (const CommandError& error) {
    complain(QString::fromUtf8(error.what()));
    return error.status();
  }
  return ExitStatus::Done;
}

} // namespace

int main(int argc, char** argv) {
  sentinai::leaveNoCoreDump();
  sentinai::PrivateArguments arguments(argc, argv);
  const QCoreApplication application(argc, argv);
  QCoreApplication::setApplicationName(QStringLiteral("sentinaictl"));
  QCoreApplication::setOrganizationName(QStringLiteral("SentinAI"));
  QCoreApplication::setApplicationVersion(QStringLiteral(SENTINAI_VERSION));
  const ExitStatus status = run(arguments);
  // What was to be deleted later has no event loop left to do it in.
  QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
  return static_cast<int>(status);
}

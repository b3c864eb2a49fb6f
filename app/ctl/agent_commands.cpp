// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/pipeline/agent_run.h"
#include "app/ctl/commands.h"

#include <limits>

namespace sentinai::ctl {

namespace {

struct Arguments {
  std::string exception;
  qint64 limit = std::numeric_limits<qint64>::max();
};

AgentRunReport runOne(Session& session, const ToolClient& tools, const QString& exceptionId) {
  const Exception exception = await(session.exceptions().get(exceptionId, {}));
  const AgentKit kit = await(agentKit(&session, exception.domain, {}));
  AgentRunReport report;
  report.examined = 1;
  for (const QString& type : await(workException(&session, &kit, &tools, exceptionId, {})).events) {
    report.worked = 1;
    ++report.events[type];
  }
  return report;
}

void run(CommandContext& context, const Arguments& arguments) {
  Session& session = context.session();
  const ToolClient tools;
  const auto failed = [](const QString& exceptionId, const DbError& error) {
    printError(printable(QStringLiteral("%1: %2").arg(exceptionId, error.message)));
  };
  const AgentRunReport report = arguments.exception.empty()
                                    ? await(runAgents(&session, &tools, arguments.limit, failed, {}))
                                    : runOne(session, tools, text(arguments.exception));
  QJsonObject shown{{QStringLiteral("examined"), report.examined},
                    {QStringLiteral("worked"), report.worked},
                    {QStringLiteral("without_pack"), report.withoutPack},
                    {QStringLiteral("failed"), report.failed}};
  QStringList keys{QStringLiteral("examined"), QStringLiteral("worked"), QStringLiteral("without_pack"),
                   QStringLiteral("failed")};
  for (const auto& [type, count] : report.events) {
    shown.insert(type, count);
    keys << type;
  }
  context.output().object(shown, keys);
  if (report.failed > 0) {
    throw CommandError(ExitStatus::Failed, QStringLiteral("%1 exceptions could not be worked.").arg(report.failed));
  }
}

} // namespace

void addAgentCommands(CLI::App& app, CommandContext& context) {
  CLI::App* group = app.add_subcommand("agent", "Have the agents work");
  group->require_subcommand(1);
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* command = group->add_subcommand("run", "Do what triage, policy, resolution and playbooks have to do, once");
  command->add_option("--exception", arguments->exception, "Only this exception");
  command->add_option("--limit", arguments->limit, "Stop once so many exceptions got events")
      ->check(CLI::PositiveNumber);
  command->callback([&context, arguments] { run(context, *arguments); });
}

} // namespace sentinai::ctl

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/pipeline/leased_work.h"
#include "app/ctl/commands.h"

#include <cmath>
#include <limits>

namespace sentinai::ctl {

namespace {

const QStringList kCalibrationColumns{QStringLiteral("agent"),  QStringLiteral("domain"),    QStringLiteral("stated"),
                                      QStringLiteral("judged"), QStringLiteral("confirmed"), QStringLiteral("share")};

struct Arguments {
  std::string exception, from, to;
  qint64 limit = std::numeric_limits<qint64>::max();
};

AgentRunReport runOne(Session& session, const ToolClient& tools, const QString& exceptionId) {
  const Exception exception = await(session.exceptions().get(exceptionId, {}));
  const AgentKit kit = await(agentKit(&session, exception.domain, {}));
  AgentRunReport report;
  report.examined = 1;
  for (const QString& type : await(takeAndWork(&session, &kit, &tools, exceptionId, {})).events) {
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
                    {QStringLiteral("held"), report.held},
                    {QStringLiteral("without_pack"), report.withoutPack},
                    {QStringLiteral("failed"), report.failed}};
  QStringList keys{QStringLiteral("examined"), QStringLiteral("worked"), QStringLiteral("held"),
                   QStringLiteral("without_pack"), QStringLiteral("failed")};
  for (const auto& [type, count] : report.events) {
    shown.insert(type, count);
    keys << type;
  }
  context.output().object(shown, keys);
  if (report.failed > 0) {
    throw CommandError(ExitStatus::Failed, QStringLiteral("%1 exceptions could not be worked.").arg(report.failed));
  }
}

/// The mean of what was stated, beside the share that held: of a calibrated agent they are alike.
void calibration(CommandContext& context, const Arguments& arguments) {
  const TimeRange captured{timeArgument("--from", arguments.from), timeArgument("--to", arguments.to)};
  const auto rounded = [](double share) { return std::round(share * 1000) / 1000; };
  for (const CalibrationRow& row : await(context.session().feedback().calibration(captured, {}))) {
    const auto judged = static_cast<double>(row.judged);
    context.output().listRow(
        {{QStringLiteral("agent"), row.agent},
         {QStringLiteral("domain"), row.domain},
         {QStringLiteral("stated"),
          row.tenth ? QJsonValue(rounded(static_cast<double>(row.confidenceThousandths) / judged / 1000))
                    : QJsonValue()},
         {QStringLiteral("judged"), row.judged},
         {QStringLiteral("confirmed"), row.confirmed},
         {QStringLiteral("share"), rounded(static_cast<double>(row.confirmed) / judged)}},
        kCalibrationColumns);
  }
  context.output().endList();
}

} // namespace

void addAgentCommands(CLI::App& app, CommandContext& context) {
  CLI::App* group = app.add_subcommand("agent", "Have the agents work");
  group->require_subcommand(1);
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* command =
      group->add_subcommand("run", "Do what feedback, triage, policy, resolution and playbooks have to do, once");
  command->add_option("--exception", arguments->exception, "Only this exception");
  command->add_option("--limit", arguments->limit, "Stop once so many exceptions got events")
      ->check(CLI::PositiveNumber);
  command->callback([&context, arguments] { run(context, *arguments); });

  CLI::App* calibrated = group->add_subcommand(
      "calibration", "How sure agents said they were, against what came of it, by agent and domain");
  calibrated->add_option("--from", arguments->from, "Judged at or after this time (ISO 8601)");
  calibrated->add_option("--to", arguments->to, "Judged before this time (ISO 8601)");
  calibrated->callback([&context, arguments] { calibration(context, *arguments); });
}

} // namespace sentinai::ctl
